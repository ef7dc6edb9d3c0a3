// Makes the transitions that time makes: closing after days without an answer, reminders, dates
// reached.
#pragma once

#include "jobs/runner.h"

namespace praxis::jobs {

Job lifecycle_timer(usecases::Application& application);

}  // namespace praxis::jobs
