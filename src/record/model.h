// How the types of a PackSet lie in tables: one table a family with typed columns, one for its long
// texts, one for its sets. Made once for a PackSet; immutable and shared, like it. SQL that is the
// same for all records of a family is composed here once, so that statements stay prepared.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/migrate.h"
#include "pack/pack_set.h"
#include "record/record.h"

namespace praxis::record {

// Where a field's value lies.
struct FieldPlace {
  enum class Kind {
    column,
    text,
    set
  };  // column of the family table, row of the text table, rows of the set table
  Kind kind = Kind::column;
  db::ColumnType type = db::ColumnType::text;
  int column = -1;  // position in Family::columns
  int folded = -1, currency = -1, override_column = -1;
};

struct Family {
  std::string name;  // the root type's name; the table's too
  std::string text_table, set_table, search_table;
  std::vector<db::ColumnWanted> columns;  // engine columns first, then fields, in a stable order
  std::map<std::string, FieldPlace, std::less<>> places;  // by field name
  std::vector<const pack::RecordType*> types;             // of the family, concrete and abstract
  bool has_texts = false, has_sets = false;
  // Its records are kept in memory (organizations, calendars, what has a calendar, agreements): who
  // writes one raises the directory's version.
  bool is_in_directory = false, feeds_book = false;
  std::string select_list;  // all columns, quoted, in order
  std::string insert_sql;   // all columns but row, RETURNING row
  // Columns that permissions may compile to, in this order, those that the family has.
  std::vector<std::string> permission_columns;
  // Where a type of the family has versions: the same tables once more, for the newest version of
  // each record that has one (record/version_store.h). Null elsewhere, and there.
  std::shared_ptr<const Family> newest{};
  Face face = Face::working_copy;
};

// Positions of the engine's columns in Family::columns and in select_list.
enum EngineColumn : int {
  column_row,
  column_id,
  column_number,
  column_type,
  column_state,
  column_phase,
  column_version,
  column_created_at,
  column_created_by,
  column_updated_at,
  column_updated_by,
  column_journal_seq,
  column_journal_head,
  column_external_source,
  column_external_key,
  column_next_target_at,
  column_next_target_clock,
  column_target_rank,
  engine_columns
};

class Model {
 public:
  static std::shared_ptr<const Model> make(std::shared_ptr<const pack::PackSet> packs,
                                           std::int64_t generation);

  const pack::PackSet& packs() const { return *packs_; }
  std::shared_ptr<const pack::PackSet> shared_packs() const { return packs_; }
  std::int64_t generation() const { return generation_; }
  const pack::RecordType* type(std::string_view name) const { return packs_->type(name); }
  const Family& family(std::string_view root) const;
  const Family& family_of(const pack::RecordType& type) const { return family(type.family); }
  const std::map<std::string, Family, std::less<>>& families() const { return families_; }
  // Where each field of a type lies, by field position.
  const std::vector<FieldPlace>& layout(const pack::RecordType& type) const;
  // The type whose numbers look like "INC-42"; null if none does.
  const pack::RecordType* type_of_number(std::string_view number) const;

 private:
  std::shared_ptr<const pack::PackSet> packs_;
  std::int64_t generation_ = 0;
  std::map<std::string, Family, std::less<>> families_;
  std::unordered_map<const pack::RecordType*, std::vector<FieldPlace>> layouts_;
  std::unordered_map<std::string, const pack::RecordType*> by_prefix_;
};

// SQL of a sort key: the column with its nulls put last ("COALESCE(…)"), so that keyset paging
// compares no nulls. The same text stands in the index and in ORDER BY.
std::string sort_key(const Family& family, std::string_view field);

// The tables that every tenant has, whatever its packs: journal, links, outbox, events, settings …
std::vector<db::TableWanted> engine_tables();
// The tables of a model's families.
std::vector<db::TableWanted> family_tables(const Model& model);

}  // namespace praxis::record
