#include "api/event_handlers.h"

#include "api/event_streams.h"
#include "api/list_request.h"
#include "record/record_store.h"
#include "usecases/saved_views.h"

namespace praxis::api {
namespace {

// A saved view says itself of which type it is.
Status check_view_wanted(const usecases::Work& work, StreamWanted& wanted) {
  const auto id = id_from_text(wanted.view);
  if (wanted.type.empty() && id) wanted.type = TRY(usecases::read_saved_view(work, *id)).type;
  if (wanted.type.empty() || !wanted.record.is_nil())
    return bad_parameter("view", "a saved view's id, or a declared one's name beside its type");
  wanted.view_told = TRY(list_of_view(work, wanted.type, wanted.view)).view->name;
  return {};
}

Result<StreamWanted> stream_wanted(const Call& call, const usecases::Work& work) {
  const Query query(call.request);
  TRY(query.only({"record", "type", "view", "last_event_id", "language"}));
  StreamWanted wanted;
  const auto record = query.text("record");
  wanted.type = query.text("type");
  if (!record.empty() && !wanted.type.empty())
    return bad_parameter("record", "alone: a stream follows a record or a type");
  if (!record.empty()) {
    const auto found = TRY(record::read(work.tx, work.lister(), {"", record}));
    wanted.record = found.id;
    wanted.record_type = found.type->name;
  }
  wanted.view = query.text("view");
  if (!wanted.type.empty()) TRY(type_named(work, wanted.type));
  if (!wanted.view.empty()) TRY(check_view_wanted(work, wanted));
  wanted.credentials = TRY(credentials_of(call.request, call.services.cookies));
  wanted.person = work.scope.person;
  // A browser sends the header when it reconnects; the parameter serves a page that was loaded
  // anew.
  const auto header = call.request.header("last-event-id");
  if (!header.empty())
    wanted.last_event_id = std::string(header);
  else if (query.has("last_event_id"))
    wanted.last_event_id = query.text("last_event_id");
  return wanted;
}

}  // namespace

Answer open_events(Call& call, usecases::Work& work) {
  auto* streams = call.services.events;
  if (!streams) return fail(Code::unavailable, "events.off", "there are no event streams here");
  auto wanted = TRY(stream_wanted(call, work));
  http::Response response;
  response.content_type = "text/event-stream";
  response.set("Cache-Control", "no-store");
  response.on_stream =
      [streams, wanted = std::move(wanted)](std::shared_ptr<http::EventStream> stream) mutable {
        streams->open(std::move(wanted), std::move(stream));
      };
  return response;
}

}  // namespace praxis::api
