#include "usecases/grant_role.h"

#include "usecases/owner.h"

namespace praxis::usecases {
namespace {

identity::Holding holding_of(const Work& work, const RoleWanted& wanted) {
  return {wanted.person, wanted.role, wanted.organization, work.recorded_at, work.scope.person};
}

// A root organization without an owner could be given back to nobody.
Status check_not_last_owner(Work& work, const RoleWanted& wanted) {
  const auto* role = work.model.packs().role(wanted.role);
  if (!role || !role->owns_organization || work.scope.is_system) return {};
  const auto* organization = work.directory.organization(wanted.organization);
  if (!organization || !organization->parent.is_nil()) return {};
  for (const auto& other : work.model.packs().roles()) {
    if (!other.owns_organization) continue;
    for (const auto& owner : TRY(identity::holders(work.tx, wanted.organization, other.name)))
      if (owner.person != wanted.person || owner.role != wanted.role) return {};
  }
  return fail(Code::conflict, "role.last_owner",
              "somebody must remain who can grant roles in the root organization");
}

}  // namespace

Status grant_role(Application& application, const Caller& caller, const RoleWanted& wanted) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    TRY(check_owner(work.model.packs(), work.scope, wanted.organization));
    const auto lister = work.lister();
    const identity::Author author{lister, work.via};
    TRY(identity::grant_role(work.tx, author, holding_of(work, wanted)));
    return {};
  });
}

Status revoke_role(Application& application, const Caller& caller, const RoleWanted& wanted) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    TRY(check_owner(work.model.packs(), work.scope, wanted.organization));
    TRY(check_not_last_owner(work, wanted));
    const auto lister = work.lister();
    const identity::Author author{lister, work.via};
    TRY(identity::revoke_role(work.tx, author, holding_of(work, wanted)));
    return {};
  });
}

}  // namespace praxis::usecases
