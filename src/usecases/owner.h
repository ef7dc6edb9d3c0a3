// Who may change how an organization works, its settings and who holds which role in it: who holds
// a role there that the packs let own organizations. Pure.
#pragma once

#include <algorithm>

#include "base/result.h"
#include "pack/pack_set.h"
#include "record/scope.h"

namespace praxis::usecases {

inline bool is_owner(const pack::PackSet& packs, const record::Scope& scope, Id organization) {
  return std::ranges::any_of(packs.roles(), [&](const pack::Role& role) {
    return role.owns_organization && scope.holds(role.name, organization);
  });
}

// Forbidden "owner_only" unless the scope holds an owner's role for the organization or is the
// engine's.
inline Status check_owner(const pack::PackSet& packs, const record::Scope& scope, Id organization) {
  if (scope.is_system || is_owner(packs, scope, organization)) return {};
  return fail(Code::forbidden, "owner_only",
              "only who owns how that organization works may do this");
}

}  // namespace praxis::usecases
