#include "api/list_request.h"

#include <fmt/format.h>

#include "usecases/asked_fields.h"

namespace praxis::api {
namespace {

Error filter_error(Error error) {
  error.details.emplace("parameter", "filter");
  error.details.emplace("expression", error.reason);
  error.reason = "query.filter";
  return error;
}

Result<const pack::View*> view_of(const Query& query, const pack::RecordType& type) {
  const auto name = query.text("view");
  if (name.empty()) return nullptr;
  if (const auto* view = type.view(name)) return view;
  JsonArray names;
  for (const auto& view : type.views) names.emplace_back(view.name);
  return fail(Error{Code::invalid_argument,
                    "query.unknown_choice",
                    fmt::format("there is no view '{}'", name.substr(0, 64)),
                    {},
                    {{"parameter", "view"}, {"allowed", std::move(names)}}});
}

}  // namespace

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
  pack::ExpressionContext context;
  context.must_compile_to_sql = true;
  auto filter = work.model.packs().compile(type, text, context);
  if (!filter) return fail(filter_error(std::move(filter.error())));
  return filter;
}

Result<record::ListRequest> list_request_of(const Query& query, const usecases::Work& work,
                                            const pack::RecordType& type) {
  record::ListRequest request{.type = &type};
  request.view = TRY(view_of(query, type));
  request.filter = TRY(filter_of(query, work, type));
  request.sort = query.words("sort");
  request.is_active_only = TRY(query.flag("active", Flag::off)) == Flag::on;
  request.limit = static_cast<int>(TRY(query.integer("limit", {1, record::list_limit_max, 50})));
  request.cursor = query.text("cursor");
  TRY(check_asked(work, request));
  return request;
}

}  // namespace praxis::api
