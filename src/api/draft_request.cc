#include "api/draft_request.h"

#include <fmt/format.h>

#include "api/etag.h"
#include "api/query.h"
#include "api/respond.h"
#include "base/hash.h"

namespace praxis::api {
namespace {

FieldError wrong_form(std::string_view member, std::string_view form) {
  return {std::string(member), "form", {{"form", form}}};
}

Result<std::optional<std::int64_t>> take_version(JsonObject& body) {
  const auto* found = body.if_contains("version");
  if (!found) return std::optional<std::int64_t>();
  if (!found->is_int64())
    return fail(Error{Code::invalid_argument,
                      "invalid_fields",
                      "version must be a number",
                      {wrong_form("version", "a number, as GET gave it")}});
  const auto version = found->get_int64();
  body.erase("version");
  return std::optional(version);
}

void read_member(const JsonObject::value_type& member, usecases::CommentDraft& draft,
                 std::vector<FieldError>& errors) {
  const std::string_view key(member.key().data(), member.key().size());
  const auto& value = member.value();
  if (key == "body") {
    if (value.is_string())
      draft.body = std::string(value.get_string());
    else
      errors.push_back({"body", "not_a_text"});
  } else if (key == "visibility") {
    if (value == "public" || value == "internal")
      draft.visibility = std::string(value.get_string());
    else
      errors.push_back({"visibility", "unknown_choice", {{"allowed", {"public", "internal"}}}});
  } else if (key == "flows") {
    const bool is_list = value.is_array();
    if (!is_list) errors.push_back(wrong_form("flows", R"(["name"])"));
    for (const auto& flow : is_list ? value.get_array() : JsonArray{}) {
      if (flow.is_string())
        draft.flows.emplace_back(flow.get_string());
      else
        errors.push_back(wrong_form("flows", R"(["name"])"));
    }
  } else if (key == "promised_at") {
    if (value.is_null()) return;
    const auto at = value.is_string() ? instant_from_text(value.get_string())
                                      : Result<Instant>(fail(Code::invalid_argument, "form"));
    if (at)
      draft.promised_at = *at;
    else
      errors.push_back({"promised_at", "not_an_instant", {{"form", "2026-03-02T09:00:00Z"}}});
  } else {
    errors.push_back({std::string(key), "unknown_field"});
  }
}

}  // namespace

record::RecordName record_name_of(const Call& call) {
  return {std::string(call.segment("type")), std::string(call.segment("id"))};
}

Result<std::optional<usecases::Idempotency>> idempotency_of(const Call& call) {
  const auto key = call.request.header("idempotency-key");
  if (key.empty()) return std::optional<usecases::Idempotency>();
  if (key.size() > usecases::idempotency_key_length_max)
    return fail(
        Code::invalid_argument, "header.idempotency_key",
        fmt::format("Idempotency-Key may have {} bytes", usecases::idempotency_key_length_max));
  const auto digest =
      sha256({name(call.request.method), " ", call.request.target, "\n", call.request.body});
  return std::optional(usecases::Idempotency{std::string(key), to_hex(view(digest))});
}

Result<usecases::Draft> draft_of(const Call& call) {
  const Query query(call.request);
  TRY(query.only({"dry_run", "language", "fields", "titles", "links"}));
  auto body = TRY(object_body(call));
  const auto version = TRY(take_version(body));
  auto draft = TRY(usecases::draft_from_json(Json(std::move(body))));
  draft.base_version = TRY(wanted_version(call.request));
  if (!draft.base_version) draft.base_version = version;
  const bool is_dry = TRY(query.flag("dry_run", Flag::off)) == Flag::on;
  draft.dry_run = is_dry ? usecases::DryRun::yes : usecases::DryRun::no;
  if (!is_dry && call.request.method == http::Method::post)
    draft.idempotency = TRY(idempotency_of(call));
  return draft;
}

Result<usecases::CommentDraft> comment_draft_of(const Call& call) {
  TRY(Query(call.request).only({"language"}));
  auto draft = TRY(comment_draft_from(TRY(object_body(call))));
  draft.idempotency = TRY(idempotency_of(call));
  return draft;
}

Result<usecases::CommentDraft> comment_draft_from(const JsonObject& body) {
  usecases::CommentDraft draft;
  std::vector<FieldError> errors;
  for (const auto& member : body) read_member(member, draft, errors);
  if (draft.body.empty() && errors.empty()) errors.push_back({"body", "required"});
  if (!errors.empty())
    return fail(Error{Code::invalid_argument, "invalid_fields", "some fields are wrong",
                      std::move(errors)});
  return draft;
}

}  // namespace praxis::api
