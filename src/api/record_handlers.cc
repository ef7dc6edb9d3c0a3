#include "api/record_handlers.h"

#include "api/draft_request.h"
#include "api/error_response.h"
#include "api/etag.h"
#include "api/list_handlers.h"
#include "api/query.h"
#include "api/record_json.h"
#include "api/respond.h"
#include "record/version_store.h"
#include "usecases/create_record.h"
#include "usecases/update_record.h"
#include "workflow/checks.h"

namespace praxis::api {
namespace {

using usecases::Caller;
using usecases::Outcome;
using usecases::Work;

Answer show(Call& call, Work& work, const record::RecordName& name) {
  TRY(Query(call.request).only({"fields", "titles", "links", "unread", "language"}));
  const auto record = TRY(record::read(work.tx, work.lister(), name));
  const auto selection = TRY(selection_of(call.request, work.model, record.type, ReadsOf::one));
  RecordJson json(work, selection, call);
  if (TRY(Query(call.request).flag("unread", Flag::off)) == Flag::on)
    TRY(json.show_unread(std::span(&record, 1)));
  auto body = TRY(json.one(record));
  auto etag = etag_of(record, body);
  return tagged_response(call, std::move(body), std::move(etag));
}

// Of a record that the caller may no longer read, having just given it away.
http::Response given_away(const record::Record& record, int status) {
  std::string body;
  JsonWriter(body)
      .begin_object()
      .key("id")
      .text(to_text(record.id))
      .key("number")
      .text(record.number)
      .key("left")
      .boolean(true)
      .end_object();
  return json_response(status, std::move(body));
}

void write_field_names(JsonWriter& writer, const Work& work, const record::Record& record,
                       bool (*belongs)(const record::Surroundings&, const pack::Field&)) {
  const identity::ActorRights actor(work.scope, work.model.packs(), *record.type);
  const auto in = work.around(record);
  const auto readable = identity::RecordRights(actor, in).readable_fields();
  writer.begin_array();
  for (std::size_t i = 0; i < record.type->fields.size(); ++i)
    if (readable.test(i) && belongs(in, record.type->fields[i]))
      writer.text(record.type->fields[i].name);
  writer.end_array();
}

// What passed on to linked records that the actor may read, as a last member of the record's JSON.
void add_flowed(std::string& body, Work& work, const std::vector<usecases::Flowed>& flowed) {
  if (flowed.empty()) return;
  std::string added;
  JsonWriter writer(added);
  writer.begin_array();
  for (const auto& each : flowed) {
    if (!record::read(work.tx, work.lister(), record::RecordName{"", each.number})) continue;
    writer.begin_object().key("name").text(each.flow).key("record").text(each.number);
    writer.key("refused");
    if (each.refused.empty())
      writer.null();
    else
      writer.text(each.refused);
    writer.end_object();
  }
  writer.end_array();
  body.insert(body.size() - 1, ",\"flows\":" + added);
}

bool is_visible(const record::Surroundings& in, const pack::Field& field) {
  return !workflow::is_hidden(in, field) && !field.is_retired;
}

}  // namespace

std::string location_of(const record::Record& record) {
  return "/api/v1/records/" + record.type->name + "/" + record.number;
}

Answer read_record(Call& call, Work& work) { return show(call, work, record_name_of(call)); }

Answer read_named(Call& call, Work& work) {
  const auto name = call.segment("name");
  if (const auto* type = work.model.type(name)) return list_records(call, work, *type);
  return show(call, work, {"", std::string(name)});
}

Answer create_record(Call& call, const Caller& caller) {
  const auto draft = TRY(draft_of(call));
  const auto held = call.services.application.models.current();
  const auto outcome = TRY(usecases::create_record(call.services.application, caller,
                                                   std::string(call.segment("name")), draft));
  if (draft.dry_run == usecases::DryRun::yes) return show_preview(call, caller, outcome);
  auto made = outcome;
  made.is_created = true;
  return show_outcome(call, caller, made);
}

Answer update_record(Call& call, const Caller& caller) {
  const auto draft = TRY(draft_of(call));
  const auto held = call.services.application.models.current();
  const auto outcome =
      TRY(usecases::update_record(call.services.application, caller, record_name_of(call), draft));
  if (draft.dry_run == usecases::DryRun::yes) return show_preview(call, caller, outcome);
  return show_outcome(call, caller, outcome);
}

Answer refuse_delete(Call& call, const Caller& caller) {
  return read_again(call, caller, [&](Work& work) -> Answer {
    TRY(record::read(work.tx, work.lister(), record_name_of(call)));
    return fail(Code::forbidden, "record.no_delete", "records are never deleted");
  });
}

Answer show_outcome(Call& call, const Caller& caller, const Outcome& outcome) {
  const int status = outcome.is_created ? 201 : 200;
  auto response = TRY(read_again(call, caller, [&](Work& work) -> Answer {
    // By number: it says the type without asking the outcome's, which packs may have left
    // meanwhile.
    const auto record =
        record::read(work.tx, work.lister(), record::RecordName{"", outcome.record.number});
    if (!record) return given_away(outcome.record, status);
    const auto selection = TRY(selection_of(call.request, work.model, record->type, ReadsOf::one));
    auto body = TRY(RecordJson(work, selection, call).one(*record));
    auto etag = etag_of(*record, body);
    add_flowed(body, work, outcome.flowed);
    auto shown = json_response(status, std::move(body));
    shown.set("ETag", std::move(etag));
    if (outcome.is_created) shown.set("Location", location_of(*record));
    return shown;
  }));
  if (outcome.is_replayed) response.set("Idempotency-Replayed", "true");
  return response;
}

Answer show_preview(Call& call, const Caller& caller, const Outcome& outcome) {
  return read_again(call, caller, [&](Work& work) -> Answer {
    Selection selection{.wants_titles = true};
    // Who only reads versions is not shown what is being worked on by trying something out.
    const bool is_reader =
        !outcome.record.id.is_nil() && outcome.record.type->versions &&
        record::sight_of(work.tx, work.lister(), outcome.record) != record::Sight::working_copy;
    const auto shown =
        is_reader
            ? TRY(record::read(work.tx, work.lister(), *outcome.record.type, outcome.record.id))
            : outcome.record;
    std::string body;
    JsonWriter writer(body);
    writer.begin_object().key("record").raw(TRY(RecordJson(work, selection).one(shown)));
    write_field_names(writer.key("required"), work, outcome.record, workflow::is_required);
    write_field_names(writer.key("visible"), work, outcome.record, is_visible);
    writer.key("errors").begin_array();
    if (outcome.refusal)
      for (const auto& field : outcome.refusal->fields)
        write_field_error(writer, field, call.language);
    writer.end_array().key("refusal");
    if (outcome.refusal)
      writer.raw(problem_inside(call, *outcome.refusal));
    else
      writer.null();
    writer.end_object();
    return json_response(200, std::move(body));
  });
}

}  // namespace praxis::api
