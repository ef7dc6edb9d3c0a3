// When things happen in a demo year: mornings more than evenings, Mondays more than Sundays, quiet
// holidays. Pure.
#pragma once

#include "base/time.h"
#include "usecases/demo_chance.h"

namespace praxis::usecases {

// 0 to 1: how busy the desk is at an instant (UTC).
double busyness(Instant at);
// `count` instants from `begin` to `end`, in order.
std::vector<Instant> busy_times(Chance& chance, Instant begin, Instant end, std::size_t count);
// The instant itself, or one early on the next working day if nobody works then.
Instant next_working(Chance& chance, Instant at);

}  // namespace praxis::usecases
