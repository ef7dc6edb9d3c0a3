#include "main/scenario/match.h"

#include <gtest/gtest.h>

#include "main/scenario/target.h"

namespace praxis::main::scenario {
namespace {

TEST(Match, FindsAPartWithinAWhole) {
  struct Case {
    const char* whole;
    const char* part;
    const char* wrong;  // "": it is there
  };
  const Case cases[] = {
      {R"({"a": 1, "b": 2})", R"({"b": 2})", ""},
      {R"({"a": {"b": [1, 2, 3]}})", R"({"a": {"b": [1, 3]}})", ""},
      {R"({"a": [{"n": 1, "x": 0}, {"n": 2}]})", R"({"a": [{"n": 2}]})", ""},
      {R"([{"n": 1}, {"n": 2}])", R"({"n": 2})", ""},
      {R"({"a": []})", R"({"a": []})", ""},
      {R"({"a": null})", R"({"a": null})", ""},
      {R"({})", R"({"a": null})", "a: null is wanted, there is no such member"},
      {R"({"a": "1"})", R"({"a": 1})", R"(a: 1 is wanted, there is "1")"},
      {R"({"a": 1})", R"({"a": {"b": 1}})", R"(a: {"b":1} is wanted, there is 1)"},
      {R"({"a": [1]})", R"({"a": []})", "a: [] is wanted, there is [1]"},
      {R"({"a": [3, 1]})", R"({"a": [1, 3]})",
       "a: 3 is wanted after the 1 before it, there is no more"},
      {R"({"a": [{"n": 1}]})", R"({"a": [{"n": 2}]})", "a[0].n: 2 is wanted, there is 1"},
      {R"({"a": [1, 1]})", R"({"a": [1, 1, 1]})",
       "a: 1 is wanted after the 2 before it, there is no more"},
      {R"([{"n": 1}])", R"({"n": 2})", "[0].n: 2 is wanted, there is 1"},
  };
  for (const auto& each : cases)
    EXPECT_EQ(mismatch(*json_from_text(each.whole), *json_from_text(each.part)), each.wrong)
        << each.whole << " " << each.part;
}

TEST(Target, IsWrittenPlainly) {
  struct Case {
    const char* written;
    const char* target;
  };
  const Case cases[] = {
      {"/records/INC-1", "/api/v1/records/INC-1"},
      {"/records/incident?limit=5&count=true", "/api/v1/records/incident?limit=5&count=true"},
      {"/records/incident?filter=a == 1 && b != \"x&y\"&sort=-a",
       "/api/v1/records/incident?filter=a%20%3D%3D%201%20%26%26%20b%20%21%3D%20%22x%26y%22&sort=-a"},
      {"/search?q=label printer", "/api/v1/search?q=label%20printer"},
      {"/records/ä b", "/api/v1/records/%C3%A4%20b"},
      {"/records/incident?", "/api/v1/records/incident"},
      {"/", "/api/v1/"},
  };
  for (const auto& each : cases)
    EXPECT_EQ(request_target(each.written), each.target) << each.written;
}

}  // namespace
}  // namespace praxis::main::scenario
