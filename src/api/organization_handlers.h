// How an organization works: its settings, and who holds which role in it.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer list_settings(Call& call, usecases::Work& work);
Answer change_setting(Call& call, const usecases::Caller& caller);

Answer list_roles_of_person(Call& call, usecases::Work& work);
Answer grant_role(Call& call, const usecases::Caller& caller);
Answer revoke_role(Call& call, const usecases::Caller& caller);

}  // namespace praxis::api
