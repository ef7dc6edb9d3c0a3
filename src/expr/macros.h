// The macros of CEL: has, all, exists, exists_one, map, filter, and the two-variable forms with
// transformList, transformMap and transformMapEntry. They become nodes of their own when the
// expression is parsed.
#pragma once

#include "expr/ast.h"

namespace praxis::expr {

// Turns `call` into a has or comprehension node if it is a macro; else leaves it.
Status expand_macro(std::string_view text, Node& call);

std::string_view macro_name(Macro macro);

}  // namespace praxis::expr
