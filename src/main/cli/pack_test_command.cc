// pack test: the scenarios, and with a list of criteria what they prove of it.
#include <fmt/format.h>

#include "base/log.h"
#include "main/cli/commands.h"
#include "main/cli/criteria.h"
#include "pack/scenario.h"
#include "usecases/tenant.h"

namespace praxis::main::cli {
namespace {

using scenario::ScenarioResult;

bool is_chosen(const PackTestOptions& options, const pack::SourceFile& file) {
  if (file.path.find(options.only) == std::string::npos) return false;
  return options.criteria.empty() || !pack::read_scenario(file).scenario.criteria.empty();
}

void print_result(const PackTestOptions& options, const ScenarioResult& result) {
  if (options.is_verbose && result.failures.empty())
    fmt::print("passed {}: {}\n", result.file, result.title);
  if (!result.failures.empty()) fmt::print("FAILED {}: {}\n", result.file, result.title);
  for (const auto& failure : result.failures) fmt::print("  {}\n", failure);
  std::fflush(stdout);
}

bool print_criteria(const std::vector<Criterion>& criteria,
                    const std::vector<ScenarioResult>& results) {
  const auto proven = report_criteria(criteria, results);
  for (const auto& line : proven.lines) fmt::print("{}\n", line);
  fmt::print("{} criteria: {} passed, {} failed, {} missing", criteria.size(), proven.passed,
             proven.failed, proven.waiting + proven.missing);
  if (proven.missing > 0) fmt::print(", {} of them without a row to wait for", proven.missing);
  if (proven.unknown > 0) fmt::print("; {} named that are not in the list", proven.unknown);
  fmt::print("\n");
  return proven.is_good();
}

}  // namespace

int pack_test(const PackTestOptions& options) {
  log::set_level(log::Level::error);
  const auto sources = chosen_packs(options.choice);
  if (!sources) return report(sources.error());
  const auto packs = usecases::load_packs(*sources);
  if (!packs) {
    report(packs.error());
    return findings;
  }
  std::vector<Criterion> criteria;
  if (!options.criteria.empty()) {
    auto read = read_criteria(options.criteria);
    if (!read) return report(read.error());
    criteria = std::move(*read);
  }
  std::vector<ScenarioResult> results;
  int failures = 0;
  for (const auto& file : (*packs)->scenarios()) {
    if (!is_chosen(options, file)) continue;
    const auto number = static_cast<int>(results.size());
    results.push_back(scenario::run(file, *sources, {options.postgres, number}));
    failures += results.back().failures.empty() ? 0 : 1;
    print_result(options, results.back());
  }
  const bool is_proven = criteria.empty() || print_criteria(criteria, results);
  fmt::print("{} passed, {} failed\n", static_cast<int>(results.size()) - failures, failures);
  return failures == 0 && is_proven ? done : findings;
}

}  // namespace praxis::main::cli
