// Which columns a list reads: those that are wanted and those that rights depend on; the others
// stand as NULL in the place that select_list gives them, so that a row is read the same way. Pure.
#pragma once

#include <string>
#include <vector>

#include "record/model.h"

namespace praxis::record {

// The family's select_list with only the wanted fields' columns (all, if none is named), the
// engine's own, and what permissions of the type and its subtypes read.
std::string list_columns(const Family& family, const pack::RecordType& type,
                         const std::vector<std::string>& wanted);

}  // namespace praxis::record
