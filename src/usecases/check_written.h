// All that a record must fulfil to be written: what its type declares (workflow/checks.h), and that
// the engine can read the texts that it lives by (sla/check_texts.h).
#pragma once

#include "usecases/work.h"
#include "workflow/checks.h"

namespace praxis::usecases {

std::vector<FieldError> check_written(const Work& work, const record::Record* before,
                                      const record::Record& after, workflow::RequiredOf required,
                                      const std::vector<int>& given);

}  // namespace praxis::usecases
