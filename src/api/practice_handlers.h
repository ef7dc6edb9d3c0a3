// Practices under a lens: their list, the page of one, its metrics, the records behind each number,
// what is expected of a record, and the choice of the lens.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer list_frameworks(Call& call, usecases::Work& work);
Answer list_practices_under_lens(Call& call, usecases::Work& work);
Answer read_practice(Call& call, usecases::Work& work);
Answer read_metric(Call& call, usecases::Work& work);
Answer list_behind_metric(Call& call, usecases::Work& work);
Answer list_behind_evidence(Call& call, usecases::Work& work);
Answer read_expected(Call& call, usecases::Work& work);
Answer choose_framework(Call& call, const usecases::Caller& caller);

}  // namespace praxis::api
