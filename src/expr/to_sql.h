// A checked expression as a condition of SQL, the same text for both databases where they agree.
// What selects the same records as evaluate() would: an error is NULL, and what is not true does
// not match. The table of translation is docs/expressions.md. What has no translation is refused
// with a reason ("expression.not_in_sql").
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/function_ref.h"
#include "db/database.h"
#include "expr/program.h"

namespace praxis::expr {

// What a slot is in SQL: text of a column or subquery (already quoted), or a constant known before
// the query runs (me.groups, now, settings). `is_indexed` columns are never wrapped, so that an
// index serves them. An id column is compared with ids; text columns hold text and choices;
// booleans are 0/1 integers; timestamps and durations are microseconds; decimals are scaled
// integers.
// A span that no column keeps, but of which SQL can tell whether it is below another (the time left
// of a clock) has `is_below` in place of `sql`: the condition, NULL where there is no span; `put`
// makes a parameter of a value.
struct SqlSymbol {
  using PutParameter = FunctionRef<std::string(Value)>;
  std::string sql{};
  std::optional<Value> constant{};
  std::function<std::string(Span bound, PutParameter put)> is_below{};
};

class SqlNames {
 public:
  virtual ~SqlNames() = default;
  virtual Result<SqlSymbol> symbol(std::uint32_t slot) const = 0;
};

// SQL text with its parameters, in order of $1 …; `first_parameter` lets a caller put its own
// before.
struct SqlCondition {
  std::string sql;
  std::vector<Value> parameters;
};

Result<SqlCondition> to_sql(const Program& program, const SqlNames& names, db::Engine engine,
                            int first_parameter = 1);

// A figure (a number, a decimal, a span or instant of time) as SQL text that gives a whole number,
// or NULL where it is null or errs: for metrics.
Result<SqlCondition> to_sql_figure(const Program& program, const SqlNames& names, db::Engine engine,
                                   int first_parameter = 1);

// The same as a view of db parameters: values must outlive it.
db::Parameter to_parameter(const Value& value);

}  // namespace praxis::expr
