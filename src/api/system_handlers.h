// What operators and browsers ask of the server itself; nobody signs in for it.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer home_page(Call& call);     // /
Answer health(Call& call);        // /healthz: the process answers
Answer readiness(Call& call);     // /readyz: the database can be written, the packs are loaded
Answer metrics_text(Call& call);  // /metrics
Answer openapi_document(Call& call);

}  // namespace praxis::api
