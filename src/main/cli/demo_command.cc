#include <fmt/format.h>

#include "base/hash.h"
#include "main/cli/commands.h"
#include "main/cli/with_tenant.h"
#include "usecases/demo.h"

namespace praxis::main::cli {

int demo(const DemoCommandOptions& options) {
  return with_tenant(
      options.config, IfMissing::make,
      [&](const Config&, Tenant& tenant, const TimeSource&) -> Result<int> {
        // A new one each time: a demo that someone leaves running on a network has no password that
        // is known.
        const auto password = to_base64url(random_bytes(9));
        const auto hash = TRY(tenant.hasher().hash(password));
        ProgressLine line("records");
        const auto made = TRY(usecases::make_demo(
            tenant.application(),
            {.password_hash = hash, .seed = options.seed, .records = options.records},
            [&](std::size_t n, std::size_t total, const std::string&) {
              line.show(static_cast<std::int64_t>(n), static_cast<std::int64_t>(total));
            }));
        line.finish();
        fmt::print("The demo organization has {} records. Sign in with the password {} as\n",
                   made.records, password);
        for (const auto& login : made.logins) fmt::print("  {:<28} {}\n", login.email, login.role);
        return done;
      });
}

}  // namespace praxis::main::cli
