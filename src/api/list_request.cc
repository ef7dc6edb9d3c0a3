#include "api/list_request.h"

#include <fmt/format.h>

#include "usecases/asked_fields.h"
#include "usecases/record_filter.h"
#include "usecases/saved_views.h"

namespace praxis::api {

Result<const pack::RecordType*> type_named(const usecases::Work& work, std::string_view name) {
  const auto* type = work.model.type(name);
  if (!type)
    return fail(Code::not_found, "type.unknown",
                fmt::format("there is no type '{}'", name.substr(0, 64)));
  return type;
}

Result<pack::ExpressionPtr> filter_of(const Query& query, const usecases::Work& work,
                                      const pack::RecordType& type) {
  const auto text = query.text("filter");
  if (text.empty()) return pack::ExpressionPtr();
  return usecases::compile_filter(work, type, text);
}

Result<record::ListRequest> list_request_of(const Query& query, const usecases::Work& work,
                                            const pack::RecordType& type) {
  record::ListRequest request{.type = &type};
  if (const auto view = query.text("view"); !view.empty())
    TRY(usecases::set_view(work, view, request));
  request.filter = TRY(filter_of(query, work, type));
  request.sort = query.words("sort");
  request.is_active_only = TRY(query.flag("active", Flag::off)) == Flag::on;
  request.limit = static_cast<int>(TRY(query.integer("limit", {1, record::list_limit_max, 50})));
  request.cursor = query.text("cursor");
  TRY(usecases::check_asked(work, request));
  return request;
}

}  // namespace praxis::api
