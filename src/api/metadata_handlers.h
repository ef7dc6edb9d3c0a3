// What the packs declare, for interfaces that know no practice: types with fields, states,
// transitions, forms and views; choices; practices; roles. In the caller's language, with what the
// caller may do.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer list_types(Call& call, usecases::Work& work);
Answer read_type(Call& call, usecases::Work& work);
Answer list_choices(Call& call, usecases::Work& work);
Answer read_choices(Call& call, usecases::Work& work);
Answer list_practices(Call& call, usecases::Work& work);
Answer list_roles(Call& call, usecases::Work& work);

}  // namespace praxis::api
