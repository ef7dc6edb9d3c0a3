#include "expr/coerce.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "expr/suggest.h"
#include "expr/value_text.h"

namespace praxis::expr {
namespace {

const Type& parameter_of(const Type& type, std::size_t index) {
  static const Type any{};
  return index < type.parameters.size() ? type.parameters[index] : any;
}

Status check_choice(std::string_view text, const Node& node, const Type& wanted) {
  const auto* constant = node.constant.get<std::string>();
  if (!constant || !wanted.keys) return {};
  if (std::ranges::find(*wanted.keys, *constant) != wanted.keys->end()) return {};
  auto error = error_at(text, node.at, "unknown_choice",
                        fmt::format("\"{}\" is not in {}{}", *constant, to_text(wanted),
                                    did_you_mean(*constant, *wanted.keys)));
  error.details["value"] = *constant;
  auto& near = error.details["near"].emplace_array();
  for (const auto& word : near_words(*constant, *wanted.keys)) near.emplace_back(word);
  return fail(std::move(error));
}

// The constant times ten to the scale, if that is a whole number of 64 bits.
std::optional<std::int64_t> scaled(const Node& node, std::string_view text, int scale) {
  std::string digits;
  if (const auto* whole = node.constant.get<std::int64_t>()) {
    digits = fmt::format("{}", *whole);
  } else if (const auto* unsigned_whole = node.constant.get<std::uint64_t>()) {
    digits = fmt::format("{}", *unsigned_whole);
  } else if (const auto* real = node.constant.get<double>(); real && std::isfinite(*real)) {
    digits = fmt::format(
        "{}", *real);  // the shortest text: what was written, not what binary makes of it
    if (digits.find('e') != std::string::npos) digits = fmt::format("{:.17f}", *real);
  } else {
    return std::nullopt;
  }
  (void)text;
  const auto point = std::min(digits.find('.'), digits.size());
  auto fraction = point < digits.size() ? digits.substr(point + 1) : std::string();
  fraction.erase(fraction.find_last_not_of('0') + 1);
  if (fraction.size() > static_cast<std::size_t>(scale)) return std::nullopt;
  fraction.resize(static_cast<std::size_t>(scale), '0');
  const auto joined_digits = digits.substr(0, point) + fraction;
  std::int64_t value = 0;
  for (const char c : joined_digits) {
    if (c == '-') continue;
    const int digit = c - '0';
    if (__builtin_mul_overflow(value, 10, &value)) return std::nullopt;
    if (__builtin_sub_overflow(value, digit, &value))
      return std::nullopt;  // negative: holds the least number
  }
  if (digits.starts_with('-')) return value;
  return value == INT64_MIN ? std::nullopt : std::optional(-value);
}

Status scale_decimal(std::string_view text, Node& node, const Type& wanted) {
  const auto value = scaled(node, text, wanted.scale);
  if (!value) {
    return fail(error_at(text, node.at, "decimal_scale",
                         fmt::format("this number does not fit {} decimal places", wanted.scale)));
  }
  node.constant = *value;
  node.type = wanted;
  return {};
}

Status refer(std::string_view text, Node& node, const Type& wanted) {
  const auto id = id_from_text(node.constant.text());
  if (!id) {
    return fail(error_at(text, node.at, "type",
                         fmt::format("{} is compared with references or an id, not with this text",
                                     to_text(wanted))));
  }
  node.constant = *id;
  node.type = wanted;
  return {};
}

Status coerce_constant(std::string_view text, Node& node, const Type& wanted) {
  if (node.constant.is_null()) return {};
  switch (wanted.kind) {
    case Kind::choice:
      return check_choice(text, node, wanted);
    case Kind::decimal:
      return is_numeric(node.type.kind) ? scale_decimal(text, node, wanted) : Status{};
    case Kind::reference:
      return node.type.kind == Kind::text ? refer(text, node, wanted) : Status{};
    default:
      return {};
  }
}

}  // namespace

bool is_numeric(Kind kind) {
  return kind == Kind::integer || kind == Kind::unsigned_integer || kind == Kind::real;
}
bool is_textual(Kind kind) { return kind == Kind::text || kind == Kind::choice; }

bool are_comparable(const Type& left, const Type& right) {
  const auto is_any = [](Kind kind) { return kind == Kind::dyn || kind == Kind::null; };
  if (is_any(left.kind) || is_any(right.kind)) return true;
  if (is_numeric(left.kind) && is_numeric(right.kind)) return true;
  if (is_textual(left.kind) && is_textual(right.kind)) return true;
  if (left.kind != right.kind) return false;
  if (left.kind == Kind::decimal) return left.scale == right.scale;
  if (left.kind == Kind::list || left.kind == Kind::map) {
    const std::size_t count = left.kind == Kind::list ? 1 : 2;
    for (std::size_t i = 0; i < count; ++i) {
      if (!are_comparable(parameter_of(left, i), parameter_of(right, i))) return false;
    }
  }
  return true;
}

bool are_ordered(const Type& left, const Type& right) {
  if (left.kind == Kind::null || right.kind == Kind::null || !are_comparable(left, right))
    return false;
  const auto has_order = [](Kind kind) {
    return kind != Kind::list && kind != Kind::map && kind != Kind::type && kind != Kind::reference;
  };
  return has_order(left.kind) && has_order(right.kind);
}

Type joined(const Type& left, const Type& right) {
  if (left == right || right.kind == Kind::null) return left;
  if (left.kind == Kind::null) return right;
  if (is_textual(left.kind) && is_textual(right.kind)) return {.kind = Kind::text};
  if (left.kind == Kind::reference && right.kind == Kind::reference)
    return {.kind = Kind::reference};
  if (left.kind == Kind::list && right.kind == Kind::list) {
    return list_of(joined(parameter_of(left, 0), parameter_of(right, 0)));
  }
  if (left.kind == Kind::map && right.kind == Kind::map) {
    return map_of(joined(parameter_of(left, 0), parameter_of(right, 0)),
                  joined(parameter_of(left, 1), parameter_of(right, 1)));
  }
  return {};
}

Status coerce(std::string_view text, Node& node, const Type& wanted) {
  if (node.op == Op::constant) return coerce_constant(text, node, wanted);
  if (node.op == Op::list && wanted.kind == Kind::list) {
    Type element{.kind = Kind::null};
    for (auto& argument : node.arguments) {
      TRY(coerce(text, *argument, parameter_of(wanted, 0)));
      element = joined(element, argument->type);
    }
    if (!node.arguments.empty()) node.type = list_of(element);
    return {};
  }
  if (node.op == Op::conditional) {
    TRY(coerce(text, *node.arguments[1], wanted));
    TRY(coerce(text, *node.arguments[2], wanted));
    node.type = joined(node.arguments[1]->type, node.arguments[2]->type);
  }
  return {};
}

Type type_of(const Value& constant) {
  if (const auto* list = constant.get<std::shared_ptr<const List>>()) {
    Type element{.kind = Kind::null};
    for (const auto& value : **list) element = joined(element, type_of(value));
    return list_of((*list)->empty() ? Type{} : element);
  }
  if (constant.get<std::shared_ptr<const Map>>()) return map_of({}, {});
  constexpr Kind kinds[] = {Kind::null,     Kind::boolean,   Kind::integer, Kind::unsigned_integer,
                            Kind::real,     Kind::text,      Kind::bytes,   Kind::timestamp,
                            Kind::duration, Kind::reference, Kind::type};
  return {.kind = kinds[constant.variant().index()]};
}

}  // namespace praxis::expr
