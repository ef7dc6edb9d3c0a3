// Text to tree: precedence climbing over tokens, macros expanded, nesting limited. Resolves no
// names. Pure.
#pragma once

#include "expr/ast.h"

namespace praxis::expr {

constexpr int nesting_max = 64;      // brackets, conditionals and calls inside one another
constexpr int tree_depth_max = 250;  // chains of operators included

// Errors: "expression.syntax", "expression.too_long", "expression.too_deep".
Result<NodePointer> parse(std::string_view text);

}  // namespace praxis::expr
