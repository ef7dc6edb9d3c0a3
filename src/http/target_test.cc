#include "http/target.h"

#include <gtest/gtest.h>

namespace praxis::http {
namespace {

std::string shown(std::string_view text) {
  const auto target = target_from_text(text);
  if (!target) return "refused";
  std::string out = target->path;
  for (const auto& [key, value] : target->query) out += " [" + key + "]=[" + value + "]";
  return out;
}

TEST(Target, IsDecodedOrRefused) {
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  using namespace std::string_view_literals;
  const Case cases[] = {
      {"/", "/"},
      {"/a/b", "/a/b"},
      {"/a/", "/a/"},
      {"/a%20b", "/a b"},
      {"/a+b", "/a+b"},
      {"/%C3%A9t%c3%a9", "/été"},
      {"/a?x=1&y=2&x=3", "/a [x]=[1] [y]=[2] [x]=[3]"},
      {"/a?q=a+b%2Bc%26d", "/a [q]=[a b+c&d]"},
      {"/a?flag&&=v", "/a [flag]=[] []=[v]"},
      {"/a?x=/../..//", "/a [x]=[/../..//]"},
      {"/a?x=a?b=c", "/a [x]=[a?b=c]"},
      {"/a?", "/a"},
      {"http://host/a?b=c", "/a [b]=[c]"},
      {"http://host", "/"},
      {"*", "*"},
      {"", "refused"},
      {"a", "refused"},
      {"/a#b", "refused"},
      {"/../etc", "refused"},
      {"/a/./b", "refused"},
      {"/a/..", "refused"},
      {"/a/%2e%2E/b", "refused"},
      {"//host/a", "refused"},
      {"/a//b", "refused"},
      {"/a%2Fb", "refused"},
      {"/a%00b", "refused"},
      {"/a%0Ab", "refused"},
      {"/a%7fb", "refused"},
      {"/%", "refused"},
      {"/%4", "refused"},
      {"/%zz", "refused"},
      {"/%ff", "refused"},
      {"/%c0%af", "refused"},
      {"/%ed%a0%80", "refused"},
      {"/a?x=%00", "refused"},
      {"/a?x=%ff", "refused"},
      {"/a?x=%1", "refused"},
      {"/a?x\0y"sv, "refused"},
  };
  for (const auto& c : cases) EXPECT_EQ(shown(c.text), c.expected) << c.text;
}

TEST(Target, HasABoundOnParameters) {
  std::string text = "/a?";
  for (int i = 0; i < 256; ++i) text += "x=1&";
  EXPECT_TRUE(target_from_text(text));
  EXPECT_FALSE(target_from_text(text + "x=1"));
}

}  // namespace
}  // namespace praxis::http
