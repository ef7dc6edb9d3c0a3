// Lists and counts of one type, and lists over several.
#pragma once

#include "api/call.h"

namespace praxis::api {

Answer list_records(Call& call, usecases::Work& work, const pack::RecordType& type);
Answer list_several(Call& call, usecases::Work& work);  // GET records?types=incident,request
Answer count_records(Call& call, usecases::Work& work);
Answer count_records_by(Call& call, usecases::Work& work);

}  // namespace praxis::api
