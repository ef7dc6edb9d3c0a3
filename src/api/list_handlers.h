// Lists and counts of one type, and lists over several.
#pragma once

#include "api/call.h"
#include "record/list.h"

namespace praxis::api {

Answer list_records(Call& call, usecases::Work& work, const pack::RecordType& type);
// The answer to a list whose conditions are known: what the query adds is in the request.
Answer answer_list(Call& call, usecases::Work& work, record::ListRequest request);
Answer list_several(Call& call, usecases::Work& work);  // GET records?types=incident,request
Answer count_records(Call& call, usecases::Work& work);
Answer count_records_by(Call& call, usecases::Work& work);

}  // namespace praxis::api
