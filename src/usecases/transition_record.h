// Moves a record along its lifecycle: role, state, window, fields, guards, effects, checks; then
// row, journal, notices, once.
#pragma once

#include "record/record_store.h"
#include "usecases/draft.h"

namespace praxis::usecases {

Result<Outcome> transition_record(Application& application, const Caller& caller,
                                  const record::RecordName& name, const std::string& transition,
                                  const Draft& draft);
Result<Outcome> transition_in(Work& work, const record::Record& before,
                              const std::string& transition, const Draft& draft);

// The transitions a person may make now, for buttons: by role and state; `refused` says which guard
// does not hold, or that evidence is missing.
struct AllowedTransition {
  const pack::Transition* transition = nullptr;
  std::string refused{};  // "" or the guard's reason code, or "transition.evidence_missing"
  std::vector<std::string> missing_evidence{};  // kinds of attachment
};
Result<std::vector<AllowedTransition>> allowed_transitions(Work& work,
                                                           const record::Record& record);

}  // namespace praxis::usecases
