// Holidays out of an iCalendar file (RFC 5545): each VEVENT of whole days, with its RRULE, RDATE
// and EXDATE. Events with a time of day and canceled ones are left out and counted. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "sla/calendar_spec.h"

namespace praxis::sla {

struct ImportedHolidays {
  std::vector<Holiday> holidays{};
  int left_out = 0;
};

// InvalidArgument "icalendar.wrong" with the line.
Result<ImportedHolidays> holidays_from_icalendar(std::string_view text);

}  // namespace praxis::sla
