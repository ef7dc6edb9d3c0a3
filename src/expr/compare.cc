#include "expr/compare.h"

#include <algorithm>
#include <cmath>

namespace praxis::expr {
namespace {

using Order = std::partial_ordering;

Order reversed(Order order) {
  if (order == Order::less) return Order::greater;
  if (order == Order::greater) return Order::less;
  return order;
}

// By way of a double, as the specification's cases have it: 2^63 - 1 equals 2^63 as a double.
template <class Integer>
Order order_of_mixed(Integer integer, double real) {
  return static_cast<double>(integer) <=> real;
}

Order order_of_signs(std::int64_t left, std::uint64_t right) {
  if (left < 0) return Order::less;
  return static_cast<std::uint64_t>(left) <=> right;
}

// None: not both are numbers.
std::optional<Order> order_of_numbers(const Value& left, const Value& right) {
  const auto* left_int = left.get<std::int64_t>();
  const auto* right_int = right.get<std::int64_t>();
  if (left_int && right_int) return *left_int <=> *right_int;
  const auto* left_uint = left.get<std::uint64_t>();
  const auto* right_uint = right.get<std::uint64_t>();
  const auto* left_real = left.get<double>();
  const auto* right_real = right.get<double>();
  if (left_int && right_uint) return order_of_signs(*left_int, *right_uint);
  if (left_int && right_real) return order_of_mixed(*left_int, *right_real);
  if (left_uint && right_uint) return *left_uint <=> *right_uint;
  if (left_uint && right_int) return reversed(order_of_signs(*right_int, *left_uint));
  if (left_uint && right_real) return order_of_mixed(*left_uint, *right_real);
  if (left_real && right_real) return *left_real <=> *right_real;
  if (left_real && right_int) return reversed(order_of_mixed(*right_int, *left_real));
  if (left_real && right_uint) return reversed(order_of_mixed(*right_uint, *left_real));
  return std::nullopt;
}

bool equal_lists(const List& left, const List& right, std::int64_t& visited) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!equals(left[i], right[i], visited)) return false;
  }
  return true;
}

bool equal_maps(const Map& left, const Map& right, std::int64_t& visited) {
  if (left.size() != right.size()) return false;
  for (const auto& [key, value] : left) {
    visited += static_cast<std::int64_t>(right.size() / 16);
    const auto* other = find_key(right, key);
    if (!other || !equals(value, *other, visited)) return false;
  }
  return true;
}

template <class T>
std::optional<Order> order_of_same(const Value& left, const Value& right) {
  const auto* a = left.get<T>();
  const auto* b = right.get<T>();
  if (!a || !b) return std::nullopt;
  return Order(*a <=> *b);
}

}  // namespace

bool equals(const Value& left, const Value& right, std::int64_t& visited) {
  ++visited;
  if (const auto order = order_of_numbers(left, right)) return *order == Order::equivalent;
  if (left.variant().index() != right.variant().index()) return false;
  if (const auto* list = left.get<std::shared_ptr<const List>>()) {
    return equal_lists(**list, right.list(), visited);
  }
  if (const auto* map = left.get<std::shared_ptr<const Map>>()) {
    return equal_maps(**map, right.map(), visited);
  }
  return left.variant() == right.variant();
}

std::optional<Order> order_of(const Value& left, const Value& right) {
  if (const auto order = order_of_numbers(left, right)) return order;
  if (left.variant().index() != right.variant().index()) return std::nullopt;
  if (const auto order = order_of_same<std::string>(left, right)) return order;
  if (const auto order = order_of_same<bool>(left, right)) return order;
  if (const auto order = order_of_same<Timestamp>(left, right)) return order;
  if (const auto order = order_of_same<Duration>(left, right)) return order;
  return order_of_same<Bytes>(left, right);
}

const Value* find_key(const Map& map, const Value& key) {
  const auto found = std::ranges::find_if(map, [&](const auto& entry) {
    if (const auto order = order_of_numbers(entry.first, key)) return *order == Order::equivalent;
    return entry.first.variant().index() == key.variant().index() && entry.first == key;
  });
  return found == map.end() ? nullptr : &found->second;
}

bool is_key(const Value& value) {
  return value.get<std::string>() || value.get<std::int64_t>() || value.get<bool>() ||
         value.get<std::uint64_t>();
}

std::string_view type_name(const Value& value) {
  constexpr std::string_view names[] = {"null_type",
                                        "bool",
                                        "int",
                                        "uint",
                                        "double",
                                        "string",
                                        "bytes",
                                        "google.protobuf.Timestamp",
                                        "google.protobuf.Duration",
                                        "reference",
                                        "type",
                                        "list",
                                        "map"};
  static_assert(std::size(names) == std::variant_size_v<Value::Variant>);
  return names[value.variant().index()];
}

}  // namespace praxis::expr
