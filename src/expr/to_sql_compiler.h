// The compiler behind to_sql.h, cut into files by what they translate: conditions (to_sql.cc),
// comparisons and membership (to_sql_compare.cc), values (to_sql_value.cc). Each method compiles a
// node once: texts grow by repetition only within sql_bytes_max.
#pragma once

#include <optional>
#include <string>

#include "base/function_ref.h"
#include "expr/sql_constant.h"

namespace praxis::expr {

constexpr std::size_t sql_bytes_max = 65'536;     // of a condition
constexpr std::size_t list_elements_max = 5'000;  // of a constant list

// What a condition must tell. `truth`: TRUE exactly where the expression is true (elsewhere FALSE
// or NULL); `falsehood`: TRUE exactly where it is false; `exact`: TRUE, FALSE, and NULL where it
// errs.
enum class Want { truth, falsehood, exact };

// A value in SQL: NULL where CEL has null, and where it errs. Where both may be, `failed` is a
// condition that tells.
struct SqlValue {
  std::string text{};
  Kind kind = Kind::dyn;
  bool can_be_null = false;
  bool can_fail = false;
  std::string failed{};
  std::optional<Value> constant{};  // then `text` is empty
  const Node* column = nullptr;     // where it is a plain column
};

class SqlCompiler {
 public:
  SqlCompiler(const Program& program, const SqlNames& names, db::Engine engine, int first_parameter)
      : program_(program),
        symbols_(program, names),
        engine_(engine),
        first_parameter_(first_parameter) {}

  Result<std::string> condition(const Node& node, Want want);
  Result<std::string> figure(const Node& node);  // to_sql_value.cc
  std::vector<Value> take_parameters() { return std::move(parameters_); }

 private:
  using Predicate = FunctionRef<std::optional<bool>(const Value&)>;  // none: an error

  // to_sql.cc
  Result<std::string> constant_condition(const Node& node, Want want);
  Result<std::string> logical(const Node& node, Want want);
  Result<std::string> conditional(const Node& node, Want want);
  Result<std::string> flag_column(const Node& node, Want want);
  Result<std::string> call_condition(const Node& node, Want want);
  Result<std::string> text_test(const Node& node);
  Result<std::string> lookup_condition(const Node& node, const LookupPath& path,
                                       Predicate predicate, Want want);

  // to_sql_compare.cc
  Result<std::string> equality(const Node& node, Want want);
  Result<std::string> equal_to_constant(const SqlValue& value, const Value& constant, Want want);
  Result<std::string> equal_to_null(const SqlValue& value, Want want);
  Result<std::string> equal_values(const Node& node, const SqlValue& left, const SqlValue& right,
                                   Want want);
  Result<std::string> order(const Node& node, Want want);
  Result<std::string> order_with_constant(const SqlValue& value, Op op, const Value& constant,
                                          Want want);
  Result<std::string> membership(const Node& node, Want want);
  Result<std::string> among_constants(const SqlValue& value, const List& constants, Want want);
  Result<std::string> among_values(const Node& node, Want want);
  Result<std::string> among_rows(const Node& node, Want want);
  Result<std::optional<std::string>> span_below(const Node& span, Op op, const Value& constant);
  Result<std::optional<std::string>> shifted_comparison(const Node& sum, Op op,
                                                        const Value& constant, Want want);
  std::string guarded(const SqlValue& value, std::string condition_text) const;
  std::string whether_there(const SqlValue& value, Want want, bool is_true) const;

  // to_sql_value.cc
  Result<SqlValue> value(const Node& node);
  Result<SqlValue> operand(const Node& node,
                           Kind kind);  // a value that is no constant: constants become parameters
  Result<SqlValue> column_value(const Node& node);
  Result<SqlValue> arithmetic(const Node& node);
  Result<SqlValue> conditional_value(const Node& node);
  Result<SqlValue> call_value(const Node& node);
  Result<SqlValue> time_part(const Node& node);
  Result<SqlValue> lookup_value(const Node& node, const LookupPath& path);
  Result<std::string> lookup_case(const Node& node, const Value& at,
                                  std::span<const Node* const> steps, Kind& kind);
  Result<SqlValue> flag_value(const Node& node);
  std::string bounded(const std::string& number, std::int64_t least, std::int64_t greatest) const;
  std::string wide(const std::string& number) const;

  Result<std::string> limited(const Node& node, std::string text) const;
  std::string parameter(Value storable);
  std::string null_flag() const;
  std::string null_of(Kind kind) const;
  tl::unexpected<Error> refuse_constant() const;
  tl::unexpected<Error> refuse(const Node& node, std::string_view why) const {
    return not_in_sql(program_, node, why);
  }

  const Program& program_;
  SqlSymbols symbols_;
  db::Engine engine_;
  int first_parameter_;
  std::vector<Value> parameters_{};
};

}  // namespace praxis::expr
