// Equality, order and membership in SQL. CEL's null equals null and nothing else, and has no order:
// so == and `in` are two-valued on columns, and where their falsehood is wanted a NULL counts as
// different.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "expr/coerce.h"
#include "expr/compare.h"
#include "expr/to_sql_compiler.h"
#include "expr/value_text.h"

namespace praxis::expr {
namespace {

std::string_view order_text(Op op) { return operator_text(op); }

Op inverse(Op op) {
  switch (op) {
    case Op::less:
      return Op::greater_equal;
    case Op::less_equal:
      return Op::greater;
    case Op::greater:
      return Op::less_equal;
    case Op::greater_equal:
      return Op::less;
    case Op::equal:
      return Op::not_equal;
    case Op::not_equal:
      return Op::equal;
    default:
      return op;
  }
}

// The operator when its sides change places.
Op mirrored(Op op) {
  switch (op) {
    case Op::less:
      return Op::greater;
    case Op::less_equal:
      return Op::greater_equal;
    case Op::greater:
      return Op::less;
    case Op::greater_equal:
      return Op::less_equal;
    default:
      return op;
  }
}

std::string_view sql_operator(Op op) {
  if (op == Op::equal) return "=";
  return op == Op::not_equal ? "<>" : order_text(op);
}

std::optional<bool> ordered(const Value& left, Op op, const Value& right) {
  const auto found = order_of(left, right);
  if (!found) return std::nullopt;
  switch (op) {
    case Op::less:
      return *found < 0;
    case Op::less_equal:
      return *found <= 0;
    case Op::greater:
      return *found > 0;
    default:
      return *found >= 0;
  }
}

// Kinds whose columns are compared with each other as they are stored.
bool are_stored_alike(Kind left, Kind right) {
  return left == right || (is_textual(left) && is_textual(right));
}

// A comparison of col + k or k - col with a constant is one of col with another constant, which an
// index serves. Where the sum would overflow, CEL has an error: those columns are cut off by
// bounds.
struct Shift {
  const Node* column = nullptr;
  bool is_mirrored = false;  // k - col
  std::int64_t by = 0;       // k
};

struct Bounds {
  std::int64_t least;
  std::int64_t greatest;
};

__extension__ typedef __int128 Wider;

constexpr std::int64_t us_of_second = 1'000'000;

Bounds bounds_of(Kind kind) {
  if (kind == Kind::timestamp) {
    return {timestamp_seconds_min * us_of_second, timestamp_seconds_max * us_of_second + 999'999};
  }
  if (kind == Kind::duration) return {-duration_nanos_max / 1'000, duration_nanos_max / 1'000};
  return {INT64_MIN, INT64_MAX};
}

// Of constants that do not fit a column: a fraction beyond 2^53 may equal several whole numbers,
// all else equals none.
bool is_never_equal(const Value& constant) {
  const auto* real = constant.get<double>();
  return !real || !(std::fabs(*real) <= 9223372036854775808.0);
}

}  // namespace

tl::unexpected<Error> SqlCompiler::refuse_constant() const {
  return refuse(program_.root(), "a constant is beyond what the column holds");
}

// What is NULL where `value` errs, and `condition_text` else.
std::string SqlCompiler::guarded(const SqlValue& value, std::string condition_text) const {
  if (!value.can_fail) return condition_text;
  const auto failed = value.can_be_null ? value.failed : value.text + " IS NULL";
  return fmt::format("CASE WHEN {} THEN {} ELSE {} END", failed, null_flag(), condition_text);
}

// A condition that is the same for every value, but errs where the value does.
std::string SqlCompiler::whether_there(const SqlValue& value, Want want, bool is_true) const {
  const bool is_wanted = want == Want::exact ? is_true : is_true == (want == Want::truth);
  return guarded(value, is_wanted ? "TRUE" : "FALSE");
}

Result<std::string> SqlCompiler::equal_to_null(const SqlValue& value, Want want) {
  if (!value.can_be_null) return whether_there(value, want, false);
  return guarded(value, value.text + (want == Want::falsehood ? " IS NOT NULL" : " IS NULL"));
}

Result<std::string> SqlCompiler::equal_to_constant(const SqlValue& value, const Value& constant,
                                                   Want want) {
  if (constant.is_null()) return equal_to_null(value, want);
  const auto fit = fitted(constant, value.kind);
  if (fit.fit == Fit::refused && !is_never_equal(constant)) return refuse_constant();
  if (fit.fit != Fit::exact) return whether_there(value, want, false);
  const auto right = parameter(fit.value);
  if (want == Want::truth || !value.can_be_null) {
    return fmt::format("{} {} {}", value.text, want == Want::falsehood ? "<>" : "=", right);
  }
  const auto text = want == Want::falsehood
                        ? fmt::format("{} IS DISTINCT FROM {}", value.text, right)
                        : fmt::format("({} = {}) IS TRUE", value.text, right);
  return guarded(value, text);
}

Result<std::string> SqlCompiler::equal_values(const Node& node, const SqlValue& left,
                                              const SqlValue& right, Want want) {
  if (left.constant) return equal_to_constant(right, *left.constant, want);
  if (right.constant) return equal_to_constant(left, *right.constant, want);
  if (!are_stored_alike(left.kind, right.kind)) {
    return refuse(node, "columns of different types are not compared");
  }
  const bool can_be_null = left.can_be_null || right.can_be_null;
  const bool is_plain =
      !can_be_null || (want == Want::truth && !(left.can_be_null && right.can_be_null));
  if (is_plain)
    return fmt::format("{} {} {}", left.text, want == Want::falsehood ? "<>" : "=", right.text);
  auto text = fmt::format("{} IS {}DISTINCT FROM {}", left.text,
                          want == Want::falsehood ? "" : "NOT ", right.text);
  return guarded(left, guarded(right, std::move(text)));
}

Result<std::string> SqlCompiler::equality(const Node& node, Want want) {
  if (node.op == Op::not_equal && want == Want::exact) {
    // The exact form of != is that of ==, turned round.
    return "NOT (" +
           TRY(equal_values(node, TRY(value(*node.arguments[0])), TRY(value(*node.arguments[1])),
                            want)) +
           ")";
  }
  if (node.op == Op::not_equal) want = want == Want::truth ? Want::falsehood : Want::truth;
  for (const std::size_t side : {0U, 1U}) {
    const auto& constant_node = *node.arguments[1 - side];
    if (TRY(symbols_.reads_columns(constant_node))) continue;
    const auto& other = *node.arguments[side];
    const auto constant = symbols_.value(constant_node);
    if (!constant) return want == Want::exact ? null_flag() : std::string("FALSE");
    const auto path = TRY(lookup_path(symbols_, other));
    if (path && path->dynamic_count == 1) {
      std::int64_t visited = 0;
      return lookup_condition(
          other, *path,
          [&](const Value& leaf) { return std::optional(equals(leaf, *constant, visited)); }, want);
    }
    if (auto text = TRY(shifted_comparison(other, Op::equal, *constant, want)))
      return std::move(*text);
  }
  return equal_values(node, TRY(value(*node.arguments[0])), TRY(value(*node.arguments[1])), want);
}

Result<std::string> SqlCompiler::order_with_constant(const SqlValue& value, Op op,
                                                     const Value& constant, Want want) {
  auto fit = fitted(constant, value.kind);
  if (fit.fit == Fit::none && fit.floor.is_null())
    return want == Want::exact ? null_flag() : std::string("FALSE");
  if (fit.fit == Fit::none) {
    // Between two storable values: x < 2.5 is x <= 2.
    op = op == Op::less || op == Op::less_equal ? Op::less_equal : Op::greater;
    fit.value = fit.floor;
  }
  return fmt::format("{} {} {}", value.text, order_text(want == Want::falsehood ? inverse(op) : op),
                     parameter(fit.value));
}

Result<std::string> SqlCompiler::order(const Node& node, Want want) {
  for (const std::size_t side : {0U, 1U}) {
    const auto& constant_node = *node.arguments[1 - side];
    if (TRY(symbols_.reads_columns(constant_node))) continue;
    const auto& other = *node.arguments[side];
    const auto op = side == 0 ? node.op : mirrored(node.op);
    const auto constant = symbols_.value(constant_node);
    if (!constant) return want == Want::exact ? null_flag() : std::string("FALSE");
    const auto path = TRY(lookup_path(symbols_, other));
    if (path && path->dynamic_count == 1) {
      return lookup_condition(
          other, *path, [&](const Value& leaf) { return ordered(leaf, op, *constant); }, want);
    }
    const auto wanted_op = want == Want::falsehood ? inverse(op) : op;
    if (auto text = TRY(span_below(other, wanted_op, *constant))) return std::move(*text);
    if (auto text = TRY(shifted_comparison(other, op, *constant, want))) return std::move(*text);
    const auto compared = TRY(value(other));
    if (fitted(*constant, compared.kind).fit == Fit::refused) {
      return refuse_constant();
    }
    return order_with_constant(compared, op, *constant, want);
  }
  const auto left = TRY(value(*node.arguments[0]));
  const auto right = TRY(value(*node.arguments[1]));
  if (!are_stored_alike(left.kind, right.kind)) {
    return refuse(node, "columns of different types are not compared");
  }
  return fmt::format("{} {} {}", left.text,
                     order_text(want == Want::falsehood ? inverse(node.op) : node.op), right.text);
}

// x <= D is x below D and the least more.
Result<std::optional<std::string>> SqlCompiler::span_below(const Node& span, Op op,
                                                           const Value& constant) {
  if (span.op != Op::variable) return std::nullopt;
  const auto* symbol = TRY(symbols_.symbol(span.slot));
  if (!symbol->is_below) return std::nullopt;
  if (!constant.get<Duration>()) return refuse(span, "is compared with a duration");
  auto bound = constant.span();
  if (op == Op::less_equal || op == Op::greater) bound.us += bound.us < INT64_MAX ? 1 : 0;
  auto text = symbol->is_below(bound, [&](Value value) { return parameter(std::move(value)); });
  const bool is_negated = op == Op::greater || op == Op::greater_equal;
  return (is_negated ? "NOT (" : "(") + text + ")";
}

Result<std::optional<std::string>> SqlCompiler::shifted_comparison(const Node& sum, Op op,
                                                                   const Value& constant,
                                                                   Want want) {
  if (sum.op != Op::add && sum.op != Op::subtract) return std::nullopt;
  Shift shift;
  const Node* constant_node = nullptr;
  for (const std::size_t side : {0U, 1U}) {
    const auto& column_node = *sum.arguments[side];
    const auto& other = *sum.arguments[1 - side];
    if (column_node.op != Op::variable || TRY(symbols_.symbol(column_node.slot))->constant)
      continue;
    if (TRY(symbols_.reads_columns(other))) continue;
    shift.column = &column_node;
    shift.is_mirrored = side == 1 && sum.op == Op::subtract;
    constant_node = &other;
  }
  if (!shift.column) return std::nullopt;
  const auto by = symbols_.value(*constant_node);
  if (!by) return want == Want::exact ? null_flag() : std::string("FALSE");
  const auto by_kind = type_of(*by).kind;
  const bool is_whole = shift.column->type.kind == Kind::decimal || by_kind == Kind::integer;
  if (!is_whole && by_kind != Kind::timestamp && by_kind != Kind::duration) return std::nullopt;
  const auto storable_by = fitted(*by, is_whole ? Kind::integer : by_kind);
  const auto storable = fitted(constant, sum.type.kind);
  if (storable_by.fit != Fit::exact || storable.fit != Fit::exact) return std::nullopt;

  const bool is_negative = sum.op == Op::subtract && !shift.is_mirrored;
  const Wider k =
      is_negative ? -Wider{storable_by.value.integer()} : Wider{storable_by.value.integer()};
  const Wider c = storable.value.integer();
  const auto limits = bounds_of(sum.type.kind);
  const auto own = bounds_of(shift.column->type.kind);
  const Wider target = shift.is_mirrored ? k - c : c - k;
  const Wider least = shift.is_mirrored ? k - limits.greatest : limits.least - k;
  const Wider greatest = shift.is_mirrored ? k - limits.least : limits.greatest - k;
  if (target < INT64_MIN || target > INT64_MAX) return std::nullopt;
  if (least > own.greatest || greatest < own.least) {
    return want == Want::exact ? null_flag() : std::string("FALSE");
  }

  const auto column = TRY(column_value(*shift.column)).text;
  auto wanted = shift.is_mirrored ? mirrored(op) : op;
  if (want == Want::falsehood) wanted = inverse(wanted);
  auto text = fmt::format("{} {} {}", column, sql_operator(wanted),
                          parameter(static_cast<std::int64_t>(target)));
  std::string within;
  const auto bound = [&](std::string_view sign, Wider value_of) {
    if (!within.empty()) within += " AND ";
    within += fmt::format("{} {} {}", column, sign, parameter(static_cast<std::int64_t>(value_of)));
  };
  const bool has_upper_end = want != Want::exact && wanted != Op::greater &&
                             wanted != Op::greater_equal && wanted != Op::not_equal &&
                             target <= greatest;
  const bool has_lower_end = want != Want::exact && wanted != Op::less &&
                             wanted != Op::less_equal && wanted != Op::not_equal && target >= least;
  if (least > own.least && !has_lower_end) bound(">=", least);
  if (greatest < own.greatest && !has_upper_end) bound("<=", greatest);
  if (within.empty()) return text;
  if (want == Want::exact) return fmt::format("CASE WHEN {} THEN {} END", within, text);
  return fmt::format("({} AND {})", text, within);
}

Result<std::string> SqlCompiler::among_constants(const SqlValue& value, const List& constants,
                                                 Want want) {
  std::string list;
  std::string first;
  std::size_t count = 0;
  bool has_null = false;
  if (constants.size() > list_elements_max) {
    return not_in_sql(program_, program_.root(), "this list is too long to be compiled");
  }
  for (const auto& constant : constants) {
    has_null = has_null || constant.is_null();
    const auto fit = fitted(constant, value.kind);
    if (fit.fit == Fit::refused && !is_never_equal(constant)) return refuse_constant();
    if (fit.fit != Fit::exact) continue;
    first = parameter(fit.value);
    list += count++ == 0 ? first : ", " + first;
  }
  if (has_null && !value.can_be_null) has_null = false;
  if (count == 0 && !has_null) return whether_there(value, want, false);
  if (count == 0) return equal_to_null(value, want);
  const bool is_negated = want == Want::falsehood;
  const auto plain = count == 1
                         ? fmt::format("{} {} {}", value.text, is_negated ? "<>" : "=", first)
                         : fmt::format("{} {}IN ({})", value.text, is_negated ? "NOT " : "", list);
  if (!value.can_be_null) return plain;
  if (is_negated) {
    return guarded(value, has_null ? plain : fmt::format("({} OR {} IS NULL)", plain, value.text));
  }
  if (has_null) return guarded(value, fmt::format("({} IS NULL OR {})", value.text, plain));
  return want == Want::truth ? plain : guarded(value, fmt::format("({}) IS TRUE", plain));
}

// x in [a, b] of columns: x == a || x == b.
Result<std::string> SqlCompiler::among_values(const Node& node, Want want) {
  const auto& list = *node.arguments[1];
  const auto left = TRY(value(*node.arguments[0]));
  std::string text;
  for (const auto& element : list.arguments) {
    const auto right = TRY(value(*element));
    if (right.can_fail)
      return refuse(*element, "a list in a filter has plain fields and constants");
    if (!text.empty()) text += want == Want::falsehood ? " AND " : " OR ";
    if (left.constant && right.constant) {
      std::int64_t visited = 0;
      const bool is_equal = equals(*left.constant, *right.constant, visited);
      text += is_equal != (want == Want::falsehood) ? "TRUE" : "FALSE";
      continue;
    }
    text += TRY(equal_values(node, left, right, want));
    if (text.size() > sql_bytes_max) return refuse(node, "this becomes too long a condition");
  }
  return "(" + text + ")";
}

// x in a set that lies in rows of its own: the symbol is a subquery of its elements, none of them
// null.
Result<std::string> SqlCompiler::among_rows(const Node& node, Want want) {
  const auto& set = *node.arguments[1];
  const auto kind = set.type.parameters.empty() ? Kind::dyn : set.type.parameters[0].kind;
  const auto element = TRY(operand(*node.arguments[0], kind));
  if (element.can_fail) return refuse(node, "only a field or a constant is searched in a set");
  const auto& rows = TRY(symbols_.symbol(set.slot))->sql;
  if (want != Want::falsehood) {
    const auto plain = fmt::format("{} IN {}", element.text, rows);
    return want == Want::truth ? plain : fmt::format("({}) IS TRUE", plain);
  }
  const auto plain = fmt::format("{} NOT IN {}", element.text, rows);
  return element.can_be_null ? fmt::format("({} OR {} IS NULL)", plain, element.text) : plain;
}

Result<std::string> SqlCompiler::membership(const Node& node, Want want) {
  const auto& wanted = *node.arguments[0];
  const auto& container_node = *node.arguments[1];
  if (TRY(symbols_.reads_columns(container_node))) {
    if (container_node.op == Op::list) return among_values(node, want);
    const bool is_set = container_node.op == Op::variable && container_node.type.kind == Kind::list;
    if (is_set) return among_rows(node, want);
    return refuse(container_node, "only a list written out or known beforehand is searched");
  }
  const auto container = symbols_.value(container_node);
  if (!container) return want == Want::exact ? null_flag() : std::string("FALSE");
  List constants;
  if (const auto* list = container->get<std::shared_ptr<const List>>()) {
    constants = **list;
  } else if (const auto* map = container->get<std::shared_ptr<const Map>>()) {
    for (const auto& entry : **map) constants.push_back(entry.first);
  } else {
    return want == Want::exact ? null_flag() : std::string("FALSE");
  }
  const auto path = TRY(lookup_path(symbols_, wanted));
  if (path && path->dynamic_count == 1) {
    std::int64_t visited = 0;
    const auto is_member = [&](const Value& leaf) {
      return std::optional(std::ranges::any_of(
          constants, [&](const Value& constant) { return equals(leaf, constant, visited); }));
    };
    return lookup_condition(wanted, *path, is_member, want);
  }
  return among_constants(TRY(value(wanted)), constants, want);
}

}  // namespace praxis::expr
