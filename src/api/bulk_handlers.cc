#include "api/bulk_handlers.h"

#include "api/body.h"
#include "api/draft_request.h"
#include "api/query.h"
#include "api/respond.h"
#include "usecases/bulk_records.h"

namespace praxis::api {
namespace {

using usecases::BulkDraft;
using usecases::BulkResult;

tl::unexpected<Error> wrong_bulk(std::string_view field, std::string_view reason,
                                 JsonObject details = {}) {
  return fail(Error{Code::invalid_argument,
                    "invalid_fields",
                    "some fields are wrong",
                    {{std::string(field), std::string(reason), std::move(details)}}});
}

// Of a member that holds another body: errors name "edit.title".
Error error_below(Error error, std::string_view member) {
  for (auto& field : error.fields) field.field = std::string(member) + "." + field.field;
  return error;
}

Result<std::vector<std::string>> record_names(const Json& json) {
  std::vector<std::string> names;
  const auto max = static_cast<std::size_t>(usecases::bulk_records_max);
  if (!json.is_array() || json.get_array().empty())
    return wrong_bulk("records", "form", {{"form", R"(["INC-1", "INC-2"])"}});
  if (json.get_array().size() > max) return wrong_bulk("records", "too_many", {{"max", max}});
  for (const auto& name : json.get_array()) {
    if (!name.is_string())
      return wrong_bulk("records", "form", {{"form", R"(["INC-1", "INC-2"])"}});
    names.emplace_back(name.get_string());
  }
  return names;
}

Result<int> bulk_limit(const std::optional<Json>& json) {
  if (!json) return usecases::bulk_records_max;
  if (json->is_int64() && json->get_int64() >= 1 && json->get_int64() <= usecases::bulk_records_max)
    return static_cast<int>(json->get_int64());
  return wrong_bulk("limit", "too_large", {{"max", usecases::bulk_records_max}});
}

Status read_selection(Body& body, usecases::BulkSelection& of) {
  const auto names = body.value("records", Needed::no);
  of.filter = body.text("filter", Needed::no);
  of.view = body.text("view", Needed::no);
  const auto active = body.value("active", Needed::no);
  of.limit = TRY(bulk_limit(body.value("limit", Needed::no)));
  if (active && !active->is_bool()) return wrong_bulk("active", "not_a_boolean");
  of.is_active_only = active && active->get_bool();
  if (names) of.names = TRY(record_names(*names));
  const bool is_by_list = !of.filter.empty() || !of.view.empty();
  if (names.has_value() == is_by_list)
    return wrong_bulk("records", "one_of", {{"names", JsonArray{"records", "filter", "view"}}});
  return {};
}

Result<usecases::Draft> edit_of(const std::optional<Json>& json) {
  if (!json) return usecases::Draft{};
  if (!json->is_object()) return wrong_bulk("edit", "form", {{"form", R"({"urgency": "high"})"}});
  auto draft = usecases::draft_from_json(*json);
  if (!draft) return fail(error_below(std::move(draft.error()), "edit"));
  return draft;
}

Result<usecases::BulkVerb> verb_of(Body& body) {
  const auto edit = body.value("edit", Needed::no);
  const auto transition = body.text("transition", Needed::no);
  const auto comment = body.value("comment", Needed::no);
  if (comment.has_value() == (edit.has_value() || !transition.empty()))
    return wrong_bulk("edit", "one_of", {{"names", JsonArray{"edit", "transition", "comment"}}});
  if (comment) {
    if (!comment->is_object()) return wrong_bulk("comment", "form", {{"form", R"({"body": "…"})"}});
    auto draft = comment_draft_from(comment->get_object());
    if (!draft) return fail(error_below(std::move(draft.error()), "comment"));
    return usecases::BulkVerb(std::move(*draft));
  }
  auto draft = TRY(edit_of(edit));
  if (transition.empty()) return usecases::BulkVerb(std::move(draft));
  return usecases::BulkVerb(usecases::BulkTransition{transition, std::move(draft)});
}

Status read_options(const Call& call, BulkDraft& draft) {
  const Query query(call.request);
  TRY(query.only({"dry_run", "language"}));
  const bool is_dry = TRY(query.flag("dry_run", Flag::off)) == Flag::on;
  draft.dry_run = is_dry ? usecases::DryRun::yes : usecases::DryRun::no;
  if (!is_dry) draft.idempotency = TRY(idempotency_of(call));
  return {};
}

std::string_view bulk_result_name(BulkResult::What what) {
  switch (what) {
    case BulkResult::What::changed:
      return "changed";
    case BulkResult::What::unchanged:
      return "unchanged";
    default:
      return "refused";
  }
}

void write_bulk_result(JsonWriter& writer, const Call& call, const BulkResult& result) {
  writer.begin_object();
  if (!result.name.empty()) writer.key("record").text(result.name);
  if (!result.id.is_nil())
    writer.key("id").text(to_text(result.id)).key("number").text(result.number);
  writer.key("outcome").text(bulk_result_name(result.what));
  if (result.what != BulkResult::What::refused)
    writer.key("version").integer(result.version).key("journal_seq").integer(result.journal_seq);
  if (!result.made.empty()) writer.key("made").text(result.made);
  if (result.refusal) writer.key("refusal").raw(problem_inside(call, *result.refusal));
  writer.end_object();
}

Answer show_bulk(const Call& call, const usecases::BulkOutcome& outcome, const BulkDraft& draft) {
  std::int64_t counts[3] = {};
  for (const auto& result : outcome.results) ++counts[static_cast<std::size_t>(result.what)];
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("operation");
  if (draft.dry_run == usecases::DryRun::yes)
    writer.null();
  else
    writer.text(to_text(outcome.operation));
  for (const auto what :
       {BulkResult::What::changed, BulkResult::What::unchanged, BulkResult::What::refused})
    writer.key(bulk_result_name(what)).integer(counts[static_cast<std::size_t>(what)]);
  writer.key("has_more").boolean(outcome.has_more).key("results").begin_array();
  for (const auto& result : outcome.results) write_bulk_result(writer, call, result);
  writer.end_array().end_object();
  auto response = json_response(200, std::move(body));
  if (outcome.is_replayed) response.set("Idempotency-Replayed", "true");
  return response;
}

Answer run_bulk(Call& call, const usecases::Caller& caller, const BulkDraft& draft) {
  return show_bulk(call, TRY(usecases::bulk_records(call.services.application, caller, draft)),
                   draft);
}

}  // namespace

Answer bulk_change(Call& call, const usecases::Caller& caller) {
  BulkDraft draft{.of = {.type = std::string(call.segment("type"))}, .verb = {}};
  TRY(read_options(call, draft));
  Body body(TRY(object_body(call)));
  TRY(read_selection(body, draft.of));
  draft.verb = TRY(verb_of(body));
  TRY(body.check());
  return run_bulk(call, caller, draft);
}

Answer undo_operation(Call& call, const usecases::Caller& caller) {
  const auto operation = id_from_text(call.segment("operation"));
  if (!operation) return fail(Code::not_found, "operation.not_found", "there is no such operation");
  BulkDraft draft{.of = {}, .verb = usecases::OperationUndo{*operation}};
  TRY(read_options(call, draft));
  return run_bulk(call, caller, draft);
}

}  // namespace praxis::api
