#include "api/pack_handlers.h"

#include <algorithm>
#include <charconv>

#include "api/body.h"
#include "api/query.h"
#include "api/respond.h"
#include "usecases/change_packs.h"
#include "usecases/owner.h"
#include "usecases/try_packs.h"

namespace praxis::api {
namespace {

using usecases::Caller;
using usecases::Work;

constexpr std::size_t overlay_files_max = 200;

constexpr auto no_progress = [](std::size_t, std::size_t, const std::string&) {};

Status check_pack_owner(Work& work) {
  return usecases::check_owner(work.model.packs(), work.scope,
                               TRY(usecases::root_organization(work.tx)));
}

Status check_pack_owner(Call& call, const Caller& caller) {
  return usecases::in_read(call.services.application, caller,
                           [](Work& work) { return check_pack_owner(work); });
}

tl::unexpected<Error> wrong_overlay(std::string_view what) {
  Error error{Code::invalid_argument, "invalid_fields", "some fields are wrong"};
  error.fields.push_back({"overlay", "not_an_overlay", {{"wanted", what}}});
  return fail(std::move(error));
}

// {"name": "harbor", "files": {"harbor/fields.yaml": "…"}} as a source; the files are text.
Result<pack::PackSource> overlay_from(const Json& json) {
  constexpr std::string_view wanted = R"({"name": NAME, "files": {PATH: TEXT, …}})";
  const auto* object = json.if_object();
  const auto* name = object ? object->if_contains("name") : nullptr;
  const auto* files = object ? object->if_contains("files") : nullptr;
  if (!name || !name->is_string() || !files || !files->is_object()) return wrong_overlay(wanted);
  if (files->get_object().empty() || files->get_object().size() > overlay_files_max)
    return wrong_overlay("1 to 200 files");
  pack::PackSource source{.name = std::string(name->get_string()), .is_overlay = true, .files = {}};
  for (const auto& file : files->get_object()) {
    if (!file.value().is_string()) return wrong_overlay(wanted);
    source.files.push_back({std::string(file.key()), std::string(file.value().get_string())});
  }
  std::sort(source.files.begin(), source.files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return source;
}

struct Asked {
  std::vector<pack::PackSource> sources;
  std::string reason{};
  std::int64_t records = 1'000;
};

enum class WithReason { no, yes };

Result<Asked> asked_packs(Call& call, WithReason with_reason) {
  Body body(TRY(object_body(call)));
  const auto overlay = body.value("overlay", Needed::yes).value_or(nullptr);
  Asked asked;
  if (with_reason == WithReason::yes)
    asked.reason = body.text("reason", Needed::yes);
  else
    asked.records = body.integer("records").value_or(asked.records);
  TRY(body.check());
  asked.sources =
      TRY(usecases::sources_with(call.services.application, {TRY(overlay_from(overlay))}));
  return asked;
}

void write_diff(JsonWriter& writer, const std::vector<std::string>& diff) {
  writer.key("diff").begin_array();
  for (const auto& line : diff) writer.text(line);
  writer.end_array();
}

Answer show_change(const usecases::PackChange& change) {
  std::string text;
  JsonWriter writer(text);
  writer.begin_object().key("from").integer(change.from).key("to").integer(change.to);
  write_diff(writer, change.diff);
  writer.end_object();
  return json_response(200, std::move(text));
}

void write_generation(JsonWriter& writer, const usecases::Generation& generation,
                      std::int64_t active) {
  writer.begin_object().key("generation").integer(generation.number);
  writer.key("is_active").boolean(generation.number == active);
  writer.key("made_at").text(to_text(generation.made_at)).key("made_by");
  if (generation.made_by.is_nil())
    writer.null();
  else
    writer.text(to_text(generation.made_by));
  writer.key("reason").text(generation.reason);
  writer.key("report").value(Json(generation.report));
}

void write_sources(JsonWriter& writer, const std::vector<pack::PackSource>& sources) {
  writer.key("packs").begin_array();
  for (const auto& source : sources) {
    writer.begin_object().key("name").text(source.name);
    writer.key("is_overlay").boolean(source.is_overlay).key("files").begin_object();
    for (const auto& file : source.files) writer.key(file.path).text(file.text);
    writer.end_object().end_object();
  }
  writer.end_array();
}

void write_finding(JsonWriter& writer, const usecases::TrialFinding& finding) {
  writer.begin_object().key("kind").text(usecases::name(finding.kind));
  writer.key("type").text(finding.type).key("address").text(finding.address);
  writer.key("what").text(finding.what).key("records").integer(finding.count);
  writer.key("examples").begin_array();
  for (const auto& number : finding.examples) writer.text(number);
  writer.end_array().end_object();
}

}  // namespace

Answer list_packs(Call& call, Work& work) {
  TRY(Query(call.request).only({"language"}));
  TRY(check_pack_owner(work));
  std::string text;
  JsonWriter writer(text);
  writer.begin_object().key("packs").begin_array();
  for (const auto& pack : work.model.packs().packs()) {
    writer.begin_object().key("name").text(pack.name).key("version").text(pack.version);
    writer.key("is_overlay").boolean(pack.is_overlay).end_object();
  }
  writer.end_array().key("generations").begin_array();
  for (const auto& generation : TRY(usecases::read_generations(work.tx))) {
    write_generation(writer, generation, work.model.generation());
    writer.end_object();
  }
  writer.end_array().end_object();
  return json_response(200, std::move(text));
}

Answer read_packs(Call& call, Work& work) {
  TRY(Query(call.request).only({"language"}));
  TRY(check_pack_owner(work));
  std::int64_t number = 0;
  const auto asked = call.segment("generation");
  std::from_chars(asked.data(), asked.data() + asked.size(), number);
  const auto generation = TRY(usecases::read_generation(work.tx, number));
  if (!generation)
    return fail(Code::not_found, "packs.no_generation", "there is no such generation of packs");
  std::string text;
  JsonWriter writer(text);
  write_generation(writer, *generation, work.model.generation());
  write_sources(writer, generation->sources);
  writer.end_object();
  return json_response(200, std::move(text));
}

Answer diff_packs(Call& call, const Caller& caller) {
  TRY(check_pack_owner(call, caller));
  const auto asked = TRY(asked_packs(call, WithReason::no));
  return show_change(TRY(usecases::diff_packs(call.services.application, asked.sources)));
}

Answer try_packs(Call& call, const Caller& caller) {
  TRY(check_pack_owner(call, caller));
  auto asked = TRY(asked_packs(call, WithReason::no));
  const auto report = TRY(usecases::try_packs(
      call.services.application, caller, {std::move(asked.sources), asked.records}, no_progress));
  std::string text;
  JsonWriter writer(text);
  writer.begin_object().key("records").integer(report.records);
  writer.key("entries").integer(report.entries).key("findings").begin_array();
  for (const auto& finding : report.findings) write_finding(writer, finding);
  writer.end_array().end_object();
  return json_response(200, std::move(text));
}

Answer apply_packs(Call& call, const Caller& caller) {
  TRY(check_pack_owner(call, caller));
  const auto asked = TRY(asked_packs(call, WithReason::yes));
  return show_change(TRY(usecases::apply_packs(call.services.application, caller, asked.sources,
                                               asked.reason, no_progress)));
}

Answer roll_back_packs(Call& call, const Caller& caller) {
  TRY(check_pack_owner(call, caller));
  Body body(TRY(object_body(call)));
  const auto to = body.integer("to").value_or(0);
  const auto reason = body.text("reason", Needed::yes);
  TRY(body.check());
  return show_change(
      TRY(usecases::roll_back_packs(call.services.application, caller, to, reason, no_progress)));
}

}  // namespace praxis::api
