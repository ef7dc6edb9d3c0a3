// Calendars in single cases: clock changes, over midnight, holidays, versions, whole days; and what
// is refused, one fault a row.
#include "sla/calendar.h"

#include <gtest/gtest.h>

#include <thread>

#include "sla/evaluate_case.h"

namespace praxis::sla {
namespace {

Json parsed(std::string_view text) {
  auto json = json_from_text(text);
  must(json.has_value());
  return *json;
}

CalendarPtr calendar_of(std::string_view text) {
  auto spec = calendar_from_json(parsed(text));
  must(spec.has_value());
  auto calendar = Calendar::make(std::move(*spec));
  must(calendar.has_value());
  return *calendar;
}

Instant at(std::string_view text) { return *instant_from_text(text); }

struct TimeCase {
  std::string_view why, calendar, from, to, between;
};

class WorkingTime : public testing::TestWithParam<TimeCase> {};

TEST_P(WorkingTime, IsElapsedTimeInsideOpenHours) {
  const auto& one = GetParam();
  const auto calendar = calendar_of(one.calendar);
  EXPECT_EQ(to_text(calendar->between(at(one.from), at(one.to))), one.between) << one.why;
}

constexpr std::string_view berlin_night = R"({"timezone": "Europe/Berlin",
    "hours": {"sat": [["22:00", "06:00"]]}})";
constexpr std::string_view berlin_gap = R"({"timezone": "Europe/Berlin",
    "hours": {"sun": [["02:15", "02:45"]]}})";
constexpr std::string_view berlin_to_gap = R"({"timezone": "Europe/Berlin",
    "hours": {"sun": [["00:00", "02:30"]]}})";
constexpr std::string_view shifts = R"({"timezone": "UTC", "holidays": ["2026-12-25"],
    "hours": {"mon": [["22:00", "06:00"]], "tue": [["22:00", "06:00"]], "wed": [["22:00", "06:00"]],
              "thu": [["22:00", "06:00"]], "fri": [["22:00", "06:00"]]}})";

