// A time zone of the IANA database with its clock changes, and civil days. A wall time in a gap or
// a fold is read as RFC 5545 §3.3.5 says: with the offset before the gap; of two the first.
// Immutable, thread-safe. The database is the operating system's, read once.
#pragma once

#include <date/date.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace date {
class time_zone;
}

namespace praxis::sla {

using Day = date::local_days;
using WallTime = date::local_time<std::chrono::microseconds>;

constexpr int minutes_per_day = 24 * 60;

class Zone {
 public:
  // InvalidArgument "calendar.zone".
  static Result<Zone> find(const std::string& name);

  Instant read(WallTime at) const;
  WallTime wall(Instant at) const;
  Day day(Instant at) const;
  Instant at_minute(Day day, int minute) const;  // beyond 24:00 of the following day
  const std::string& name() const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

std::string day_to_text(Day day);                               // "2026-03-02"
std::optional<Day> day_from_text(std::string_view text);        // a day that there is
std::optional<WallTime> wall_from_text(std::string_view text);  // "2026-03-02 09:00:00", or with T

}  // namespace praxis::sla
