// The first organization, its first group and its first person, who holds the role of practice
// owner: what an empty tenant needs before anybody can sign in.
#pragma once

#include "usecases/application.h"
#include "usecases/work.h"

namespace praxis::usecases {

struct FirstPerson {
  std::string organization_title, organization_key;
  std::string name, email;
  std::string password_hash{};  // "": the person gets none, only tokens
};
struct Bootstrapped {
  Id organization, person;
};
// Conflict "tenant.not_empty" if there is an organization already.
Result<Bootstrapped> bootstrap(Application& application, const FirstPerson& first);

// The caller for commands of the operator on this machine: may do all, through `via`.
Caller operator_caller(std::string via);

}  // namespace praxis::usecases
