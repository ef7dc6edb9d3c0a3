// Versions of a record: the list of them, one of them, and how two differ.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer list_versions(Call& call, usecases::Work& work);
Answer read_version(Call& call, usecases::Work& work);

}  // namespace praxis::api
