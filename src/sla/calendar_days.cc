// Whole days of a calendar: holidays, working days, and targets that count them.
#include <algorithm>

#include "sla/calendar.h"
#include "sla/open_days.h"

namespace praxis::sla {
namespace {

constexpr int days_without_work_max = 3660;

}  // namespace

const Calendar::Version& Calendar::version_of(Day day) const {
  const auto* found = &versions_.front();
  for (const auto& version : versions_)
    if (version.begin <= version.zone.at_minute(day, minutes_per_day / 2)) found = &version;
  return *found;
}

bool Calendar::is_holiday(Day day) const {
  const auto& version = version_of(day);
  const auto index = static_cast<std::size_t>(&version - versions_.data());
  return OpenDays(spec_.versions[index], version.zone, day, day + date::days(1)).is_holiday(day);
}

std::vector<OpenPeriod> Calendar::open_periods_of(Day day) const {
  const auto& zone = version_of(day).zone;
  return open_periods(zone.at_minute(day, 0), zone.at_minute(day, minutes_per_day));
}

bool Calendar::is_working_day(Day day) const { return !open_periods_of(day).empty(); }

Result<Instant> Calendar::add_working_days(Instant from, int count) const {
  const bool is_back = count < 0;
  const auto begin = TRY(is_back ? subtract(from, {}) : add(from, {}));
  const auto& zone = zone_at(begin);
  // A last closing at midnight belongs to the day that ends there.
  const auto wall = zone.wall(is_back ? Instant{begin.us - 1} : begin);
  auto day = date::floor<date::days>(wall);
  const auto time_of_day = zone.wall(begin) - WallTime(day);
  int idle = 0;
  for (int left = std::abs(count); left > 0;) {
    day += date::days(is_back ? -1 : 1);
    const bool counts = is_working_day(day);
    left -= counts ? 1 : 0;
    idle = counts ? 0 : idle + 1;
    if (idle > days_without_work_max)
      return fail(Code::invalid_argument, "calendar.unreachable", "no working days lie there");
  }
  const auto periods = open_periods_of(day);
  const auto wanted = version_of(day).zone.read(WallTime(day) + time_of_day);
  for (const auto& one : periods)
    if (wanted <= one.close) return std::max(wanted, one.open);
  return periods.back().close;
}

}  // namespace praxis::sla
