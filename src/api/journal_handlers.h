// A record's history, its comments, and undoing one change.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer read_journal(Call& call, usecases::Work& work);
Answer undo_change(Call& call, const usecases::Caller& caller);
Answer list_comments(Call& call, usecases::Work& work);
Answer add_comment(Call& call, const usecases::Caller& caller);

}  // namespace praxis::api
