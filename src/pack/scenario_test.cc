#include "pack/scenario.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace praxis::pack {
namespace {

constexpr std::string_view scenario_start =
    "scenario it works\n"
    "criterion F-PR9.3 ISS-1.4\n"
    "people\n"
    "  ines  agent auditor  group desk  group network  organization harbor/gdansk  language de\n";

std::string problems_of(const std::string& text) {
  std::string found;
  for (const auto& problem : read_scenario({"x/scenarios/y.txt", text}).problems)
    found += fmt::format("{}:{} {}\n", problem.line, problem.column, problem.message);
  return found;
}

TEST(Scenario, IsReadWhole) {
  const auto read = read_scenario({"x.txt", std::string(scenario_start) + R"(
# a word on the side
given incident INC-1 by ines {"title": "a { b"}   # "set up"
given INC-1 take by ines
at +1h30m                     # and no longer
  outbox  mail ines incident.reminder
at 2026-03-03T09:00Z

ines  PATCH /records/incident?filter=priority <= 2
  {"title": "two
     lines",
   "impact": "high"}
  header    If-Match "v1"
  status    200
  contains  {"records": [
    {"number": "INC-1"}]}
  contains  "INC-1"
  lacks     touches
  lacks     "secret # words"  # not this
  outbox    mail ines incident.created
            mail desk work.reply
            and no others
nobody  GET /me
  status 401
)"});
  std::string problems;
  for (const auto& problem : read.problems) problems += problem.message + "\n";
  // A line break within a text is no JSON; all else of this scenario is right.
  EXPECT_EQ(problems.find("is no JSON"), 0u) << problems;
  EXPECT_EQ(read.problems.size(), 1u) << problems;

  const auto& scenario = read.scenario;
  EXPECT_EQ(scenario.title, "it works");
  EXPECT_EQ(scenario.criteria, (std::vector<std::string>{"F-PR9.3", "ISS-1.4"}));
  ASSERT_EQ(scenario.people.size(), 1u);
  EXPECT_EQ(scenario.people[0].roles, (std::vector<std::string>{"agent", "auditor"}));
  EXPECT_EQ(scenario.people[0].groups, (std::vector<std::string>{"desk", "network"}));
  EXPECT_EQ(scenario.people[0].organization, "harbor/gdansk");
  EXPECT_EQ(scenario.people[0].language, "de");
  ASSERT_EQ(scenario.steps.size(), 6u);
  const auto& given = std::get<ScenarioRecord>(scenario.steps[0].what);
  EXPECT_EQ(given.type + given.number + given.by + given.body,
            R"(incidentINC-1ines{"title": "a { b"})");
  EXPECT_EQ(std::get<ScenarioTransition>(scenario.steps[1].what).transition, "take");
  EXPECT_EQ(std::get<ScenarioWait>(scenario.steps[2].what).span, minutes(90));
  ASSERT_TRUE(scenario.steps[2].outbox);
  EXPECT_TRUE(scenario.steps[2].outbox->allows_others);
  const auto& request = std::get<ScenarioRequest>(scenario.steps[4].what);
  EXPECT_EQ(request.target, "/records/incident?filter=priority <= 2");
  EXPECT_EQ(request.headers.at(0), std::pair(std::string("If-Match"), std::string("\"v1\"")));
  ASSERT_EQ(request.claims.size(), 4u);
  EXPECT_EQ(request.claims[0].kind, ScenarioClaim::Kind::contains_part);
  EXPECT_EQ(request.claims[1].kind, ScenarioClaim::Kind::contains_text);
  EXPECT_EQ(request.claims[2].kind, ScenarioClaim::Kind::lacks_member);
  EXPECT_EQ(request.claims[3].text, "secret # words");
  EXPECT_EQ(scenario.steps[4].outbox->mails.at(1).message, "work.reply");
  EXPECT_FALSE(scenario.steps[4].outbox->allows_others);
  EXPECT_EQ(scenario.steps[5].line, 27);
}

TEST(Scenario, SaysWhatIsWrongAndWhere) {
  struct Case {
    const char* after_people;
    const char* problem;
  };
  const Case cases[] = {
      {"", "1:1 has no steps"},
      {"ines GET /me\n", "5:1 says no status"},
      {"ines POST /x\n  status 200\n", "5:1 writes, but says nothing of the outbox"},
      {"ines GET /x\n  status 2000\n", "6:3 a status of HTTP is wanted"},
      {"ines GET me\n  status 200\n", "5:10 a path begins with /"},
      {"ines GETS /me\n", "5:1 'ines' begins nothing"},
      {"ines GET /me\n  states 200\n", "6:3 'states' is not known here"},
      {"  status 200\n", "5:3 status has no organization"},
      {"at +soon\n", "5:1 at +30m, or at 2026-03-02T09:00Z"},
      {"at 09:00\n", "5:1 at +30m, or at 2026-03-02T09:00Z"},
      {"given incident INC-1\n", "5:1 given TYPE NUMBER by PERSON"},
      {"given incident INC-1 by ines {\"a\":}\n", "5:30 is no JSON"},
      {"given incident INC-1 by ines [1]\n", "5:30 a body is an object"},
      {"ines GET /me\n  status 200\n  contains {\"a\"}\n", "7:12 is no JSON"},
      {"ines GET /me\n  status 200\n  contains a\n", "7:12 a part of the body is wanted"},
      {"ines GET /me\n  status 200\n  lacks a b\n", "7:9 one member's name is wanted"},
      {"ines GET /me\n  status 200\n  outbox mail ines\n", "7:10 outbox nothing, or mail"},
      {"ines GET /me\n  status 200\n  outbox nothing\n  outbox nothing\n",
       "8:3 the outbox was said already"},
      {"ines GET /me\n  status 200\npeople\n  otto  agent  organization a\n",
       "7:1 'people' begins nothing"},
      {"criterion F-PR9.4\n", "5:1 a criterion stands below the title"},
      {"ines GET /me\n  status 200\ncriterion F-PR9.4\n", "7:1 a criterion stands below"},
  };
  for (const auto& each : cases) {
    const auto problems = problems_of(std::string(scenario_start) + each.after_people);
    EXPECT_NE(problems.find(each.problem), std::string::npos) << each.after_people << "\n"
                                                              << problems;
  }
  EXPECT_NE(problems_of("people\n  ines\n").find("2:3 ines has no role"), std::string::npos);
  EXPECT_NE(problems_of("people\n  ines agent\n").find("2:3 ines has no organization"),
            std::string::npos);
  EXPECT_NE(problems_of("criterion A\nscenario x\n").find("1:1 a criterion stands below"),
            std::string::npos);
  EXPECT_NE(problems_of("scenario x\ncriterion\n").find("2:1 'criterion' begins nothing"),
            std::string::npos);
  EXPECT_NE(problems_of("scenario x\ncriterion A B_2\n").find("2:13 a criterion's name has"),
            std::string::npos);
  EXPECT_NE(problems_of("scenario x\ncriterion A\ncriterion A\n")
                .find("3:11 the criterion A was named already"),
            std::string::npos);
  EXPECT_NE(problems_of("\xff").find("1:1 is no text in UTF-8"), std::string::npos);
}

}  // namespace
}  // namespace praxis::pack
