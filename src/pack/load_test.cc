#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

using test::findings_text;

std::vector<PackSource> shipped() {
  auto sources = read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs");
  EXPECT_TRUE(sources) << sources.error().message;
  return sources ? std::move(*sources) : std::vector<PackSource>();
}

TEST(Load, ShippedPacksHaveNoFindings) {
  const auto result = load(shipped());
  EXPECT_EQ(findings_text(result), "");
  ASSERT_TRUE(result.set);
  EXPECT_TRUE(result.set->type("incident"));
}

TEST(Load, DeskHasNoFindings) {
  const std::vector<PackSource> sources = {test::desk()};
  EXPECT_EQ(findings_text(load(sources)), "");
}

TEST(Load, SharedExamplesHaveNoFindings) {
  const auto folder = test::shared_packs_folder();
  if (folder.empty()) GTEST_SKIP() << "the worked examples are not beside this repository";
  const auto sources = read_sources(folder + "/packs");
  ASSERT_TRUE(sources);
  EXPECT_EQ(sources->size(), 10U);
  EXPECT_EQ(findings_text(load(*sources)), "");
}

}  // namespace
}  // namespace praxis::pack
