// Grants a person a role for an organization and those below it, and takes it back. Only a practice
// owner of that organization may; journaled in the person's record.
#pragma once

#include "identity/role_store.h"
#include "usecases/work.h"

namespace praxis::usecases {

struct RoleWanted {
  Id person;
  std::string role;
  Id organization;
};

Status grant_role(Application& application, const Caller& caller, const RoleWanted& wanted);
// Conflict "role.last_owner" where nobody would be left to grant roles again.
Status revoke_role(Application& application, const Caller& caller, const RoleWanted& wanted);

}  // namespace praxis::usecases
