#include "expr/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "expr/coerce.h"

namespace praxis::expr {

Status Checker::run(Node& root) {
  TRY(check(root));
  TRY(check_result(root));
  fold_constants(root);
  return {};
}

// Lists and maps of constants are made once, not at each evaluation; when all is checked, as
// constants change by then.
void Checker::fold_constants(Node& node) {
  for (auto& argument : node.arguments) fold_constants(*argument);
  if (node.op != Op::list && node.op != Op::map) return;
  const bool is_constant =
      std::ranges::all_of(node.arguments, [](const auto& a) { return a->op == Op::constant; });
  if (!is_constant) return;
  Evaluator evaluator(no_bindings(), 0);
  Value scratch;
  if (!evaluator.evaluate(node, scratch)) return;
  node.constant = std::move(scratch);
  node.op = Op::constant;
  node.arguments.clear();
}

Status Checker::check_result(Node& root) {
  if (!is_typed()) return {};
  if (options_.wanted_type) TRY(coerce(text_, root, *options_.wanted_type));
  const auto wanted = options_.wanted_type ? options_.wanted_type->kind : options_.wanted;
  const auto given = root.type.kind;
  if (!wanted || given == Kind::dyn || given == Kind::null || given == *wanted) return {};
  if (is_textual(given) && is_textual(*wanted)) return {};
  return fail(error_at(text_, {0, static_cast<std::uint32_t>(text_.size())}, "type",
                       fmt::format("this gives {}, wanted is {}", to_text(root.type),
                                   to_text(Type{.kind = *wanted}))));
}

Status Checker::no_overload(Node& node) const {
  if (!is_typed()) return {};
  std::string types;
  for (const auto& argument : node.arguments) {
    if (!types.empty()) types += " and ";
    types += to_text(argument->type);
  }
  const auto symbol = operator_text(node.op);
  auto message =
      fmt::format("{} is not defined for {}", symbol.empty() ? node.name : symbol, types);
  const auto has_kind = [&](Kind kind) {
    return std::ranges::any_of(node.arguments, [&](const auto& a) { return a->type.kind == kind; });
  };
  if (has_kind(Kind::text) && has_kind(Kind::timestamp)) {
    message += "; write timestamp(\"2026-03-02T09:00:00Z\")";
  } else if (has_kind(Kind::text) && has_kind(Kind::duration)) {
    message += "; write duration(\"1h30m\")";
  } else if (has_kind(Kind::integer) && has_kind(Kind::real)) {
    message += "; convert one by double() or int()";
  }
  return refuse(node, "type", message);
}

Status Checker::check_arguments(Node& node) {
  for (auto& argument : node.arguments) TRY(check(*argument));
  return {};
}

Status Checker::check(Node& node) {
  switch (node.op) {
    case Op::constant:
      node.type = type_of(node.constant);
      return {};
    case Op::identifier:
    case Op::select:
      return check_path(node);
    case Op::has_field:
      return check_has(node);
    case Op::call:
      return check_call(node);
    case Op::comprehension:
      return check_comprehension(node);
    default:
      break;
  }
  TRY(check_arguments(node));
  if (node.op == Op::variable || node.op == Op::local) return {};
  node.implementation = operator_implementation(node.op);
  switch (node.op) {
    case Op::index:
      return check_index(node);
    case Op::list:
      return check_list(node);
    case Op::map:
      return check_map(node);
    case Op::conditional:
      return check_conditional(node);
    case Op::logical_and:
    case Op::logical_or:
    case Op::logical_not:
      return check_logical(node);
    case Op::equal:
    case Op::not_equal:
      return check_equality(node);
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
      return check_order(node);
    case Op::in:
      return check_in(node);
    case Op::negate:
      return check_negation(node);
    default:
      return check_arithmetic(node);
  }
}

}  // namespace praxis::expr
