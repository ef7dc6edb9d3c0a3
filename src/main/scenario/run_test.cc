// A scenario that claims what is not so must fail, and say where and why.
#include "main/scenario/run.h"

#include <gtest/gtest.h>

#include "main/embedded_packs.h"

namespace praxis::main::scenario {
namespace {

constexpr std::string_view start =
    "scenario of the runner itself\n"
    "people\n"
    "  owen  practice_owner  group desk  organization harbor\n"
    "  mara  requester  organization harbor\n";

std::string failures_of(const std::string& steps) {
  const auto result = run({"a.txt", std::string(start) + steps}, shipped_packs(), {});
  std::string text;
  for (const auto& failure : result.failures) text += failure + "\n";
  return text;
}

TEST(Run, PassesWhatIsSo) {
  EXPECT_EQ(
      failures_of("mara GET /me\n"
                  "  status 200\n"
                  "  contains {\"id\": \"@mara\", \"organization\": \"@harbor\"}\n"
                  "  lacks password\n"
                  "given incident INC-1 by mara {\"title\": \"a\"}\n"
                  "at +1h\n"
                  "  outbox nothing\n"
                  "mara POST /records/incident\n"
                  "  {\"title\": \"b\"}\n"
                  "  status 201\n"
                  "  contains {\"number\": \"INC-2\", \"created_at\": \"2026-03-02T10:00:00Z\"}\n"
                  "  outbox mail mara incident.created\n"
                  "         and no others\n"),
      "");
}

TEST(Run, FailsWhatIsNotSo) {
  const std::string create = "mara POST /records/incident\n  {\"title\": \"b\"}\n  status 201\n";
  struct Case {
    std::string steps;
    const char* failure;
  };
  const Case cases[] = {
      {"mara GET /me\n  status 401\n", "a.txt:5: status: 401 is wanted, 200 came\n"},
      {"mara GET /me\n  status 200\n  contains {\"side\": \"agent\"}\n",
       "a.txt:7: contains: side: \"agent\" is wanted, there is \"requester\"\n"},
      {"mara GET /me\n  status 200\n  contains \"no such text\"\n",
       "a.txt:7: contains: \"no such text\" is wanted, it is not there\n"},
      {"mara GET /me\n  status 200\n  lacks side\n", "a.txt:7: lacks: side is there\n"},
      {"mara GET /me\n  status 200\n  lacks \"harbor\"\n", "a.txt:7: lacks: \"harbor\" is there\n"},
      {create + "  outbox nothing\n",
       "a.txt:8: outbox: there is also mail mara incident.created\n"},
      {create + "  outbox mail desk incident.created\n",
       "a.txt:8: outbox: mail desk incident.created is wanted, it is not there\n"},
      {"zoe GET /me\n  status 200\n", "a.txt:5: scenario.person: nobody is called zoe\n"},
      {"at 2026-03-01T09:00Z\n", "a.txt:5: scenario.time: time does not go back"},
      {"given incident INC-2 by mara {\"title\": \"a\"}\n", "a.txt:5: INC-1 was made, not INC-2\n"},
      {"given incident INC-1 by mara {\"titel\": \"a\"}\n", "a.txt:5: invalid_fields"},
      {"given INC-1 take by owen\n", "a.txt:5: record.not_found"},
      {"mara GET /me\n", "a.txt:5:1: says no status\n"},
  };
  for (const auto& each : cases) {
    const auto failures = failures_of(each.steps);
    EXPECT_EQ(failures.find(each.failure), 0u) << each.steps << failures;
  }
}

TEST(Run, RefusesNamesThatMeanTwoThings) {
  const auto result = run({"a.txt",
                           "scenario x\npeople\n  desk  agent  group desk  organization harbor\n"
                           "desk GET /me\n  status 200\n"},
                          shipped_packs(), {});
  ASSERT_EQ(result.failures.size(), 1u);
  EXPECT_EQ(result.failures[0].find("a.txt:3: people: scenario.name: 'desk' names two things"), 0u)
      << result.failures[0];
}

}  // namespace
}  // namespace praxis::main::scenario
