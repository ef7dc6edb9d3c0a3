// Which transition a record may take, what it asks for, and what it does to the fields. Decisions
// only: nothing is written.
#pragma once

#include <optional>
#include <vector>

#include "record/bindings.h"
#include "record/record.h"

namespace praxis::workflow {

// The lifecycle that a record follows: its type's, or its model's.
const pack::Lifecycle& lifecycle_of(const record::Record& record);

// Every kind of evidence that a transition of the type, or of one of its models, asks for.
std::vector<std::string> evidence_kinds(const pack::RecordType& type);

// The transition by that name. NotFound "transition.unknown" (details.transitions names those from
// this state); Conflict "transition.not_from_here" (details: state, from).
Result<const pack::Transition*> find_transition(const record::Record& record,
                                                std::string_view name);
bool starts_here(const pack::Transition& transition, const record::Record& record);

// The first guard that does not hold, as Conflict TYPE.guards.NAME with what it counted in
// details.count.
std::optional<Error> refused_by_guard(const record::Surroundings& in,
                                      const pack::Transition& transition);

// Whether the transition's window is over: then `within.otherwise` names the link by which a new
// record follows.
bool is_window_over(const record::Surroundings& in, const pack::Transition& transition);

// set, fill and clear, in this order, each seeing what the one before wrote.
Status apply_effects(const record::Surroundings& in, record::Record& record,
                     const pack::Effects& effects);

// The time-driven transitions of the record's state: at an instant, or a span of the calendar's
// time after the state was entered.
struct DueTransition {
  const pack::Transition* transition;
  std::optional<Span> after{};
  Instant due_at{};  // without `after`
};
std::vector<DueTransition> due_transitions(const record::Surroundings& in);

}  // namespace praxis::workflow
