#include "api/presence_handlers.h"

#include "api/body.h"
#include "api/draft_request.h"
#include "api/query.h"
#include "api/record_json.h"
#include "api/respond.h"

namespace praxis::api {
namespace {

Answer show_presence(const Call& call, usecases::Work& work) {
  const auto record = TRY(record::read(work.tx, work.lister(), record_name_of(call)));
  const auto present = TRY(usecases::present_at(work.tx, record.id, work.now));
  const Selection selection{.wants_titles = true};
  RecordJson references(work, selection);
  for (const auto& each : present) references.note_reference("person", each.person);
  std::string body;
  JsonWriter writer(body);
  write_present(writer.begin_object().key("present"), present);
  TRY(references.write_titles(writer));
  writer.end_object();
  return json_response(200, std::move(body));
}

}  // namespace

void write_present(JsonWriter& writer, const std::vector<usecases::Present>& present) {
  writer.begin_array();
  for (const auto& each : present) {
    writer.begin_object().key("person").text(to_text(each.person));
    writer.key("doing").text(usecases::name(each.doing));
    writer.key("since").text(to_text(each.since)).end_object();
  }
  writer.end_array();
}

Answer read_presence(Call& call, usecases::Work& work) {
  TRY(Query(call.request).only({"language"}));
  return show_presence(call, work);
}

Answer put_presence(Call& call, const usecases::Caller& caller) {
  TRY(Query(call.request).only({"language"}));
  Body body(TRY(object_body(call)));
  const auto doing = body.choice("doing", {"looks", "edits"});
  TRY(body.check());
  TRY(usecases::note_presence(call.services.application, caller, record_name_of(call),
                              doing == "edits" ? usecases::Doing::edits : usecases::Doing::looks));
  return read_again(call, caller,
                    [&](usecases::Work& work) -> Answer { return show_presence(call, work); });
}

Answer end_presence(Call& call, const usecases::Caller& caller) {
  TRY(Query(call.request).only({"language"}));
  TRY(usecases::end_presence(call.services.application, caller, record_name_of(call)));
  return no_content();
}

}  // namespace praxis::api
