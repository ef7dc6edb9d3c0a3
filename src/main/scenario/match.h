// Whether a part of a JSON answer is there as a scenario says. Pure.
#pragma once

#include <string>

#include "base/json.h"

namespace praxis::main::scenario {

// "" if `part` lies within `whole`, else where it does not and what is there instead:
// 'state: "new" is wanted, there is "closed"'. An object lies within one that has its members at
// least; a list within one that has its elements in the same order, with others between them; an
// empty list only within an empty one. A whole that is a list also holds an object that is one of
// its elements.
std::string mismatch(const Json& whole, const Json& part);

}  // namespace praxis::main::scenario
