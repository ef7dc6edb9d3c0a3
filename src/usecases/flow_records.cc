#include "usecases/flow_records.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/field_value.h"
#include "record/link_store.h"
#include "record/record_store.h"
#include "usecases/transition_record.h"
#include "usecases/update_record.h"

namespace praxis::usecases {
namespace {

bool names_one_of(const pack::RecordType& type, const std::vector<int>& fields,
                  const std::map<std::string, std::string>& wanted) {
  return std::any_of(fields.begin(), fields.end(), [&](int field) {
    return wanted.contains(type.fields[static_cast<std::size_t>(field)].name);
  });
}

// A flow of fields alone goes with updates, and with the transitions whose dialog names one of
// them.
bool goes_with(const pack::LinkFlow& flow, const pack::RecordType& type,
               const pack::Transition* transition) {
  if (!flow.transitions.empty()) return transition && flow.transitions.contains(transition->name);
  if (flow.fields.empty()) return false;
  return !transition || names_one_of(type, transition->requires_fields, flow.fields) ||
         names_one_of(type, transition->asks, flow.fields);
}

bool begins_at(const pack::LinkType& link, const pack::LinkFlow& flow,
               const pack::RecordType& type) {
  const auto& ends = flow.is_forward ? link.from : link.to;
  return std::any_of(ends.begin(), ends.end(), [&](const auto& end) { return type.is_a(end); });
}

std::string currency_of(const record::Record& record, int field) {
  const auto found = record.currencies.find(field);
  return found == record.currencies.end() ? std::string() : found->second;
}

bool has_changed(const FlowSource& source, const pack::LinkFlow& flow) {
  return std::any_of(flow.fields.begin(), flow.fields.end(), [&](const auto& pair) {
    const int field = source.after.type->find_field(pair.first);
    return field >= 0 && !(source.before.value(field) == source.after.value(field));
  });
}

bool is_wanted(const FlowSource& source, const pack::LinkFlow& flow, const Draft& draft) {
  if (std::find(draft.flows.begin(), draft.flows.end(), flow.name) != draft.flows.end())
    return true;
  return flow.offer == "always" && (!flow.transitions.empty() || has_changed(source, flow));
}

// What the receiver is to take over, as a draft of the engine's.
Draft passed_draft(const FlowSource& source, const pack::LinkFlow& flow, const Draft& draft) {
  Draft passed;
  passed.is_trusted = true;
  passed.reason = draft.reason.empty() ? source.after.number
                                       : fmt::format("{}: {}", source.after.number, draft.reason);
  for (const auto& [ours, theirs] : flow.fields) {
    const int field = source.after.type->find_field(ours);
    if (field < 0) continue;
    passed.fields[theirs] =
        record::value_to_json(source.after.type->fields[static_cast<std::size_t>(field)],
                              source.after.value(field), currency_of(source.after, field));
  }
  return passed;
}

// Tried first, so that a refusal leaves nothing behind.
Result<std::string> moved(Work& engine, const record::Record& receiver,
                          const std::string& transition, const Draft& passed) {
  auto trial = engine.as_system(engine.scope, engine.via);
  trial.is_dry = true;
  const auto tried = transition_in(trial, receiver, transition, passed);
  if (!tried) return tried.error().reason;
  if (tried->refusal) return tried->refusal->reason;
  TRY(transition_in(engine, receiver, transition, passed));
  return std::string();
}

Result<std::string> taken_over(Work& engine, const record::Record& receiver, const Draft& passed) {
  auto updated = update_in(engine, receiver, passed);
  if (updated) return std::string();
  // Decided before anything is written: a refusal of these kinds has left nothing behind.
  if (updated.error().code != Code::invalid_argument && updated.error().code != Code::conflict)
    return fail(std::move(updated.error()));
  return std::move(updated.error().reason);
}

Status pass_to(Work& engine, const FlowSource& source, const pack::LinkFlow& flow,
               const record::Link& link, const Draft& draft, std::vector<Flowed>& flowed) {
  const auto* type = engine.model.type(link.other_type);
  if (!type) return {};
  const auto receiver = TRY(record::lock(engine.tx, engine.lister(), *type, link.other));
  if (!flow_reaches(engine, flow, receiver)) return {};
  const auto passed = passed_draft(source, flow, draft);
  auto refused =
      flow.transitions.empty()
          ? TRY(taken_over(engine, receiver, passed))
          : TRY(moved(engine, receiver, flow.transitions.at(source.transition->name), passed));
  flowed.push_back({flow.name, receiver.number, std::move(refused)});
  return {};
}

}  // namespace

std::vector<const pack::LinkFlow*> offered_flows(const pack::PackSet& packs,
                                                 const pack::RecordType& type,
                                                 const pack::Transition* transition) {
  std::vector<const pack::LinkFlow*> offered;
  for (const auto& link : packs.links())
    for (const auto& flow : link.flows)
      if (flow.offer != "never" && begins_at(link, flow, type) && goes_with(flow, type, transition))
        offered.push_back(&flow);
  return offered;
}

Status check_flows(const pack::PackSet& packs, const pack::RecordType& type,
                   const pack::Transition* transition, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return {};
  JsonArray allowed;
  for (const auto* flow : offered_flows(packs, type, transition)) allowed.emplace_back(flow->name);
  Error error{Code::invalid_argument, "invalid_fields", "there is no such flow here"};
  for (const auto& name : wanted)
    if (std::find(allowed.begin(), allowed.end(), Json(name)) == allowed.end())
      error.fields.push_back({"flows", "unknown_flow", {{"value", name}, {"allowed", allowed}}});
  return error.fields.empty() ? Status() : fail(std::move(error));
}

bool flow_reaches(const Work& work, const pack::LinkFlow& flow, const record::Record& receiver) {
  if (flow.when.empty()) return true;
  const auto found = flow.when.find(receiver.type->name);
  return found != flow.when.end() && record::holds(*found->second, work.around(receiver));
}

Result<std::vector<Flowed>> pass_on(Work& work, const FlowSource& source, const Draft& draft) {
  std::vector<Flowed> flowed;
  if (work.is_silent) return flowed;
  // A flow that has come round to where it began stops there.
  const auto mark = fmt::format("flow {}", to_text(source.after.id));
  auto& running = work.running_rules;
  if (std::find(running.begin(), running.end(), mark) != running.end()) return flowed;
  const auto system = record::Scope::system();
  auto engine = work.as_system(system, "flow");
  engine.running_rules.push_back(mark);
  const auto& type = *source.after.type;
  for (const auto& link : work.model.packs().links()) {
    for (const auto& flow : link.flows) {
      if (flow.offer == "never" || !begins_at(link, flow, type) ||
          !goes_with(flow, type, source.transition) || !is_wanted(source, flow, draft))
        continue;
      auto links = TRY(record::links_named(engine.tx, engine.model, source.after.id,
                                           flow.is_forward ? link.name : link.reverse));
      std::sort(links.begin(), links.end(),  // rows are locked in the order of their ids
                [](const auto& a, const auto& b) { return a.other < b.other; });
      for (const auto& each : links) TRY(pass_to(engine, source, flow, each, draft, flowed));
    }
  }
  return flowed;
}

}  // namespace praxis::usecases
