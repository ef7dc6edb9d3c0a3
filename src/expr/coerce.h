// How types go together, and constants that are checked or changed by the type they meet: choices
// against their keys, numbers to scaled decimals, texts to ids of records. Pure, but for the
// constants it changes in place.
#pragma once

#include <optional>

#include "expr/ast.h"

namespace praxis::expr {

// Whether == makes sense between them. Every type may hold null.
bool are_comparable(const Type& left, const Type& right);
// Whether < makes sense between them.
bool are_ordered(const Type& left, const Type& right);
// The type that holds both; dyn where they have nothing in common.
Type joined(const Type& left, const Type& right);

bool is_numeric(Kind kind);
bool is_textual(Kind kind);

// Fits the constants in `node` (lists and conditionals included) to `wanted`.
Status coerce(std::string_view text, Node& node, const Type& wanted);

Type type_of(const Value& constant);

}  // namespace praxis::expr
