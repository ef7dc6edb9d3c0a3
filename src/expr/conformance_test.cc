// The specification's own cases, where they are at hand beside the tree.
#include "expr/conformance.h"

#include <gtest/gtest.h>

#include <fstream>

namespace praxis::expr {
namespace {

TestReport report_of(const char* file) {
  std::ifstream cases(std::string(PRAXIS_SOURCE_DIR "/../shared/data/cel-conformance/") + file);
  if (!cases) return {};
  auto report = run_conformance(cases);
  EXPECT_TRUE(report) << report.error().message;
  if (!report) return {};
  for (const auto& failure : report->failures) ADD_FAILURE() << failure;
  for (const auto& [reason, count] : report->unsupported_reasons) {
    std::cout << file << ": unsupported " << reason << ": " << count << "\n";
  }
  std::cout << file << ": " << report->passed << " passed\n";
  return *report;
}

TEST(Conformance, CoreCasesPass) {
  const auto report = report_of("core.jsonl");
  if (report.passed == 0) GTEST_SKIP() << "the conformance cases are not at hand";
  EXPECT_GE(report.passed * 100, 95 * (report.passed + report.unsupported));
}

TEST(Conformance, ExtensionCasesPass) {
  const auto report = report_of("extensions.jsonl");
  if (report.passed == 0) GTEST_SKIP() << "the conformance cases are not at hand";
}

}  // namespace
}  // namespace praxis::expr
