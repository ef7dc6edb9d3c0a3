#include "api/transition_handlers.h"

#include <algorithm>

#include "api/draft_request.h"
#include "api/query.h"
#include "api/record_handlers.h"
#include "api/respond.h"
#include "usecases/flow_records.h"
#include "usecases/lens.h"
#include "usecases/transition_record.h"

namespace praxis::api {
namespace {

bool is_required_in(const pack::Field& field, int state) {
  return field.required.kind == pack::Rule::Kind::in_states &&
         (field.required.states >> state & 1U) != 0;
}

// What must be filled for the transition: what it requires, and what the state it leads to
// requires.
std::vector<std::string_view> required_fields(const record::Record& record,
                                              const pack::Transition& transition) {
  std::vector<std::string_view> names;
  const auto& fields = record.type->fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& asked = transition.requires_fields;
    const bool is_asked = std::find(asked.begin(), asked.end(), static_cast<int>(i)) != asked.end();
    if (is_asked || is_required_in(fields[i], transition.to)) names.push_back(fields[i].name);
  }
  return names;
}

void write_names(JsonWriter& writer, std::string_view key,
                 const std::vector<std::string_view>& names) {
  writer.key(key).begin_array();
  for (const auto name : names) writer.text(name);
  writer.end_array();
}

// Labels as the reader has them.
struct Words {
  const pack::PackSet& packs;
  const pack::Framework* lens;
  std::string_view language;
  std::string_view text(const std::string& address) const {
    return packs.text_under(lens, language, address);
  }
};

void write_allowed(JsonWriter& writer, const Words& words, const record::Record& record,
                   const usecases::AllowedTransition& allowed) {
  const auto& transition = *allowed.transition;
  const auto& fields = record.type->fields;
  writer.begin_object().key("name").text(transition.name);
  writer.key("label").text(words.text(transition.declared_by + ".transitions." + transition.name));
  if (!transition.key.empty()) writer.key("key").text(transition.key);
  writer.key("to").text(record.type->states[static_cast<std::size_t>(transition.to)].name);
  write_names(writer, "requires", required_fields(record, transition));
  std::vector<std::string_view> asks;
  for (const int field : transition.asks)
    asks.push_back(fields[static_cast<std::size_t>(field)].name);
  write_names(writer, "asks", asks);
  writer.key("reason").boolean(transition.needs_reason);
  writer.key("evidence").begin_array();
  for (const auto& kind : transition.evidence) writer.text(kind);
  writer.end_array().key("missing_evidence").begin_array();
  for (const auto& kind : allowed.missing_evidence) writer.text(kind);
  writer.end_array().key("flows").begin_array();
  for (const auto* flow : usecases::offered_flows(words.packs, *record.type, &transition)) {
    if (flow->offer != "ask") continue;
    writer.begin_object().key("name").text(flow->name);
    writer.key("label").text(words.text("flows." + flow->name)).end_object();
  }
  writer.end_array().key("refused");
  if (allowed.refused.empty())
    writer.null();
  else
    writer.text(allowed.refused);
  writer.end_object();
}

}  // namespace

Answer list_transitions(Call& call, usecases::Work& work) {
  TRY(Query(call.request).only({"language"}));
  const auto record = TRY(record::read(work.tx, work.lister(), record_name_of(call)));
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("transitions").begin_array();
  const Words words{work.model.packs(), TRY(usecases::lens_of(work)), call.language};
  for (const auto& allowed : TRY(usecases::allowed_transitions(work, record)))
    write_allowed(writer, words, record, allowed);
  writer.end_array().end_object();
  return json_response(200, std::move(body));
}

Answer make_transition(Call& call, const usecases::Caller& caller) {
  const auto draft = TRY(draft_of(call));
  const auto held = call.services.application.models.current();
  const auto outcome =
      TRY(usecases::transition_record(call.services.application, caller, record_name_of(call),
                                      std::string(call.segment("transition")), draft));
  if (draft.dry_run == usecases::DryRun::yes) return show_preview(call, caller, outcome);
  return show_outcome(call, caller, outcome);
}

}  // namespace praxis::api
