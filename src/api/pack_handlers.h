// The packs in force over HTTP: generations, what overlays would change, trials on history,
// applying and rolling back. For practice owners of the root organization alone.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer list_packs(Call& call, usecases::Work& work);
Answer read_packs(Call& call, usecases::Work& work);  // of one generation, with their files
Answer diff_packs(Call& call, const usecases::Caller& caller);
Answer try_packs(Call& call, const usecases::Caller& caller);
Answer apply_packs(Call& call, const usecases::Caller& caller);
Answer roll_back_packs(Call& call, const usecases::Caller& caller);

}  // namespace praxis::api
