#include "api/clock_handlers.h"

#include "api/clock_json.h"
#include "api/query.h"
#include "api/record_handlers.h"
#include "api/respond.h"

namespace praxis::api {

Answer explain_clocks_of_record(Call& call, usecases::Work& work) {
  const Query query(call.request);
  TRY(query.only({"until", "language"}));
  std::optional<Instant> until;
  if (const auto text = query.text("until"); !text.empty()) {
    const auto at = instant_from_text(text);
    if (!at) return bad_parameter("until", "an instant as 2026-03-02T09:00:00Z");
    until = *at;
  }
  const auto record = TRY(record::read(work.tx, work.lister(), record_name_of(call)));
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("now").text(to_text(work.now)).key("clocks").begin_array();
  const ClockWording wording{work, call.language, record};
  for (const auto& clock : TRY(usecases::explain_clocks(work, record, until)))
    write_explained_clock(writer, wording, clock);
  writer.end_array().end_object();
  return json_response(200, std::move(body));
}

}  // namespace praxis::api
