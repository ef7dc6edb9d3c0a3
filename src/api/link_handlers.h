// What hangs on a record: links to others, and watchers.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer list_links(Call& call, usecases::Work& work);
Answer add_link(Call& call, const usecases::Caller& caller);
Answer remove_link(Call& call, const usecases::Caller& caller);

Answer list_watchers(Call& call, usecases::Work& work);
Answer add_watcher(Call& call, const usecases::Caller& caller);
Answer remove_watcher(Call& call, const usecases::Caller& caller);

}  // namespace praxis::api
