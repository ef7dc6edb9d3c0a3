// Creates a record: rights, defaults, what `create` fills, computed fields, checks; then row,
// journal, links, notices, once.
#pragma once

#include "usecases/draft.h"

namespace praxis::usecases {

Result<Outcome> create_record(Application& application, const Caller& caller,
                              const std::string& type, const Draft& draft);

// The same inside a unit of work that is under way.
Result<record::Record> create_in(Work& work, const pack::RecordType& type, const Draft& draft);

}  // namespace praxis::usecases