INSTANTIATE_TEST_SUITE_P(
    Cases, WorkingTime,
    testing::Values(TimeCase{"the night of the spring change is an hour shorter", berlin_night,
                             "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", "7h"},
                    TimeCase{"the night of the autumn change is an hour longer", berlin_night,
                             "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z", "9h"},
                    TimeCase{"hours within a gap are read with the offset before it", berlin_gap,
                             "2026-03-29T01:15:00Z", "2026-03-29T01:45:00Z", "30m"},
                    TimeCase{"of two equal wall times the first is meant", berlin_gap,
                             "2026-10-25T00:00:00Z", "2026-10-25T12:00:00Z", "30m"},
                    TimeCase{"so the second is closed", berlin_gap, "2026-10-25T01:00:00Z",
                             "2026-10-25T12:00:00Z", "0s"},
                    TimeCase{"hours that end in a gap end as long after the gap", berlin_to_gap,
                             "2026-03-28T23:00:00Z", "2026-03-29T12:00:00Z", "2h30m"},
                    TimeCase{"a holiday closes its civil day: until midnight and from midnight",
                             shifts, "2026-12-24T12:00:00Z", "2026-12-26T12:00:00Z", "8h"},
                    TimeCase{"an end before its start is nothing", shifts, "2026-12-26T12:00:00Z",
                             "2026-12-24T12:00:00Z", "0s"},
                    TimeCase{"a yearly leap day comes in leap years",
                             R"({"timezone": "UTC", "holidays": ["--02-29"],
                     "hours": {"tue": [["09:00", "17:00"]], "thu": [["09:00", "17:00"]]}})",
                             "2024-02-28T00:00:00Z", "2024-03-01T00:00:00Z", "0s"},
                    TimeCase{"an extra day is open on a holiday, with its own hours",
                             R"({"timezone": "UTC", "holidays": ["2026-10-17"],
                     "extra": {"2026-10-17": [["10:00", "12:00"]]},
                     "hours": {"sat": [["09:00", "17:00"]]}})",
                             "2026-10-16T00:00:00Z", "2026-10-18T00:00:00Z", "2h"},
                    TimeCase{"holidays by rule, but for an exception",
                             R"({"timezone": "UTC", "hours": {"thu": [["09:00", "17:00"]]},
                     "holidays": [{"on": "2026-01-01", "rule": "FREQ=WEEKLY;BYDAY=TH",
                                   "except": ["2026-01-15"]}]})",
                             "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "8h"},
                    TimeCase{"holidays of an iCalendar file",
                             R"({"timezone": "UTC", "hours": {"fri": [["09:00", "17:00"]]},
                     "icalendar": "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT\n"})",
                             "2026-12-18T00:00:00Z", "2027-01-02T00:00:00Z", "16h"},
                    TimeCase{"holidays over several days of each year",
                             R"({"timezone": "UTC", "hours": {"fri": [["09:00", "17:00"]]},
                     "holidays": [{"on": "--12-24", "to": "--12-26"}]})",
                             "2026-12-18T00:00:00Z", "2027-01-02T00:00:00Z", "16h"},
                    TimeCase{"a version counts from the midnight of its first day",
                             R"({"versions": [
                     {"timezone": "UTC", "hours": {"wed": [["00:00", "24:00"]]}},
                     {"valid_from": "2026-07-01", "timezone": "UTC",
                      "hours": {"wed": [["09:00", "17:00"]]}}]})",
                             "2026-06-24T00:00:00Z", "2026-07-02T00:00:00Z", "1d8h"},
                    TimeCase{
                        "a day that never was has no hours (Apia, 2011-12-30)",
                        R"({"timezone": "Pacific/Apia", "hours": {"fri": [["09:00", "17:00"]]}})",
                        "2011-12-25T00:00:00Z", "2012-01-01T00:00:00Z", "0s"}));

TEST(Calendar, ItsVersionAtAnInstantIsKnown) {
  const auto calendar = calendar_of(R"({"versions": [
      {"timezone": "UTC", "hours": {"wed": [["00:00", "24:00"]]}},
      {"valid_from": "2026-07-01", "timezone": "Europe/Berlin",
       "hours": {"wed": [["09:00", "17:00"]]}}]})");
  EXPECT_EQ(calendar->version_at(at("2026-06-30T21:59:59Z")), 0u);
  EXPECT_EQ(calendar->version_at(at("2026-06-30T22:00:00Z")), 1u);
  EXPECT_EQ(calendar->zone_at(at("2026-07-02T00:00:00Z")).name(), "Europe/Berlin");
}

TEST(Calendar, TwentyFourBySevenIsElapsedTime) {
  const auto calendar = Calendar::always();
  const auto from = at("2026-02-27T10:00:00Z");
  EXPECT_EQ(*calendar->add(from, days(500)), from + days(500));
  EXPECT_EQ(calendar->open_periods(from, from + days(500)).size(), 1u);
}

