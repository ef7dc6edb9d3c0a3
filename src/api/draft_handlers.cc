#include "api/draft_handlers.h"

#include "api/body.h"
#include "api/etag.h"
#include "api/query.h"
#include "api/respond.h"
#include "usecases/saved_drafts.h"

namespace praxis::api {
namespace {

using usecases::Caller;
using usecases::SavedDraft;

void write_draft(JsonWriter& writer, const SavedDraft& draft) {
  writer.begin_object().key("id").text(to_text(draft.id));
  if (draft.record) writer.key("record").text(to_text(*draft.record));
  writer.key("kind")
      .text(draft.kind)
      .key("type")
      .text(draft.type)
      .key("base_version")
      .integer(draft.base_version);
  writer.key("content")
      .value(Json(draft.content))
      .key("updated_at")
      .text(to_text(draft.updated_at))
      .end_object();
}

Result<Id> wanted_draft(const Call& call) {
  const auto id = id_from_text(call.segment("draft"));
  if (!id)
    return fail(Code::not_found, "draft.not_found",
                "a draft's id has the form of a UUID, chosen by whoever saves it first");
  return *id;
}

}  // namespace

Answer list_drafts(Call& call, usecases::Work& work) {
  const Query query(call.request);
  TRY(query.only({"record", "language"}));
  std::optional<Id> record;
  if (query.has("record")) record = TRY(id_from_text(query.text("record")));
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("drafts").begin_array();
  for (const auto& draft : TRY(usecases::read_saved_drafts(work, record)))
    write_draft(writer, draft);
  writer.end_array().end_object();
  auto etag = etag_of(body);
  return tagged_response(call, std::move(body), std::move(etag));
}

Answer save_draft(Call& call, const Caller& caller) {
  const auto object = TRY(object_body(call));
  SavedDraft draft{.id = TRY(wanted_draft(call)),
                   .person = caller.scope->person,
                   .record = std::nullopt,
                   .kind = "form",
                   .type = "",
                   .updated_at = {}};
  const auto text = [&](std::string_view key) {
    const auto* found = object.if_contains(key);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
  };
  if (!text("record").empty()) draft.record = TRY(id_from_text(text("record")));
  if (!text("kind").empty()) draft.kind = text("kind");
  draft.type = text("type");
  if (const auto* version = object.if_contains("base_version"); version && version->is_int64())
    draft.base_version = version->get_int64();
  if (const auto* content = object.if_contains("content"); content && content->is_object())
    draft.content = content->get_object();
  const auto saved = TRY(usecases::save_draft(call.services.application, caller, std::move(draft)));
  std::string body;
  JsonWriter writer(body);
  write_draft(writer, saved);
  return json_response(200, std::move(body));
}

Answer discard_draft(Call& call, const Caller& caller) {
  TRY(usecases::discard_draft(call.services.application, caller, TRY(wanted_draft(call))));
  return no_content();
}

Answer hand_over_draft(Call& call, const Caller& caller) {
  Body body(TRY(object_body(call)));
  const auto to = body.text("to", Needed::yes);
  TRY(body.check());
  TRY(usecases::hand_over_draft(call.services.application, caller, TRY(wanted_draft(call)),
                                TRY(id_from_text(to))));
  return no_content();
}

}  // namespace praxis::api
