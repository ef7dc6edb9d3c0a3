// Which days an RRULE of RFC 5545 names: FREQ (YEARLY to DAILY), INTERVAL, COUNT, UNTIL, BYMONTH,
// BYMONTHDAY, BYYEARDAY, BYDAY, BYSETPOS, WKST. Whole days only: BYWEEKNO and parts of a day are
// refused. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sla/zone.h"

namespace praxis::sla {

struct Recurrence {
  enum class Frequency { daily, weekly, monthly, yearly };
  struct OnWeekday {
    int nth = 0;      // 0: each; 1: the first; -1: the last
    int weekday = 0;  // Monday is 0
  };
  Frequency frequency = Frequency::yearly;
  int interval = 1;
  int count = 0;  // 0: no end by number
  std::optional<Day> until{};
  std::vector<int> months{}, month_days{}, year_days{}, positions{};
  std::vector<OnWeekday> weekdays{};
  int week_start = 0;
};

// "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", with or without "RRULE:". InvalidArgument "calendar.rule".
Result<Recurrence> recurrence_from_text(std::string_view text);

// The rule's days from `from` to before `to`, in order; none lies before `start`.
std::vector<Day> days_of(const Recurrence& rule, Day start, Day from, Day to);

int weekday_of(Day day);  // Monday is 0
int year_of(Day day);
Day first_day_of(int year);

}  // namespace praxis::sla
