// Searches records as far as the caller may read them, their fields too.
#pragma once

#include "record/search.h"
#include "usecases/work.h"

namespace praxis::usecases {

Result<record::SearchPage> search_records(Work& work, record::SearchRequest request);

}  // namespace praxis::usecases
