// How a list will be read: its order, the index that gives it, what fixes that index's equal
// columns, and who may read. Decided from the request, the packs and the scope alone; docs: DESIGN,
// Lists. Pure; valid while request and lister are.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "record/read_condition.h"

namespace praxis::record {

constexpr std::size_t fixed_values_max = 50;  // of one `in` that an index serves
constexpr std::size_t strands_max = 64;       // walks merged into one list

struct OrderKey {
  std::string field, sql;
  db::ColumnType type = db::ColumnType::integer;
  bool is_descending = false;
};

struct FixedColumn {
  std::string column;
  std::vector<expr::Value> values;  // a null value: the column is empty
};

// `rows`: in the order asked for. `counts`: the order is of no matter.
enum class Purpose { rows, counts };

struct ListPlan {
  const Family* family = nullptr;    // its face says whose rights these are
  std::vector<std::string> types{};  // only these; empty: all of the family
  std::vector<TypeRights> rights{};  // of the types that the actor may read anything of
  bool can_match = true;             // false: the answer is empty without a query
  bool is_active_only = false;
  std::vector<OrderKey> order{};       // ends with a unique key
  const pack::Index* index = nullptr;  // none: the database sorts, under a time limit
  std::vector<FixedColumn> fixed{};    // the index's equal columns, in its order
  std::vector<OwnTerm> own{};          // a narrow actor's ways in; empty for a broad one
  std::string fingerprint{};

  std::vector<db::ColumnType> key_types() const;
  bool fixes_type() const;
};

// The part of a plan that searches need too: who may read what of these types of one family.
ListPlan plan_rights(const Lister& lister, const std::vector<const pack::RecordType*>& types);
// One plan, or two where the actor is narrow for some types and broad for others: then of the same
// order, each for types of its own; and the same of the newest versions where types have any. At
// least one; its `can_match` says whether there is anything to read.
Result<std::vector<ListPlan>> plan_list(const Lister& lister, const ListRequest& request,
                                        Purpose purpose);

// The faces of a family that this actor may see something of: the engine itself sees no versions.
std::vector<Face> faces_of(const Lister& lister, const pack::RecordType& type);

// The names of the family that lists can be sorted by.
std::vector<std::string> sortable_names(const Family& family, const pack::RecordType& type);

}  // namespace praxis::record
