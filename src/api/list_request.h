// What a list's query asks for: view, filter, sort, active, limit, cursor. A filter that does not
// compile is InvalidArgument "query.filter" with the place of the mistake. Valid while the model
// is.
#pragma once

#include "api/query.h"
#include "record/list.h"
#include "usecases/work.h"

namespace praxis::api {

Result<record::ListRequest> list_request_of(const Query& query, const usecases::Work& work,
                                            const pack::RecordType& type);
// The type that a path names; NotFound "type.unknown".
Result<const pack::RecordType*> type_named(const usecases::Work& work, std::string_view name);
Result<pack::ExpressionPtr> filter_of(const Query& query, const usecases::Work& work,
                                      const pack::RecordType& type);

}  // namespace praxis::api
