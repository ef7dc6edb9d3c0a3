// What clocks do by themselves: thresholds that are reached, and the breach. A threshold fires once
// in a run of its clock, in order, also after a restart and with several nodes.
#pragma once

#include "usecases/work.h"

namespace praxis::usecases {

// Looks at the clocks that are due, earliest first, at most `limit` records; the number looked at.
// What an effect cannot do is tried again an hour later.
Result<int> fire_due_clocks(Application& application, int limit);
// When the next one is due; none if there is none.
Result<std::optional<Instant>> next_clock_look(Application& application);

}  // namespace praxis::usecases
