// One's own drafts: list, save, discard, hand over.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer list_drafts(Call& call, usecases::Work& work);
Answer save_draft(Call& call, const usecases::Caller& caller);
Answer discard_draft(Call& call, const usecases::Caller& caller);
Answer hand_over_draft(Call& call, const usecases::Caller& caller);

}  // namespace praxis::api
