// Numbers committed live events and hands them on to this node's open streams. Every node runs it:
// each hands on all numbered events, whoever numbered them. Also forgets what is older than the log
// is kept.
#pragma once

#include "jobs/runner.h"
#include "usecases/live_event_log.h"

namespace praxis::jobs {

Job event_sequencer(usecases::Application& application, usecases::EventListener& listener);

}  // namespace praxis::jobs
