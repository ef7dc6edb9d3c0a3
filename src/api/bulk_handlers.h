// Many records changed by one request, and such an operation taken back.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer bulk_change(Call& call, const usecases::Caller& caller);  // POST records/{type}/bulk
Answer undo_operation(Call& call,
                      const usecases::Caller& caller);  // POST operations/{operation}/undo

}  // namespace praxis::api
