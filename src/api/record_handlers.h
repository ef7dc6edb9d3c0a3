// One record: read, create, update, and what a dry run says.
#pragma once

#include "api/call.h"
#include "usecases/draft.h"

namespace praxis::api {

Answer read_record(Call& call, usecases::Work& work);  // GET records/{type}/{id}
Answer read_named(Call& call,
                  usecases::Work& work);  // GET records/{name}: a type's list, or a record
Answer create_record(Call& call, const usecases::Caller& caller);
Answer update_record(Call& call, const usecases::Caller& caller);
Answer refuse_delete(Call& call, const usecases::Caller& caller);

// The answer to a verb that made or changed `outcome`: the record as the caller may see it now.
Answer show_outcome(Call& call, const usecases::Caller& caller, const usecases::Outcome& outcome);
// The same for a dry run: record, required, visible, errors.
Answer show_preview(Call& call, const usecases::Caller& caller, const usecases::Outcome& outcome);

std::string location_of(const record::Record& record);

}  // namespace praxis::api
