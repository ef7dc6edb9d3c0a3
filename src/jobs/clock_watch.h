// Looks at the clocks that are due: thresholds and breaches.
#pragma once

#include "jobs/runner.h"

namespace praxis::jobs {

Job clock_watch(usecases::Application& application);

}  // namespace praxis::jobs
