#include <fmt/format.h>

#include <algorithm>

#include "expr/check.h"
#include "expr/coerce.h"

namespace praxis::expr {
namespace {

const Type& element_type(const Type& container, std::size_t index) {
  static const Type any{};
  return index < container.parameters.size() ? container.parameters[index] : any;
}

bool is_one_of(Kind kind, std::initializer_list<Kind> kinds) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

bool is_question_macro(Macro macro) {
  return macro == Macro::all || macro == Macro::exists || macro == Macro::exists_one;
}

bool has_decimal(const Type& type) {
  return type.kind == Kind::decimal || std::ranges::any_of(type.parameters, has_decimal);
}

// What + - * / % give; dyn stands for any type here and gives dyn.
std::optional<Type> arithmetic_type(Op op, const Type& left, const Type& right) {
  const auto a = left.kind;
  const auto b = right.kind;
  if (a == Kind::dyn || b == Kind::dyn) return Type{};
  if (a == Kind::null || b == Kind::null) return std::nullopt;
  if (a == Kind::decimal || b == Kind::decimal) {
    const bool is_sum =
        (op == Op::add || op == Op::subtract) && a == b && left.scale == right.scale;
    if (is_sum) return left;
    if (op == Op::multiply && a == Kind::decimal && b == Kind::integer) return left;
    if (op == Op::multiply && a == Kind::integer && b == Kind::decimal) return right;
    return std::nullopt;
  }
  if (is_numeric(a) && a == b && (op != Op::modulo || a != Kind::real)) return left;
  if (op == Op::add) {
    if (is_textual(a) && is_textual(b)) return Type{.kind = Kind::text};
    if (a == Kind::bytes && b == Kind::bytes) return left;
    if (a == Kind::list && b == Kind::list) return joined(left, right);
    if (a == Kind::duration && b == Kind::timestamp) return right;
  }
  if (op == Op::subtract && a == Kind::timestamp && b == Kind::timestamp) {
    return Type{.kind = Kind::duration};
  }
  const bool is_shift = (op == Op::add || op == Op::subtract) && b == Kind::duration;
  if (is_shift && is_one_of(a, {Kind::timestamp, Kind::duration})) return left;
  return std::nullopt;
}

}  // namespace

// Constants of each side are fitted to the type of the other.
Status Checker::meet(Node& left, Node& right) {
  if (!is_typed()) return {};
  TRY(coerce(text_, left, right.type));
  return coerce(text_, right, left.type);
}

// The same among several: elements of a list, the branches of a conditional.
Status Checker::meet_all(Node& node, std::size_t first, std::size_t step) {
  if (!is_typed()) return {};
  const auto& arguments = node.arguments;
  for (std::size_t i = first; i < arguments.size(); i += step) {
    if (arguments[i]->type.kind != Kind::decimal || arguments[i]->op == Op::constant) continue;
    for (std::size_t k = first; k < arguments.size(); k += step) {
      TRY(coerce(text_, *arguments[k], arguments[i]->type));
      const auto& other = arguments[k]->type;
      if (other.kind == Kind::null || other == arguments[i]->type) continue;
      return refuse(
          *arguments[k], "type",
          fmt::format("{} does not go with {}", to_text(other), to_text(arguments[i]->type)));
    }
    return {};
  }
  return {};
}

Status Checker::check_index(Node& node) {
  auto& target = *node.arguments[0];
  auto& key = *node.arguments[1];
  if (!is_typed() || target.type.kind == Kind::dyn) return {};
  if (target.type.kind == Kind::list) {
    node.type = element_type(target.type, 0);
    const bool is_number = key.type.kind == Kind::dyn || is_numeric(key.type.kind);
    return is_number ? Status{} : no_overload(node);
  }
  if (target.type.kind != Kind::map) return no_overload(node);
  TRY(coerce(text_, key, element_type(target.type, 0)));
  if (!are_comparable(key.type, element_type(target.type, 0))) return no_overload(node);
  node.type = element_type(target.type, 1);
  return {};
}

Status Checker::check_list(Node& node) {
  TRY(meet_all(node, 0, 1));
  Type element{.kind = Kind::null};
  for (const auto& argument : node.arguments) element = joined(element, argument->type);
  node.type = list_of(node.arguments.empty() ? Type{} : element);
  return {};
}

Status Checker::check_map(Node& node) {
  TRY(meet_all(node, 1, 2));
  Type key{.kind = Kind::null};
  Type value{.kind = Kind::null};
  for (std::size_t i = 0; i < node.arguments.size(); i += 2) {
    key = joined(key, node.arguments[i]->type);
    value = joined(value, node.arguments[i + 1]->type);
  }
  node.type = node.arguments.empty() ? map_of({}, {}) : map_of(key, value);
  return {};
}

Status Checker::check_conditional(Node& node) {
  TRY(meet_all(node, 1, 1));
  node.type = joined(node.arguments[1]->type, node.arguments[2]->type);
  const auto condition = node.arguments[0]->type.kind;
  if (!is_typed() || is_one_of(condition, {Kind::boolean, Kind::dyn})) return {};
  return refuse(*node.arguments[0], "type",
                fmt::format("a condition is bool, this is {}", to_text(node.arguments[0]->type)));
}

Status Checker::check_logical(Node& node) {
  node.type = {.kind = Kind::boolean};
  if (!is_typed()) return {};
  for (const auto& argument : node.arguments) {
    if (is_one_of(argument->type.kind, {Kind::boolean, Kind::dyn})) continue;
    return refuse(
        *argument, "type",
        fmt::format("{} takes bool, this is {}", operator_text(node.op), to_text(argument->type)));
  }
  return {};
}

Status Checker::check_equality(Node& node) {
  auto& left = *node.arguments[0];
  auto& right = *node.arguments[1];
  TRY(meet(left, right));
  const bool is_fine = are_comparable(left.type, right.type);
  node.type = {.kind = Kind::boolean};
  return is_fine ? Status{} : no_overload(node);
}

Status Checker::check_order(Node& node) {
  auto& left = *node.arguments[0];
  auto& right = *node.arguments[1];
  TRY(meet(left, right));
  const bool is_fine = are_ordered(left.type, right.type);
  node.type = {.kind = Kind::boolean};
  return is_fine ? Status{} : no_overload(node);
}

Status Checker::check_in(Node& node) {
  auto& wanted = *node.arguments[0];
  auto& container = *node.arguments[1];
  node.type = {.kind = Kind::boolean};
  if (!is_typed() || container.type.kind == Kind::dyn) return {};
  if (container.type.kind == Kind::list) {
    TRY(coerce(text_, container, list_of(wanted.type)));
  } else if (container.type.kind != Kind::map) {
    return no_overload(node);
  }
  const auto& element = element_type(container.type, 0);
  TRY(coerce(text_, wanted, element));
  return are_comparable(wanted.type, element) ? Status{} : no_overload(node);
}

Status Checker::check_arithmetic(Node& node) {
  auto& left = *node.arguments[0];
  auto& right = *node.arguments[1];
  if (!is_typed()) return {};
  if (node.op == Op::add || node.op == Op::subtract) {
    if (left.type.kind == Kind::decimal) TRY(coerce(text_, right, left.type));
    if (right.type.kind == Kind::decimal) TRY(coerce(text_, left, right.type));
  }
  auto type = arithmetic_type(node.op, left.type, right.type);
  if (!type || (type->kind == Kind::dyn && (has_decimal(left.type) || has_decimal(right.type)))) {
    return no_overload(node);
  }
  node.type = std::move(*type);
  return {};
}

Status Checker::check_negation(Node& node) {
  const auto& type = node.arguments[0]->type;
  if (!is_typed()) return {};
  const bool is_fine =
      is_one_of(type.kind, {Kind::integer, Kind::real, Kind::decimal, Kind::duration, Kind::dyn});
  if (!is_fine) return no_overload(node);
  node.type = type;
  return {};
}

Status Checker::check_comprehension(Node& node) {
  TRY(check(*node.arguments[0]));
  const auto range = node.arguments[0]->type;
  const bool is_map = range.kind == Kind::map;
  if (is_typed() && !is_map && !is_one_of(range.kind, {Kind::list, Kind::dyn})) {
    return refuse(node, "type", fmt::format("{} has no elements", to_text(range)));
  }
  const bool is_pair = node.variables.size() == 2;
  const Type first =
      range.kind == Kind::list && is_pair ? Type{.kind = Kind::integer} : element_type(range, 0);
  const Type second = is_map ? element_type(range, 1) : element_type(range, 0);
  node.slot = static_cast<std::uint32_t>(locals_.size());
  locals_.push_back({node.variables[0], first});
  if (is_pair) locals_.push_back({node.variables[1], second});
  local_count_ = std::max(local_count_, locals_.size());
  for (std::size_t i = 1; i < node.arguments.size(); ++i) TRY(check(*node.arguments[i]));
  locals_.resize(node.slot);

  const auto& body = node.arguments.back()->type;
  const bool is_question = is_question_macro(node.macro);
  const bool has_filter = is_question || node.macro == Macro::filter || node.arguments.size() == 3;
  const auto& condition = node.arguments[1]->type;
  if (is_typed() && has_filter && !is_one_of(condition.kind, {Kind::boolean, Kind::dyn})) {
    return refuse(*node.arguments[1], "type",
                  fmt::format("a condition is bool, this is {}", to_text(condition)));
  }
  if (is_question) {
    node.type = {.kind = Kind::boolean};
  } else if (node.macro == Macro::filter) {
    node.type = list_of(first);
  } else if (node.macro == Macro::map || node.macro == Macro::transform_list) {
    node.type = list_of(body);
  } else if (node.macro == Macro::transform_map) {
    node.type = map_of(first, body);
  } else {
    node.type = body.kind == Kind::map ? body : map_of({}, {});
  }
  return {};
}

}  // namespace praxis::expr
