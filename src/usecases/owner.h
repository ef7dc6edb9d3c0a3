// Who may change how an organization works: its settings, and who holds which role in it. Pure.
#pragma once

#include "base/result.h"
#include "record/scope.h"

namespace praxis::usecases {

constexpr std::string_view owner_role = "practice_owner";

// Forbidden "practice_owner_only" unless the scope holds the owner's role for the organization or
// is the engine's.
inline Status check_owner(const record::Scope& scope, Id organization) {
  if (scope.holds(owner_role, organization)) return {};
  return fail(Code::forbidden, "practice_owner_only",
              "only a practice owner of that organization may do this");
}

}  // namespace praxis::usecases
