// Who looks at a record or edits it: GET, PUT and DELETE records/{id}/presence.
#pragma once

#include "api/call.h"
#include "usecases/presence.h"

namespace praxis::api {

Answer read_presence(Call& call, usecases::Work& work);
Answer put_presence(Call& call, const usecases::Caller& caller);
Answer end_presence(Call& call, const usecases::Caller& caller);

// [{"person", "doing", "since"}]
void write_present(JsonWriter& writer, const std::vector<usecases::Present>& present);

}  // namespace praxis::api
