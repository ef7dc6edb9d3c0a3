// Equality and order of values as CEL has them: numbers of different types compare by what they are
// worth. Pure.
#pragma once

#include <compare>
#include <optional>

#include "expr/value.h"

namespace praxis::expr {

// `visited` grows by one for each element compared.
bool equals(const Value& left, const Value& right, std::int64_t& visited);

// None: values of these types have no order. Unordered: one is NaN.
std::optional<std::partial_ordering> order_of(const Value& left, const Value& right);

// The value of a key; 1, 1u and 1.0 are one key.
const Value* find_key(const Map& map, const Value& key);
// Whether a value may be a key of a map literal: bool, int, uint or text.
bool is_key(const Value& value);

// "int", "list", "google.protobuf.Timestamp": the name that type() gives.
std::string_view type_name(const Value& value);

}  // namespace praxis::expr
