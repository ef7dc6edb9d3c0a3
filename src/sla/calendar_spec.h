// A calendar as people write it: hours for each weekday, holidays, extra days and breaks, in
// versions that follow each other. Read from JSON and checked as a whole: what is wrong is told all
// at once, each with its place ("hours.mon[1]") and reason. Pure. What it means is calendar.h.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "sla/recurrence.h"
#include "sla/zone.h"

namespace praxis::sla {

// Minutes from the day's midnight. `to` beyond 24:00 goes over midnight into the next day.
struct Opening {
  int from = 0;
  int to = 0;
};
using Openings = std::vector<Opening>;

struct Holiday {
  std::string name{};
  Day first{};
  int days = 1;
  bool is_yearly = false;            // month and day of `first` in each year that has them
  std::optional<Recurrence> rule{};  // from `first` on
  std::string rule_text{};
  std::vector<Day> also{}, except{};
};

struct CalendarVersion {
  std::optional<Day> valid_from{};  // the first version may have none: since ever
  std::string timezone = "UTC";
  std::array<Openings, 7> hours{};  // Monday first
  std::vector<Holiday> holidays{};
  std::map<Day, Openings> extra{};   // in place of the weekday's hours, on a holiday too
  std::map<Day, Openings> breaks{};  // taken out of whatever is open
};

struct CalendarSpec {
  std::vector<CalendarVersion> versions;
};

// {"timezone", "hours": {"mon": [["08:00", "13:00"], …]}, "holidays": [DAY, "--12-25",
// {"on", "to", "rule", "also", "except", "name"}], "icalendar": TEXT (its days are holidays too),
// "extra": {DAY: [[…]]}, "breaks"}: one version; or {"versions": [{"valid_from", …}, …]}.
// InvalidArgument "calendar.wrong" with a FieldError for each fault.
Result<CalendarSpec> calendar_from_json(const Json& json);
Json to_json(const CalendarSpec& spec);

// "08:30" to minutes; "24:00" is the day's end.
std::optional<int> minute_from_text(std::string_view text);
std::string minute_to_text(int minute);

extern const std::array<std::string_view, 7> weekday_keys;  // mon … sun

// What is wrong with a calendar, however it was written; empty if nothing.
std::vector<FieldError> check_calendar(const CalendarSpec& spec);

}  // namespace praxis::sla
