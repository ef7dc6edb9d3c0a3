#include "api/link_handlers.h"

#include "api/body.h"
#include "api/draft_request.h"
#include "api/etag.h"
#include "api/query.h"
#include "api/record_json.h"
#include "api/respond.h"
#include "usecases/link_record.h"
#include "usecases/read_records.h"

namespace praxis::api {
namespace {

using usecases::Caller;
using usecases::Work;

Answer show_links(const Call& call, Work& work, const record::Record& record) {
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("links").begin_array();
  for (const auto& seen : TRY(usecases::read_links(work, record))) {
    writer.begin_object().key("name").text(seen.link.name);
    writer.key("label").text(work.model.packs().text(call.language, "links." + seen.link.name));
    writer.key("id").text(to_text(seen.link.other)).key("number").text(seen.title.number);
    writer.key("title").text(seen.title.title).key("type").text(seen.title.type);
    if (!seen.state.empty()) writer.key("state").text(seen.state);
    if (!seen.link.out_of_step.empty()) writer.key("out_of_step").raw(seen.link.out_of_step);
    writer.key("created_at").text(to_text(seen.link.created_at));
    writer.key("created_by").text(to_text(seen.link.created_by)).end_object();
  }
  writer.end_array().end_object();
  auto etag = etag_of(body);
  return tagged_response(call, std::move(body), std::move(etag));
}

Answer show_watchers(const Call& call, Work& work, const record::Record& record) {
  const Selection selection{.wants_titles = true};
  RecordJson references(work, selection);
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("watchers").begin_array();
  for (const auto& person : TRY(usecases::watchers(work.tx, record.id))) {
    writer.text(to_text(person));
    references.note_reference("person", person);
  }
  writer.end_array();
  TRY(references.write_titles(writer));
  writer.end_object();
  auto etag = etag_of(body);
  return tagged_response(call, std::move(body), std::move(etag));
}

Answer links_after(Call& call, const Caller& caller) {
  return read_again(call, caller, [&](Work& work) -> Answer {
    return show_links(call, work, TRY(record::read(work.tx, work.lister(), record_name_of(call))));
  });
}

Answer watchers_after(Call& call, const Caller& caller) {
  return read_again(call, caller, [&](Work& work) -> Answer {
    return show_watchers(call, work,
                         TRY(record::read(work.tx, work.lister(), record_name_of(call))));
  });
}

// "me", an id, a number, or an e-mail address; of somebody whom the caller may not see as little is
// said as of nobody.
Result<Id> person_named(Call& call, const Caller& caller, std::string_view text) {
  if (text == "me") return caller.scope->person;
  return usecases::in_read(call.services.application, caller, [&](Work& work) -> Result<Id> {
    const auto* type = work.model.type("person");
    const auto id = type ? TRY(record::find_id(work.tx, work.model, *type, text)) : std::nullopt;
    const auto found = id ? record::read(work.tx, work.lister(), *type, *id)
                          : Result<record::Record>(fail(Code::not_found, "record.not_found"));
    if (!found) return fail(Code::not_found, "record.not_found", "there is no such person");
    return *id;
  });
}

}  // namespace

Answer list_links(Call& call, Work& work) {
  TRY(Query(call.request).only({"language"}));
  return show_links(call, work, TRY(record::read(work.tx, work.lister(), record_name_of(call))));
}

Answer add_link(Call& call, const Caller& caller) {
  Body body(TRY(object_body(call)));
  const auto link = body.text("link", Needed::yes);
  const auto to = body.text("to", Needed::yes);
  TRY(body.check());
  TRY(usecases::link_record(call.services.application, caller, record_name_of(call), link,
                            record::RecordName{"", to}));
  return links_after(call, caller);
}

Answer remove_link(Call& call, const Caller& caller) {
  TRY(usecases::unlink_record(call.services.application, caller, record_name_of(call),
                              std::string(call.segment("link")),
                              record::RecordName{"", std::string(call.segment("other"))}));
  return links_after(call, caller);
}

Answer list_watchers(Call& call, Work& work) {
  TRY(Query(call.request).only({"language"}));
  return show_watchers(call, work, TRY(record::read(work.tx, work.lister(), record_name_of(call))));
}

Answer add_watcher(Call& call, const Caller& caller) {
  Body body(TRY(object_body(call)));
  const auto name = body.text("person", Needed::yes);
  TRY(body.check());
  const auto person = TRY(person_named(call, caller, name));
  TRY(usecases::watch_record(call.services.application, caller, record_name_of(call), person));
  return watchers_after(call, caller);
}

Answer remove_watcher(Call& call, const Caller& caller) {
  const auto person = TRY(person_named(call, caller, call.segment("person")));
  TRY(usecases::unwatch_record(call.services.application, caller, record_name_of(call), person));
  return watchers_after(call, caller);
}

}  // namespace praxis::api
