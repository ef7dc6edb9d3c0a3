// Turns what was found wrong with a draft into one Error: every wrong field at once, under the code
// of the gravest finding.
#pragma once

#include <vector>

#include "base/result.h"

namespace praxis::usecases {

// Adds what is said of fields of which nothing was found before.
void add_findings(std::vector<FieldError>& findings, std::vector<FieldError> more);

// Ok without findings; Forbidden if a right is missing, Conflict if a field is fixed,
// InvalidArgument otherwise.
Status refuse(std::vector<FieldError> findings);

}  // namespace praxis::usecases
