#include "api/view_handlers.h"

#include "api/body.h"
#include "api/etag.h"
#include "api/list_request.h"
#include "api/query.h"
#include "api/respond.h"
#include "api/view_json.h"

namespace praxis::api {
namespace {

using usecases::SavedView;
using usecases::Work;

Answer show_view(const Call& call, const Work& work, const SavedView& view) {
  std::string body;
  JsonWriter writer(body);
  write_saved_view(writer, work, view);
  auto etag = etag_of(view.version, body);
  return tagged_response(call, std::move(body), std::move(etag));
}

Result<Id> wanted_view(const Call& call) {
  if (const auto id = id_from_text(call.segment("view"))) return *id;
  return fail(Code::not_found, "view.not_found",
              "a view's id has the form of a UUID, chosen by whoever saves it first");
}

tl::unexpected<Error> wrong_list(std::string_view member) {
  return fail(Error{Code::invalid_argument,
                    "invalid_fields",
                    "some fields are wrong",
                    {{std::string(member), "form", {{"form", R"(["name"])"}}}}});
}

Result<std::vector<std::string>> names_of(Body& body, std::string_view member) {
  std::vector<std::string> names;
  const auto given = body.value(member, Needed::no);
  if (!given || given->is_null()) return names;
  if (!given->is_array()) return wrong_list(member);
  for (const auto& name : given->get_array()) {
    // A comma parts names where they are kept.
    if (!name.is_string() || name.get_string().find(',') != std::string::npos)
      return wrong_list(member);
    names.emplace_back(name.get_string());
  }
  return names;
}

Result<SavedView> view_of_body(Call& call) {
  Body body(TRY(object_body(call)));
  SavedView view{.id = TRY(wanted_view(call)),
                 .type = body.text("type", Needed::yes),
                 .name = body.text("name", Needed::yes),
                 .filter = body.text("filter", Needed::no),
                 .group_by = body.text("group_by", Needed::no),
                 .columns = TRY(names_of(body, "columns")),
                 .sort = TRY(names_of(body, "sort"))};
  if (const auto group = body.text("group", Needed::no); !group.empty()) {
    view.owner = TRY(id_from_text(group));
    view.is_of_group = true;
  }
  for (const auto& group : TRY(names_of(body, "shared_with")))
    view.shared_with.push_back(TRY(id_from_text(group)));
  if (const auto active = body.value("active", Needed::no); active && !active->is_null()) {
    if (!active->is_bool()) return wrong_list("active");
    view.is_active_only = active->get_bool();
  }
  TRY(body.check());
  return view;
}

}  // namespace

Answer list_views(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"type", "language"}));
  const auto name = query.text("type");
  const auto* type = name.empty() ? nullptr : TRY(type_named(work, name));
  std::string body;
  JsonWriter writer(body);
  writer.begin_object();
  TRY(write_saved_views(writer, work, type));
  writer.end_object();
  auto etag = etag_of(body);
  return tagged_response(call, std::move(body), std::move(etag));
}

Answer read_view(Call& call, Work& work) {
  TRY(Query(call.request).only({"language"}));
  return show_view(call, work, TRY(usecases::read_saved_view(work, TRY(wanted_view(call)))));
}

Answer save_view(Call& call, const usecases::Caller& caller) {
  const auto version = TRY(wanted_version(call.request));
  const auto saved =
      TRY(usecases::save_view(call.services.application, caller, TRY(view_of_body(call)), version));
  auto response =
      TRY(read_again(call, caller, [&](Work& work) { return show_view(call, work, saved); }));
  if (saved.version == 1) response.status = 201;
  return response;
}

Answer remove_view(Call& call, const usecases::Caller& caller) {
  TRY(usecases::remove_view(call.services.application, caller, TRY(wanted_view(call))));
  return no_content();
}

}  // namespace praxis::api
