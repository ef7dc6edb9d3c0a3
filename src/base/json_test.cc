#include "base/json.h"

#include <gtest/gtest.h>

namespace praxis {
namespace {

TEST(Json, IsReadStrictly) {
  struct Case {
    const char* text;
    const char* canonical;  // or "refused"
  };
  const Case cases[] = {
      {R"({"b":1,"a":[true,null,"x"]})", R"({"a":[true,null,"x"],"b":1})"},
      {R"([1.0,1e21,1e-7,0.1,-0.0,333333333.33333329])",
       R"([1,1e+21,1e-7,0.1,0,333333333.3333333])"},
      {R"(["\u00e9\n\ud83d\ude00"])", "[\"\xC3\xA9\\n\xF0\x9F\x98\x80\"]"},
      {R"(["\\u0000"])", R"(["\\u0000"])"},
      {R"(["\u0000"])", "refused"},
      {R"(["\\\u0000"])", "refused"},
      {R"({"a":1,"a":2})", "refused"},
      {R"({"":1,"":2})", "refused"},
      {R"({"a":{"b":1},"b":{"b":1}})", R"({"a":{"b":1},"b":{"b":1}})"},
      {R"({"a":1,"\u0061":2})", "refused"},
      {"1e400", "refused"},
      {R"({"a":[-1e400]})", "refused"},
      {" [1]\r\n\t ", "[1]"},
      {"1e-400", "0"},
      {"[18446744073709551615,-9223372036854775808]",
       "[18446744073709551615,-9223372036854775808]"},
      {"[1", "refused"},
      {"[1,]", "refused"},
      {"[1] x", "refused"},
      {"", "refused"},
      {"\"\xFF\"", "refused"},
      {"NaN", "refused"},
  };
  for (const auto& c : cases) {
    const auto value = json_from_text(c.text);
    EXPECT_EQ(value ? to_canonical(*value) : "refused", c.canonical) << c.text;
  }
}

TEST(Json, DepthIsBounded) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(json_from_text(nested(json_depth_max)));
  EXPECT_FALSE(json_from_text(nested(json_depth_max + 1)));
}

}  // namespace
}  // namespace praxis
