// Saved views: listed, read, saved under an id of the client's making, removed.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer list_views(Call& call, usecases::Work& work);
Answer read_view(Call& call, usecases::Work& work);
Answer save_view(Call& call, const usecases::Caller& caller);
Answer remove_view(Call& call, const usecases::Caller& caller);

}  // namespace praxis::api
