// Server-sent events: GET events?record=INC-1, ?type=incident, or neither for what concerns the
// person.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer open_events(Call& call, usecases::Work& work);

}  // namespace praxis::api
