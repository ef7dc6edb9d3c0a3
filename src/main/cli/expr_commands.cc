#include <fmt/format.h>

#include <fstream>

#include "expr/conformance.h"
#include "main/cli/commands.h"

namespace praxis::main::cli {

int expr_eval(const ExprOptions& options) {
  const auto text = expr::evaluate_text(options.expression, options.bindings);
  if (!text) return report(text.error());
  fmt::print("{}\n", *text);
  return done;
}

int expr_test(const ExprOptions& options) {
  std::ifstream file(options.file);
  if (!file) {
    fmt::print(stderr, "praxis: {}: cannot be read\n", options.file);
    return wrong_use;
  }
  const auto result = expr::run_conformance(file);
  if (!result) return report(result.error());
  for (const auto& failure : result->failures) fmt::print("{}\n", failure);
  for (const auto& [reason, count] : result->unsupported_reasons)
    fmt::print("unsupported, {}: {}\n", reason, count);
  fmt::print("{} passed, {} failed, {} unsupported\n", result->passed, result->failed,
             result->unsupported);
  const auto total = result->passed + result->failed + result->unsupported;
  constexpr int passed_percent_min = 95;
  return result->failed == 0 && result->passed * 100 >= total * passed_percent_min ? done : failed;
}

}  // namespace praxis::main::cli
