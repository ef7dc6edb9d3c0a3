#include <gtest/gtest.h>

#include "pack/pack_set.h"

namespace praxis::pack {
namespace {

std::string findings_text(const LoadResult& result) {
  std::string out;
  for (const auto& finding : result.findings) out += to_text(finding) + "\n";
  return out;
}

TEST(Load, ShippedPacksHaveNoFindings) {
  const auto sources = read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs");
  ASSERT_TRUE(sources) << sources.error().message;
  const auto result = load(*sources);
  EXPECT_EQ(findings_text(result), "");
  ASSERT_TRUE(result.set);
}

}  // namespace
}  // namespace praxis::pack
