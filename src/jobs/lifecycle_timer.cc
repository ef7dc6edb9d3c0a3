#include "jobs/lifecycle_timer.h"

#include "usecases/timers.h"

namespace praxis::jobs {

Job lifecycle_timer(usecases::Application& application) {
  return {"lifecycle_timer", [&application]() -> Result<std::optional<Instant>> {
            constexpr int fired_at_once_max = 1'000;
            TRY(usecases::fire_due_timers(application, fired_at_once_max));
            return usecases::next_timer(application);
          }};
}

}  // namespace praxis::jobs
