#include "jobs/clock_watch.h"

#include "usecases/fire_clocks.h"

namespace praxis::jobs {

Job clock_watch(usecases::Application& application) {
  return {"clock_watch", [&application]() -> Result<std::optional<Instant>> {
            constexpr int looked_at_once_max = 1'000;
            TRY(usecases::fire_due_clocks(application, looked_at_once_max));
            return usecases::next_clock_look(application);
          }};
}

}  // namespace praxis::jobs
