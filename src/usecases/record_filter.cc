#include "usecases/record_filter.h"

#include <fmt/format.h>

namespace praxis::usecases {

Result<pack::ExpressionPtr> compile_filter(const Work& work, const pack::RecordType& type,
                                           std::string_view text) {
  pack::ExpressionContext context;
  context.must_compile_to_sql = true;
  auto filter = work.model.packs().compile(type, text, context);
  if (filter) return filter;
  auto error = std::move(filter.error());
  error.details.emplace("parameter", "filter");
  error.details.emplace("expression", error.reason);
  error.reason = "query.filter";
  return fail(std::move(error));
}

Result<const pack::View*> declared_view(const pack::RecordType& type, std::string_view name) {
  if (const auto* view = type.view(name)) return view;
  JsonArray names;
  for (const auto& view : type.views) names.emplace_back(view.name);
  return fail(Error{Code::invalid_argument,
                    "query.unknown_choice",
                    fmt::format("there is no view '{}'", name.substr(0, 64)),
                    {},
                    {{"parameter", "view"}, {"allowed", std::move(names)}}});
}

}  // namespace praxis::usecases
