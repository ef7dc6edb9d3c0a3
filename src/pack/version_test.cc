#include "pack/version.h"

#include <gtest/gtest.h>

namespace praxis::pack {
namespace {

TEST(Version, MeetsACaretWhereNothingBreaks) {
  const struct {
    const char *version, *need;
    bool is_met;
  } table[] = {
      {"1.0.0", "^1", true},      {"1.9.3", "^1", true},     {"2.0.0", "^1", false},
      {"0.9.0", "^1", false},     {"1.2.0", "^1.2", true},   {"1.1.9", "^1.2", false},
      {"1.3.0", "^1.2", true},    {"1.2.4", "^1.2.3", true}, {"1.2.2", "^1.2.3", false},
      {"0.2.5", "^0.2", true},    {"0.3.0", "^0.2", false},  {"0.0.3", "^0.0.3", true},
      {"0.0.4", "^0.0.3", false}, {"0.5.0", "^0", true},     {"1.0.0", "^0", false},
      {"1.2.3", "1.2.3", true},   {"1.2.4", "1.2.3", false},
  };
  for (const auto& [version, need, is_met] : table)
    EXPECT_EQ(meets(version, need), is_met) << version << " " << need;
}

TEST(Version, IsThreeNumbers) {
  for (const auto* right : {"0.0.1", "1.2.3", "10.20.30"}) EXPECT_TRUE(is_version(right)) << right;
  for (const auto* wrong :
       {"", "1", "1.2", "1.2.3.4", "1.2.x", "v1.2.3", "1..2", "-1.2.3", "1.2.3 "})
    EXPECT_FALSE(is_version(wrong)) << wrong;
  for (const auto* right : {"^1", "^1.2", "^0.1.2", "1.2.3"}) EXPECT_TRUE(is_need(right)) << right;
  for (const auto* wrong : {"^", "~1", ">=1", "1", "*", "^1.x"})
    EXPECT_FALSE(is_need(wrong)) << wrong;
}

}  // namespace
}  // namespace praxis::pack
