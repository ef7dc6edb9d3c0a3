#include "api/practice_handlers.h"

#include "api/body.h"
#include "api/draft_request.h"
#include "api/list_handlers.h"
#include "api/list_request.h"
#include "api/practice_json.h"
#include "api/query.h"
#include "api/respond.h"

namespace praxis::api {
namespace {

using usecases::Work;

Result<const pack::Framework*> lens_asked(const Query& query, Work& work) {
  return usecases::lens_of(work, query.text("framework"));
}

Result<std::optional<Span>> span_parameter(const Query& query, std::string_view name) {
  const auto text = query.text(name);
  if (text.empty()) return std::optional<Span>();
  const auto span = span_from_text(text);
  if (!span || span->us <= 0) return bad_parameter(name, "a span of time: 4h, 30d");
  return std::optional(*span);
}

Result<record::Behind> behind_asked(const Query& query) {
  const auto which = TRY(query.one_of("which", {"all", "hits", "misses"}));
  if (which == "hits") return record::Behind::hits;
  return which == "misses" ? record::Behind::misses : record::Behind::all;
}

// What the reader adds to a list behind a number: a filter, an order, columns, a page.
Answer list_behind(Call& call, Work& work, const Query& query, record::ListRequest behind) {
  auto request = TRY(list_request_of(query, work, *behind.type));
  request.conditions = std::move(behind.conditions);
  request.window = std::move(behind.window);
  return answer_list(call, work, std::move(request));
}

Answer json_of(std::string body) {
  auto response = json_response(200, std::move(body));
  response.set("Vary", "Accept-Language");
  return response;
}

}  // namespace

Answer list_frameworks(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"language"}));
  const auto* lens = TRY(usecases::lens_of(work));
  std::string body;
  JsonWriter writer(body);
  PracticeJson json(writer, work, lens, call.language);
  writer.begin_object().key("frameworks").begin_array();
  for (const auto& framework : work.model.packs().frameworks()) json.write_framework(*framework);
  writer.end_array().key("in_force");
  if (lens)
    writer.text(lens->name);
  else
    writer.null();
  const auto chosen = TRY(usecases::lens_chosen(work));
  writer.key("chosen");
  if (chosen.empty())
    writer.null();
  else
    writer.text(chosen);
  writer.end_object();
  return json_of(std::move(body));
}

Answer list_practices_under_lens(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"framework", "language"}));
  const auto* lens = TRY(lens_asked(query, work));
  std::string body;
  JsonWriter writer(body);
  PracticeJson json(writer, work, lens, call.language);
  writer.begin_object();
  json.write_lens("framework");
  writer.key("practices").begin_array();
  for (const auto& practice : usecases::practices_under(work.model.packs(), lens))
    json.write_summary(practice);
  writer.end_array().end_object();
  return json_of(std::move(body));
}

Answer read_practice(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"framework", "language"}));
  const auto* lens = TRY(lens_asked(query, work));
  const auto practice =
      TRY(usecases::practice_named(work.model.packs(), lens, call.segment("practice")));
  const auto page = TRY(usecases::practice_page(work, lens, practice));
  std::string body;
  JsonWriter writer(body);
  TRY(PracticeJson(writer, work, lens, call.language).write_page(page));
  return json_of(std::move(body));
}

Answer read_metric(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"framework", "language", "by", "over", "trend"}));
  const auto* lens = TRY(lens_asked(query, work));
  const auto practice =
      TRY(usecases::practice_named(work.model.packs(), lens, call.segment("practice")));
  const auto* metric = TRY(usecases::metric_named(*practice.type, call.segment("metric")));
  const usecases::MetricWanted wanted{.depth = usecases::MetricWanted::Depth::everything,
                                      .over = TRY(span_parameter(query, "over")),
                                      .trend = TRY(span_parameter(query, "trend")),
                                      .by = query.text("by")};
  const auto shown = TRY(usecases::show_metric(work, *practice.type, *metric, wanted));
  std::string body;
  JsonWriter writer(body);
  TRY(PracticeJson(writer, work, lens, call.language).write_metric(shown, *practice.type));
  return json_of(std::move(body));
}

Answer list_behind_metric(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"framework", "which", "filter", "sort", "fields", "titles", "links", "limit",
                  "cursor", "active", "count", "language"}));
  const auto practice = TRY(usecases::practice_named(
      work.model.packs(), TRY(lens_asked(query, work)), call.segment("practice")));
  const auto* metric = TRY(usecases::metric_named(*practice.type, call.segment("metric")));
  return list_behind(
      call, work, query,
      TRY(usecases::records_behind(work, *practice.type, *metric, TRY(behind_asked(query)))));
}

Answer list_behind_evidence(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"framework", "which", "filter", "sort", "fields", "titles", "links", "limit",
                  "cursor", "active", "count", "language"}));
  const auto* lens = TRY(lens_asked(query, work));
  TRY(usecases::practice_named(work.model.packs(), lens, call.segment("practice")));
  if (!lens) return fail(Code::not_found, "evidence.unknown", "there is no such evidence");
  return list_behind(
      call, work, query,
      TRY(usecases::records_behind(work, *lens, call.segment("requirement"),
                                   call.segment("evidence"), TRY(behind_asked(query)))));
}

Answer read_expected(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"framework", "language"}));
  const auto record = TRY(record::read(work.tx, work.lister(), record_name_of(call)));
  const auto* lens = TRY(lens_asked(query, work));
  usecases::ExpectedNow now;
  if (lens) now = usecases::expected_now(work, *lens, record);
  std::string body;
  JsonWriter writer(body);
  PracticeJson(writer, work, lens, call.language).write_expected(now);
  return json_of(std::move(body));
}

Answer choose_framework(Call& call, const usecases::Caller& caller) {
  Body body(TRY(object_body(call)));
  const auto wanted = body.value("framework", Needed::yes).value_or(nullptr);
  TRY(body.check());
  if (!wanted.is_null() && !wanted.is_string())
    return fail(Error{Code::invalid_argument,
                      "invalid_fields",
                      "a framework is a name, or null",
                      {{"framework", "form", {{"form", "\"itil\""}}}}});
  std::optional<std::string> framework;
  if (wanted.is_string()) framework = std::string(wanted.get_string());
  TRY(usecases::choose_lens(call.services.application, caller, framework));
  return read_again(call, caller, [&](Work& work) { return list_frameworks(call, work); });
}

}  // namespace praxis::api
