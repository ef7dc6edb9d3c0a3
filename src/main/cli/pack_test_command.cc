#include <fmt/format.h>

#include "base/log.h"
#include "main/cli/commands.h"
#include "main/scenario/run.h"
#include "usecases/tenant.h"

namespace praxis::main::cli {

int pack_test(const PackTestOptions& options) {
  log::set_level(log::Level::error);
  const auto sources = chosen_packs(options.choice);
  if (!sources) return report(sources.error());
  const auto packs = usecases::load_packs(*sources);
  if (!packs) {
    report(packs.error());
    return findings;
  }
  int passed = 0, failures = 0;
  for (const auto& file : (*packs)->scenarios()) {
    if (file.path.find(options.only) == std::string::npos) continue;
    const auto result = scenario::run(file, *sources, {options.postgres, passed + failures});
    ++(result.failures.empty() ? passed : failures);
    if (options.is_verbose && result.failures.empty())
      fmt::print("passed {}: {}\n", result.file, result.title);
    if (!result.failures.empty()) fmt::print("FAILED {}: {}\n", result.file, result.title);
    for (const auto& failure : result.failures) fmt::print("  {}\n", failure);
    std::fflush(stdout);
  }
  fmt::print("{} passed, {} failed\n", passed, failures);
  return failures == 0 ? done : findings;
}

}  // namespace praxis::main::cli
