// The open periods of single days of a calendar's version: hours, holidays, extra days and breaks
// put together, in the instants of its zone. Pure.
#pragma once

#include <set>
#include <vector>

#include "sla/calendar_spec.h"
#include "sla/open_year.h"

namespace praxis::sla {

class OpenDays {
 public:
  // For days from `from` to before `to`.
  OpenDays(const CalendarVersion& version, const Zone& zone, Day from, Day to);

  bool is_holiday(Day day) const { return holidays_.contains(day); }
  void add_periods(Day day, std::vector<OpenPeriod>& into) const;

 private:
  // The hours of that civil day, in minutes of it, among them those from over midnight.
  Openings hours_of(Day day) const;
  const Openings& hours_that_begin_on(Day day) const;

  const CalendarVersion& version_;
  const Zone& zone_;
  std::set<Day> holidays_;
};

}  // namespace praxis::sla
