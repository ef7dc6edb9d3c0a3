// Removes what is over: sessions, failed sign-ins, idempotency keys, contents that no attachment
// refers to. Once in ten minutes; each step is harmless when several nodes take it at once.
#pragma once

#include "jobs/runner.h"

namespace praxis::jobs {

Job housekeeping(usecases::Application& application);

}  // namespace praxis::jobs
