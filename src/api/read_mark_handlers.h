// How far one has read a record: PUT and DELETE records/{id}/read.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer put_read_mark(Call& call, const usecases::Caller& caller);
Answer remove_read_mark(Call& call, const usecases::Caller& caller);

}  // namespace praxis::api
