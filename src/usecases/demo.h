// A small organization to try Praxis on: sites, groups, people with their roles, services, items
// and some weeks of records told by the stories that packs bring (demo). The same seed gives the
// same organization.
#pragma once

#include <string>
#include <vector>

#include "usecases/application.h"
#include "usecases/bootstrap.h"

namespace praxis::usecases {

struct DemoLogin {
  std::string email, role;
};
struct Demo {
  std::vector<DemoLogin> logins;
  std::int64_t records = 0;
};
struct DemoOptions {
  std::string password_hash;  // of every login
  std::uint64_t seed = 1;
  int records_each = 60;  // of every type that tells stories
};
// Conflict "tenant.not_empty" on a database that has an organization already.
Result<Demo> make_demo(Application& application, const DemoOptions& options);

}  // namespace praxis::usecases
