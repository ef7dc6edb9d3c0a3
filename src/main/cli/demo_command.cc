#include <fmt/format.h>

#include "base/hash.h"
#include "main/cli/commands.h"
#include "main/wiring.h"
#include "usecases/demo.h"

namespace praxis::main::cli {

int demo(const DemoCommandOptions& options) {
  const SystemTime time;
  const auto config = read_config(options.config);
  if (!config) {
    report(config.error());
    return wrong_use;
  }
  auto tenant = Tenant::open(*config, time, [](std::size_t, std::size_t, const std::string&) {});
  if (!tenant) return report(tenant.error());
  // A new one each time: a demo that someone leaves running on a network has no password that is
  // known.
  const auto password = to_base64url(random_bytes(9));
  const auto hash = (*tenant)->hasher().hash(password);
  if (!hash) return report(hash.error());
  ProgressLine line("records");
  const auto made = usecases::make_demo(
      (*tenant)->application(),
      {.password_hash = *hash, .seed = options.seed, .records = options.records},
      [&](std::size_t n, std::size_t total, const std::string&) {
        line.show(static_cast<std::int64_t>(n), static_cast<std::int64_t>(total));
      });
  if (!made) return report(made.error());
  line.finish();
  fmt::print("The demo organization has {} records. Sign in with the password {} as\n",
             made->records, password);
  for (const auto& login : made->logins) fmt::print("  {:<28} {}\n", login.email, login.role);
  return done;
}

}  // namespace praxis::main::cli