TEST(Calendar, ATargetThatNothingReachesIsRefused) {
  const auto calendar = calendar_of(R"({"timezone": "UTC", "hours": {"mon": [["09:00", "10:00"]]},
      "holidays": [{"on": "2026-01-01", "rule": "FREQ=DAILY"}]})");
  const auto due = calendar->add(at("2026-01-01T00:00:00Z"), hours(1));
  ASSERT_FALSE(due.has_value());
  EXPECT_EQ(due.error().reason, "calendar.unreachable");
  EXPECT_FALSE(calendar->add(at("2026-01-01T00:00:00Z"), {}).has_value());
  EXPECT_FALSE(Calendar::always()->add(at("2026-01-01T00:00:00Z"), days(200'000)).has_value());
  EXPECT_FALSE(Calendar::always()->add({INT64_MAX}, hours(1)).has_value());
  EXPECT_FALSE(Calendar::always()->subtract(at("1970-01-02T00:00:00Z"), days(2)).has_value());
}

TEST(Calendar, WorkingDaysKeepTheTimeOfDayWithinTheHours) {
  const auto calendar = calendar_of(R"({"timezone": "Europe/Berlin", "hours": {
      "mon": [["09:00", "12:00"], ["13:00", "17:00"]], "tue": [["09:00", "12:00"]],
      "wed": [["09:00", "17:00"]]}})");
  const auto after = [&](std::string_view from, int count) {
    return to_text(*calendar->add_working_days(at(from), count));
  };
  EXPECT_EQ(after("2026-03-02T09:30:00Z", 2), "2026-03-04T09:30:00Z");
  EXPECT_EQ(after("2026-03-02T15:00:00Z", 1), "2026-03-03T11:00:00Z");  // closes at noon
  EXPECT_EQ(after("2026-03-04T11:30:00Z", 1), "2026-03-09T12:00:00Z");  // opens after lunch
  EXPECT_EQ(after("2026-03-25T09:00:00Z", 1), "2026-03-30T08:00:00Z");  // summer time came
  EXPECT_EQ(after("2026-03-09T09:30:00Z", -1), "2026-03-04T09:30:00Z");
}

TEST(Calendar, ManyThreadsMayAskFirst) {
  const auto calendar = calendar_of(R"({"timezone": "Europe/Berlin",
      "hours": {"mon": [["09:00", "17:00"]]}})");
  std::vector<std::thread> threads;
  std::array<Span, 4> found{};
  for (auto& one : found)
    threads.emplace_back(
        [&] { one = calendar->between(at("2020-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")); });
  for (auto& thread : threads) thread.join();
  for (const auto& one : found) EXPECT_EQ(to_text(one), to_text(found.front()));
}

TEST(Calendar, ComesBackFromItsJson) {
  const auto json = parsed(R"({"timezone": "Europe/Berlin", "hours": {"mon": [["08:00", "13:00"],
      ["22:00", "06:00"]], "sun": [["00:00", "24:00"]]}, "holidays": ["2026-12-24", "--12-25",
      {"on": "2026-11-26", "name": "Thanksgiving", "rule": "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
       "also": ["2026-11-27"], "except": ["2027-11-25"]}, {"on": "--12-27", "to": "--12-30"}],
      "extra": {"2026-10-17": [["09:00", "13:00"]]}, "breaks": {"2026-10-18": [["12:00", "14:00"]]}})");
  const auto spec = calendar_from_json(json);
  ASSERT_TRUE(spec.has_value()) << spec.error().message;
  EXPECT_EQ(to_canonical(to_json(*spec)), to_canonical(json));
}

struct Fault {
  std::string_view calendar, place, reason;
};
class WrongCalendar : public testing::TestWithParam<Fault> {};

