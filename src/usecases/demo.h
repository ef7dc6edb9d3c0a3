// An organization to try Praxis on: people, groups, sites, services, items, and a year of records
// told by the stories that packs bring (demo), through the same verbs as everything else. Mornings
// are busier than evenings, holidays are quiet, and now and then a service fails: then many records
// of one hour belong together, and what follows is linked to them. The same seed gives the same
// organization, but for ids.
#pragma once

#include <string>
#include <vector>

#include "usecases/application.h"
#include "usecases/bootstrap.h"
#include "usecases/tenant.h"

namespace praxis::usecases {

struct DemoLogin {
  std::string email, role;
};
struct Demo {
  std::vector<DemoLogin> logins{};
  std::int64_t records = 0;  // that people raised; what they refer to comes on top
};
struct DemoOptions {
  std::string password_hash{};  // of every login
  std::uint64_t seed = 1;
  std::int64_t records = 2'000;
};
constexpr std::int64_t demo_records_max = 5'000'000;

// Conflict "tenant.not_empty" on a database that has an organization already.
Result<Demo> make_demo(Application& application, const DemoOptions& options, Progress progress);

}  // namespace praxis::usecases
