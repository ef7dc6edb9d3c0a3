// What of an expression is known before a query runs: subtrees without columns are evaluated here,
// constants are brought into the form that columns store, maps of constants are looked up by a
// column. Knows no SQL text.
#pragma once

#include <map>
#include <optional>

#include "expr/ast.h"
#include "expr/to_sql.h"

namespace praxis::expr {

tl::unexpected<Error> not_in_sql(const Program& program, const Node& node, std::string_view why);

// The symbols of a program's slots, each asked once.
class SqlSymbols {
 public:
  SqlSymbols(const Program& program, const SqlNames& names) : program_(program), names_(names) {}

  Result<const SqlSymbol*> symbol(std::uint32_t slot);
  // Whether the value of `node` depends on a column.
  Result<bool> reads_columns(const Node& node);
  // The value of a node that reads no columns; its error is an error of the expression.
  Result<Value> value(const Node& node);

 private:
  const Program& program_;
  const SqlNames& names_;
  std::map<std::uint32_t, SqlSymbol> symbols_{};
};

// A constant as it meets a column of a kind. `none`: it equals no value of the column, and has no
// order with it.
enum class Fit { exact, none, refused };
struct FittedConstant {
  Fit fit = Fit::none;
  Value value{};  // storable: a whole number, a fraction, text or an id
  Value floor{};  // where `fit` is none but there is an order: the greatest storable value below it
};
FittedConstant fitted(const Value& constant, Kind column);

// choices.hold_reason[hold_reason].pauses: a map of constants, looked up by columns on the way in.
struct LookupPath {
  Value base;
  std::vector<const Node*> steps{};  // from the innermost: index, select and has_field nodes
  std::size_t dynamic_count = 0;     // keys that read columns
};
// None: the node is no such path.
Result<std::optional<LookupPath>> lookup_path(SqlSymbols& symbols, const Node& node);
// One constant step: none where CEL has an error.
std::optional<Value> step_value(const Value& target, const Node& step, const Value& key);

}  // namespace praxis::expr
