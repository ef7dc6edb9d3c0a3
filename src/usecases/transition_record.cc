#include "usecases/transition_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "identity/permission.h"
#include "usecases/check_written.h"
#include "usecases/flow_records.h"
#include "usecases/link_record.h"
#include "usecases/refusal.h"
#include "usecases/write_record.h"
#include "workflow/checks.h"
#include "workflow/fields.h"
#include "workflow/lifecycle.h"

namespace praxis::usecases {
namespace {

Error not_allowed(const record::Record& record, const pack::Transition& transition) {
  Error error{Code::forbidden, "transition.not_allowed",
              fmt::format("you may not make '{}' of {}", transition.name, record.number)};
  JsonArray roles;
  for (const auto& role : transition.roles) roles.emplace_back(role);
  error.details.emplace("roles", std::move(roles));
  return error;
}

bool names_field(const pack::Transition& transition, int position) {
  const auto has = [&](const std::vector<int>& fields) {
    return std::find(fields.begin(), fields.end(), position) != fields.end();
  };
  return has(transition.requires_fields) || has(transition.asks);
}

// Fields of a transition's dialog may be set by who may make it; others by who may update them.
void check_fields(const identity::RecordRights& rights, const record::Surroundings& in,
                  const pack::Transition& transition, const workflow::ParsedFields& parsed,
                  std::vector<FieldError>& findings) {
  const auto& record = *in.record;
  const auto updatable = rights.updatable_fields();
  for (const auto& [position, value] : parsed.values) {
    const auto& field = record.type->fields[static_cast<std::size_t>(position)];
    if (names_field(transition, position) || record.value(position) == value.value) continue;
    if (!updatable.test(static_cast<std::size_t>(position)))
      findings.push_back({field.name, "not_updatable"});
    else if (workflow::is_fixed(in, field))
      findings.push_back({field.name, "fixed"});
  }
  for (const auto& [position, value] : parsed.overrides) {
    const auto& field = record.type->fields[static_cast<std::size_t>(position)];
    if (!rights.holds_one_of(field.override_by->roles))
      findings.push_back({field.name, "override_not_allowed"});
  }
}

void check_required(const record::Record& after, const pack::Transition& transition,
                    const Draft& draft, std::vector<FieldError>& findings) {
  for (const int position : transition.requires_fields)
    if (after.value(position).is_null())
      findings.push_back({after.type->fields[static_cast<std::size_t>(position)].name, "required"});
  if (transition.needs_reason && draft.reason.empty()) findings.push_back({"reason", "required"});
}

struct TransitionDecision {
  record::Record record;
  std::optional<Error> refusal{};
};

Result<TransitionDecision> decide_transition(Work& work, const record::Record& before,
                                             const pack::Transition& transition,
                                             const Draft& draft) {
  const bool is_free = draft.is_trusted || work.scope.is_system;
  const auto parsed =
      workflow::parse_fields(work.model.packs(), *before.type, draft.fields, resolver(work, draft));
  auto after = before;
  workflow::put_fields(after, parsed);
  auto findings = parsed.errors;
  const auto in_before = work.around(before);
  const identity::ActorRights actor(work.scope, work.model.packs(), *before.type);
  if (!is_free)
    check_fields(identity::RecordRights(actor, in_before), in_before, transition, parsed, findings);
  check_required(after, transition, draft, findings);
  TRY(workflow::apply_effects(work.around(after), after, transition.effects));
  after.state = transition.to;
  workflow::compute_fields(work.around(after), after);
  std::vector<int> given;
  for (const auto& [position, value] : parsed.values) given.push_back(position);
  add_findings(findings,
               check_written(work, &before, after, workflow::RequiredOf::whole_record, given));
  if (auto status = refuse(std::move(findings)); !status)
    return TransitionDecision{std::move(after), status.error()};
  // Guards see the record with what the dialog gave it, still in the state that it is about to
  // leave.
  auto guarded = before;
  workflow::put_fields(guarded, parsed);
  if (auto refused = workflow::refused_by_guard(work.around(guarded), transition))
    return TransitionDecision{std::move(after), std::move(*refused)};
  return TransitionDecision{std::move(after)};
}

Result<record::Record> write_transition(Work& work, const record::Record& before,
                                        record::Record after, const pack::Transition& transition,
                                        const Draft& draft) {
  auto entry = work.entry(record::EntryKind::transition);
  entry.transition = transition.name;
  entry.from_state = before.state_name();
  entry.to_state = after.state_name();
  entry.reason = draft.reason;
  entry.changes = record::changes_between(before, after);
  TRY(write_change(work, before, after, std::move(entry),
                   {.effects = &transition.effects, .event = pack::EventRule::Event::transition}));
  return after;
}

bool may_make(const Work& work, const identity::RecordRights& rights,
              const pack::Transition& transition, const Draft& draft) {
  return draft.is_trusted || work.scope.is_system || rights.holds_one_of(transition.roles);
}

// The record that the first request moved, or the one that it made to follow.
Result<Outcome> replayed_transition(Work& work, const record::RecordName& name, Id made) {
  const auto named = TRY(record::read(work.tx, work.lister(), name));
  auto outcome = TRY(record::read(work.tx, work.lister(), {"", to_text(made)}));
  return Outcome{.record = std::move(outcome), .is_created = named.id != made, .is_replayed = true};
}

}  // namespace

Result<Outcome> transition_in(Work& work, const record::Record& before, const std::string& name,
                              const Draft& draft) {
  const auto in = work.around(before);
  const identity::ActorRights actor(work.scope, work.model.packs(), *before.type);
  const identity::RecordRights rights(actor, in);
  const auto* declared = workflow::lifecycle_of(before).find(name);
  if (declared && declared->from != 0 && !may_make(work, rights, *declared, draft))
    return fail(not_allowed(before, *declared));
  const auto* transition = TRY(workflow::find_transition(before, name));
  if (workflow::is_window_over(in, *transition) && !work.is_dry) {
    auto source = before;
    return Outcome{.record = TRY(create_by_link(work, source, transition->within->otherwise)),
                   .is_created = true};
  }
  TRY(check_flows(work.model.packs(), *before.type, transition, draft.flows));
  auto decided = TRY(decide_transition(work, before, *transition, draft));
  if (work.is_dry)
    return Outcome{.record = std::move(decided.record), .refusal = std::move(decided.refusal)};
  if (decided.refusal) return fail(std::move(*decided.refusal));
  Outcome outcome{
      .record = TRY(write_transition(work, before, std::move(decided.record), *transition, draft))};
  outcome.flowed = TRY(pass_on(work, {before, outcome.record, transition}, draft));
  return outcome;
}

Result<Outcome> transition_record(Application& application, const Caller& caller,
                                  const record::RecordName& name, const std::string& transition,
                                  const Draft& draft) {
  const WriteOptions options{draft.dry_run, draft.occurred_at, draft.is_silent};
  return in_write(application, caller, options, [&](Work& work) -> Result<Outcome> {
    if (draft.idempotency)
      if (const auto made = TRY(recall(work, *draft.idempotency)))
        return replayed_transition(work, name, *made);
    const auto before = TRY(record::lock(work.tx, work.lister(), name));
    auto outcome = TRY(transition_in(work, before, transition, draft));
    if (draft.idempotency) TRY(remember(work, *draft.idempotency, outcome.record.id));
    return outcome;
  });
}

std::vector<AllowedTransition> allowed_transitions(Work& work, const record::Record& record) {
  std::vector<AllowedTransition> allowed;
  const auto in = work.around(record);
  const identity::ActorRights actor(work.scope, work.model.packs(), *record.type);
  const identity::RecordRights rights(actor, in);
  for (const auto& transition : workflow::lifecycle_of(record).transitions) {
    if (transition.from == 0 || transition.roles.empty() ||
        !workflow::starts_here(transition, record))
      continue;
    if (!may_make(work, rights, transition, {})) continue;
    const auto refused = workflow::refused_by_guard(in, transition);
    allowed.push_back({&transition, refused ? refused->reason : std::string()});
  }
  return allowed;
}

}  // namespace praxis::usecases
