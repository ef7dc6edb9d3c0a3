// Full-text search, and what an expression means.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer search_records(Call& call, usecases::Work& work);    // GET search?q=…
Answer parse_expression(Call& call, usecases::Work& work);  // GET expression/parse?text=…&type=…

}  // namespace praxis::api
