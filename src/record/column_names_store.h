// What the names of an expression are in SQL over a family table: fields and engine columns are
// columns, a reference's fields are subqueries, the actor, the time and settings are constants.
// Journal figures that no column keeps, clocks and texts have no translation. Column names stand
// without an alias, so the table must be read under its own name. Valid while its lister and
// expression are.
#pragma once

#include "expr/to_sql.h"
#include "record/lister.h"
#include "record/record.h"

namespace praxis::record {

// `residual`: on SQLite columns carry a unary +, so that no index but the one already chosen is
// looked at.
enum class Columns { seekable, residual };

struct ColumnNaming {
  db::Engine engine = db::Engine::sqlite;
  Columns columns = Columns::seekable;
  std::string_view role{};  // for which `me.organizations` is asked; "" = all roles together
  const Record* chosen_for =
      nullptr;                      // `among`: `it` is the row, own fields are this record's values
  const Id* settings_of = nullptr;  // settings are the constants of this organization
};

class ColumnNames final : public expr::SqlNames {
 public:
  ColumnNames(const Lister& lister, const pack::RecordType& type,
              const pack::Expression& expression, const ColumnNaming& naming)
      : lister_(lister), type_(type), expression_(expression), naming_(naming) {}

  Result<expr::SqlSymbol> symbol(std::uint32_t slot) const override;

  // The column of the family table that the slot is, plain; "" if it is none.
  std::string column(std::uint32_t slot) const;
  // The slot's value where it is known before the query runs.
  std::optional<expr::Value> constant(std::uint32_t slot) const;

 private:
  Result<expr::SqlSymbol> own_symbol(const pack::Meaning& meaning) const;

  const Lister& lister_;
  const pack::RecordType& type_;
  const pack::Expression& expression_;
  ColumnNaming naming_;
};

// The engine's column of a meta name: "self" is "id".
std::string_view meta_column(std::string_view name);
// A list's last value repeated until its length is one of few, so that statements stay prepared.
expr::Value padded(const expr::Value& value);
// The place of a column's key in its choice list, what is empty or unknown last: how choices sort.
std::string choice_place(std::string_view column, const pack::ChoiceList& list);
// A constant as SQL text, for what changes with packs and the directory alone.
std::string sql_literal(const expr::Value& value, db::Engine engine);

}  // namespace praxis::record
