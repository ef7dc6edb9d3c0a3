// Signing in and out, one's own sessions, tokens and password, and who one is.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer sign_in(Call& call);
Answer sign_out(Call& call, const usecases::Caller& caller);
Answer list_sessions(Call& call, usecases::Work& work);
Answer end_session(Call& call, const usecases::Caller& caller);

Answer read_me(Call& call, usecases::Work& work);
Answer change_password(Call& call, const usecases::Caller& caller);

Answer list_tokens(Call& call, usecases::Work& work);
Answer make_token(Call& call, const usecases::Caller& caller);
Answer revoke_token(Call& call, const usecases::Caller& caller);

}  // namespace praxis::api
