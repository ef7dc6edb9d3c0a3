// The transitions of a record: which are allowed now, and making one.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer list_transitions(Call& call, usecases::Work& work);
Answer make_transition(Call& call, const usecases::Caller& caller);

}  // namespace praxis::api
