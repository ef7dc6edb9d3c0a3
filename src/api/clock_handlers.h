// A record's clocks and why they show what they show.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer explain_clocks_of_record(Call& call, usecases::Work& work);

}  // namespace praxis::api
