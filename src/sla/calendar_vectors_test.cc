// Working times out of the test suites of other products: every vector but those that are one
// product's own rule, each named here with the reason.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "sla/data_for_test.h"
#include "sla/evaluate_case.h"

namespace praxis::sla {
namespace {

// Vectors whose origin answers otherwise than we do, and why.
const std::map<std::string, std::string>& own_rules() {
  static const std::map<std::string, std::string> rules{
      {"v126",
       "biz answers with the next opening when an amount is used up exactly at closing "
       "time; a due time that falls on closing time is that time here"},
  };
  return rules;
}

// The expected value as the evaluator would give it.
Json expected_of(const JsonObject& vector, const Json& calendar) {
  JsonObject expected{{"id", vector.at("id")}};
  if (const auto* utc = vector.if_contains("expected_utc")) expected["result_utc"] = *utc;
  if (const auto* seconds = vector.if_contains("expected_seconds"))
    expected["result_seconds"] = *seconds;
  if (const auto* holds = vector.if_contains("expected")) expected["result"] = *holds;
  if (const auto* local = vector.if_contains("expected_local")) {
    const auto zone = Zone::find(std::string(calendar.at("timezone").get_string()));
    expected["result_utc"] = to_text(zone->read(*wall_from_text(local->get_string())));
  }
  return expected;
}

TEST(CalendarVectors, AllHoldButOneProductsOwnRule) {
  const auto text = shared_data_file("sla-calendar-vectors/working_time_vectors.json");
  if (text.empty()) GTEST_SKIP() << "the shared data is not here: set PRAXIS_DATA";
  const auto all = json_from_text(text);
  ASSERT_TRUE(all.has_value());
  CaseEvaluator evaluator;
  std::size_t held = 0;
  for (const auto& vector : all->at("vectors").get_array()) {
    auto one = vector.get_object();
    const auto& calendar = all->at("calendars").at(one.at("calendar").get_string());
    const auto expected = expected_of(one, calendar);
    one["calendar"] = calendar;
    const auto answered = evaluator.evaluate(one);
    if (own_rules().contains(std::string(one.at("id").get_string()))) {
      EXPECT_NE(answered, expected) << "no exception is needed: " << one.at("id");
      continue;
    }
    EXPECT_EQ(answered, expected) << one.at("name") << " of " << one.at("origin");
    ++held;
  }
  EXPECT_EQ(held, 176u);
}

TEST(CalendarVectors, AnAmountUsedUpAtClosingTimeIsDueThen) {
  CaseEvaluator evaluator;
  const auto one = json_from_text(R"({"id": "v126", "op": "add_working_time",
      "calendar": {"timezone": "Africa/Abidjan", "hours": {"sun": [["11:00", "12:00"]]}},
      "start_utc": "2006-01-01T00:00:00Z", "amount_seconds": 7200})");
  EXPECT_EQ(to_text(evaluator.evaluate(*one)),
            R"({"id":"v126","result_utc":"2006-01-08T12:00:00Z"})");
}

}  // namespace
}  // namespace praxis::sla
