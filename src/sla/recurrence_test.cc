// Which days a rule names, one rule a row; and holidays out of iCalendar.
#include "sla/recurrence.h"

#include <gtest/gtest.h>

#include "sla/icalendar.h"

namespace praxis::sla {
namespace {

Day day(std::string_view text) { return *day_from_text(text); }

std::string days_as_text(const std::vector<Day>& days) {
  std::string text;
  for (const auto one : days) text += (text.empty() ? "" : " ") + day_to_text(one);
  return text;
}

struct RuleCase {
  std::string_view rule, start, from, to, days;
};
class RuleDays : public testing::TestWithParam<RuleCase> {};

TEST_P(RuleDays, AreThoseOfRfc5545) {
  const auto& one = GetParam();
  const auto rule = recurrence_from_text(one.rule);
  ASSERT_TRUE(rule.has_value()) << rule.error().message;
  EXPECT_EQ(days_as_text(days_of(*rule, day(one.start), day(one.from), day(one.to))), one.days)
      << one.rule;
}

INSTANTIATE_TEST_SUITE_P(
    Rules, RuleDays,
    testing::Values(
        RuleCase{"FREQ=YEARLY", "2024-02-29", "2024-01-01", "2033-01-01",
                 "2024-02-29 2028-02-29 2032-02-29"},
        RuleCase{"RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2020-01-01", "2025-01-01", "2027-01-01",
                 "2025-11-27 2026-11-26"},
        RuleCase{"FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", "2020-01-01", "2026-01-01", "2028-01-01",
                 "2026-05-25 2027-05-31"},
        RuleCase{"FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-01-01", "2000-01-01",
                 "1997-05-19 1998-05-18 1999-05-17"},
        RuleCase{"FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "1997-01-01", "1997-01-01",
                 "2010-01-01", "1997-01-01 1997-04-10 1997-07-19 2000-01-01"},
        RuleCase{"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
                 "1996-11-05", "1996-01-01", "2005-01-01", "1996-11-05 2000-11-07 2004-11-02"},
        RuleCase{"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02", "1997-09-02", "1999-01-01",
                 "1998-02-13 1998-03-13 1998-11-13"},
        RuleCase{"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "1997-01-01",
                 "1999-01-01", "1997-09-04 1997-10-07 1997-11-06"},
        RuleCase{"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29", "1997-09-01",
                 "1997-12-01", "1997-09-29 1997-10-30 1997-11-27"},
        RuleCase{"FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28", "1997-09-01", "1997-12-01",
                 "1997-09-28 1997-10-29 1997-11-28"},
        RuleCase{"FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31", "2026-01-01", "2026-06-01",
                 "2026-01-31 2026-03-31 2026-05-31"},
        RuleCase{"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05", "1997-08-01",
                 "1998-01-01", "1997-08-05 1997-08-10 1997-08-19 1997-08-24"},
        RuleCase{"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05", "1997-08-01",
                 "1998-01-01", "1997-08-05 1997-08-17 1997-08-19 1997-08-31"},
        RuleCase{"FREQ=WEEKLY", "2026-03-05", "2026-03-10", "2026-03-20", "2026-03-12 2026-03-19"},
        RuleCase{"FREQ=DAILY;INTERVAL=10;UNTIL=20260125T000000Z", "2026-01-01", "2026-01-05",
                 "2026-12-31", "2026-01-11 2026-01-21"},
        RuleCase{"FREQ=DAILY;BYMONTH=1;COUNT=2", "2026-12-01", "2026-01-01", "2028-01-01",
                 "2027-01-01 2027-01-02"}));

TEST(Recurrence, RefusesWhatItDoesNotUnderstand) {
  for (const auto* text :
       {"", "FREQ=HOURLY", "COUNT=3", "FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYDAY=XX",
        "FREQ=YEARLY;BYDAY=0MO", "FREQ=YEARLY;INTERVAL=0", "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=-1", "FREQ=YEARLY;;", "FREQ=YEARLY;UNTIL=20260230",
        "FREQ=DAILY;BYHOUR=9"})
    EXPECT_FALSE(recurrence_from_text(text).has_value()) << text;
}

constexpr std::string_view file =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    "BEGIN:VEVENT\r\nSUMMARY:Christmas\\, both\r\n  days\r\nDTSTART;VALUE=DATE:20261225\r\n"
    "DTEND;VALUE=DATE:20261227\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20271225\r\n"
    "BEGIN:VALARM\r\nSUMMARY:Wake up\r\nDURATION:P9D\r\nEND:VALARM\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nSUMMARY:Lunch\r\nDTSTART:20261201T120000Z\r\nDTEND:20261201T130000Z\r\n"
    "END:VEVENT\r\n"
    "BEGIN:VEVENT\r\nSUMMARY:Off\r\nDTSTART;VALUE=DATE:20261224\r\nSTATUS:CANCELLED\r\n"
    "END:VEVENT\r\n"
    "BEGIN:VEVENT\nSUMMARY;X=\"a:b\":Inventory\nDTSTART;VALUE=DATE:20260630\nDURATION:P2D\n"
    "END:VEVENT\r\n"
    "END:VCALENDAR\r\n";

TEST(ICalendar, WholeDaysBecomeHolidays) {
  const auto imported = holidays_from_icalendar(file);
  ASSERT_TRUE(imported.has_value()) << imported.error().message;
  ASSERT_EQ(imported->holidays.size(), 2u);
  EXPECT_EQ(imported->left_out, 2);
  const auto& christmas = imported->holidays[0];
  EXPECT_EQ(christmas.name, "Christmas, both days");
  EXPECT_EQ(christmas.days, 2);
  EXPECT_EQ(christmas.rule_text, "FREQ=YEARLY");
  EXPECT_EQ(days_as_text(christmas.except), "2027-12-25");
  EXPECT_EQ(imported->holidays[1].name, "Inventory");
  EXPECT_EQ(imported->holidays[1].days, 2);
}

TEST(ICalendar, SaysWhichLineIsWrong) {
  const auto reason = [](std::string_view text) {
    const auto imported = holidays_from_icalendar(text);
    return imported ? "none" : imported.error().message;
  };
  EXPECT_EQ(reason("BEGIN:VCALENDAR\nnonsense\n"), "line 2: a line is NAME:VALUE");
  EXPECT_EQ(reason("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261399\nEND:VEVENT\n"),
            "line 2: DTSTART is no day");
  EXPECT_EQ(reason("BEGIN:VEVENT\nDTSTART:20261224\n"), "the last event has no end");
}

}  // namespace
}  // namespace praxis::sla
