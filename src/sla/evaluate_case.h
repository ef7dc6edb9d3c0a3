// One question about a calendar as JSON, answered as JSON: {"id", "calendar", "op", "start_utc" or
// "start_local", "end_…", "at_…", "date", "amount_seconds", "amount_days"} gives {"id",
// "result_utc" | "result_seconds" | "result" | "error"}. Operations: add_working_time
// subtract_working_time working_time_between is_working_time is_working_day is_holiday
// next_opening add_working_days. A local time is in the calendar's zone. Keeps the calendars it
// made; one thread.
#pragma once

#include <string>
#include <unordered_map>

#include "base/json.h"
#include "sla/calendar.h"

namespace praxis::sla {

class CaseEvaluator {
 public:
  Json evaluate(const Json& one);

 private:
  Result<CalendarPtr> calendar_of(const Json& spec);

  std::unordered_map<std::string, CalendarPtr> calendars_;
};

}  // namespace praxis::sla
