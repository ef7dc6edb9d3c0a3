// What time does: rows that say when a record's state is to be left by itself or a rule of the
// event `schedule` has its moment, and what happens when they fall due.
#pragma once

#include "usecases/work.h"

namespace praxis::usecases {

// Brings a record's timers in line with its present state; called by write_record after each
// change. Of silent imports what would be due already is waited for anew, from now on.
Status set_timers(Work& work, const record::Record* before, const record::Record& after);

// Fires what is due now, oldest first, at most `limit`; the number fired. Each in a transaction of
// its own; safe to run on several nodes at once. A transition or rule that a guard or a missing
// field refuses is tried again an hour later.
Result<int> fire_due_timers(Application& application, int limit);
// When the next one is due; none if there is none.
Result<std::optional<Instant>> next_timer(Application& application);

}  // namespace praxis::usecases