TEST_P(WrongCalendar, IsRefusedWithPlaceAndReason) {
  const auto& one = GetParam();
  const auto spec = calendar_from_json(parsed(one.calendar));
  ASSERT_FALSE(spec.has_value()) << one.calendar;
  ASSERT_EQ(spec.error().fields.size(), 1u) << spec.error().message;
  EXPECT_EQ(spec.error().fields[0].field, one.place);
  EXPECT_EQ(spec.error().fields[0].reason, one.reason);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, WrongCalendar,
    testing::Values(
        Fault{R"({"hours": {"mon": [["08:00", "12:00"], ["11:59", "17:00"]]}})", "hours.mon[1]",
              "calendar.overlap"},
        Fault{R"({"hours": {"mon": [["22:00", "06:00"]], "tue": [["05:00", "09:00"]]}})",
              "hours.mon[0]", "calendar.overlap"},
        Fault{R"({"hours": {"sun": [["22:00", "06:00"]], "mon": [["05:00", "09:00"]]}})",
              "hours.sun[0]", "calendar.overlap"},
        Fault{R"({"hours": {"mon": [["08:00", "08:00"]]}})", "hours.mon[0]",
              "calendar.empty_hours"},
        Fault{R"({"hours": {}})", "hours", "calendar.never_open"},
        Fault{R"({"hours": {"mon": []}, "holidays": []})", "hours", "calendar.never_open"},
        Fault{R"({"timezone": "Europe/Berlyn", "hours": {"mon": [["08:00", "12:00"]]}})",
              "timezone", "calendar.zone"},
        Fault{R"({"timezone": "", "hours": {"mon": [["08:00", "12:00"]]}})", "timezone",
              "calendar.zone"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"]], "mo": []}})", "hours.mo",
              "calendar.weekday"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"], ["13:00", "25:00"]]}})", "hours.mon[1]",
              "calendar.hours"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"], ["8", "9"]]}})", "hours.mon[1]",
              "calendar.hours"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"], ["24:00", "06:00"]]}})", "hours.mon[1]",
              "calendar.hours"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"]], "tue": "09:00"}})", "hours.tue",
              "calendar.hours"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"]]}, "holidays": ["2026-02-30"]})",
              "holidays[0]", "calendar.day"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"]]}, "holidays": ["--13-01"]})", "holidays[0]",
              "calendar.day"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"]]},
                  "holidays": [{"on": "2026-01-01", "rule": "FREQ=HOURLY"}]})",
              "holidays[0].rule", "calendar.rule"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"]]},
                  "holidays": [{"on": "--01-01", "rule": "FREQ=DAILY"}]})",
              "holidays[0]", "calendar.yearly_and_rule"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"]]},
                  "holidays": [{"from": "2026-01-02", "to": "2026-01-01"}]})",
              "holidays[0]", "calendar.holiday_length"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"]]}, "holidays": [{"name": "x"}]})",
              "holidays[0].on", "calendar.day"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"]]}, "extra": {"soon": []}})", "extra.soon",
              "calendar.day"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"]]}, "hollidays": []})", "hollidays",
              "calendar.unknown_key"},
        Fault{R"({"hours": {"mon": [["08:00", "12:00"]]}, "icalendar": "BEGIN"})", "icalendar",
              "calendar.icalendar"},
        Fault{R"({"versions": []})", "versions", "calendar.no_version"},
        Fault{R"({"versions": [{"hours": {"mon": [["08:00", "12:00"]]}},
                               {"hours": {"mon": [["08:00", "12:00"]]}}]})",
              "versions[1].valid_from", "calendar.valid_from_missing"},
        Fault{R"({"versions": [
                  {"valid_from": "2026-02-01", "hours": {"mon": [["08:00", "12:00"]]}},
                  {"valid_from": "2026-01-01", "hours": {"mon": [["08:00", "12:00"]]}}]})",
              "versions[1].valid_from", "calendar.versions_out_of_order"}));

TEST(CaseEvaluator, AnswersWithAnErrorWhereItCannot) {
  CaseEvaluator evaluator;
  const auto error_of = [&](std::string_view text) {
    const auto answered = evaluator.evaluate(parsed(text));
    const auto* error = answered.get_object().if_contains("error");
    return error ? std::string(error->get_string()) : "none";
  };
  EXPECT_EQ(error_of(R"({"op": "is_working_time"})"), "calendar or op is missing");
  EXPECT_EQ(error_of(R"({"op": "fly", "calendar": {"hours": {"mon": [["08:00", "12:00"]]}}})"),
            "there is no operation 'fly'");
  EXPECT_EQ(error_of(R"({"op": "add_working_time", "amount_seconds": -1, "start_utc":
                "2026-01-01T00:00:00Z", "calendar": {"hours": {"mon": [["08:00", "12:00"]]}}})"),
            "amount_seconds is out of range");
  EXPECT_EQ(error_of(R"({"op": "is_working_time", "calendar": {"hours": {}}})"),
            "the calendar is wrong: hours: calendar.never_open");
}

}  // namespace
}  // namespace praxis::sla
