#include "sla/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

namespace praxis::sla {

using std::chrono::microseconds;

Result<Zone> Zone::find(const std::string& name) {
  try {
    if (!name.empty()) return Zone(date::locate_zone(name));
  } catch (const std::exception&) {
    // Told below: the library's text names its own files.
  }
  return fail(Code::invalid_argument, "calendar.zone",
              fmt::format("there is no time zone '{}'; names are like Europe/Berlin", name));
}

Instant Zone::read(WallTime at) const {
  const auto seconds = date::floor<std::chrono::seconds>(at);
  const auto offset = zone_->get_info(seconds).first.offset;
  return {(at.time_since_epoch() - microseconds(offset)).count()};
}

WallTime Zone::wall(Instant at) const {
  return zone_->to_local(date::sys_time<microseconds>(microseconds(at.us)));
}

Day Zone::day(Instant at) const { return date::floor<date::days>(wall(at)); }

Instant Zone::at_minute(Day day, int minute) const {
  return read(WallTime(day) + std::chrono::minutes(minute));
}

const std::string& Zone::name() const { return zone_->name(); }

std::string day_to_text(Day day) {
  const date::year_month_day ymd{day};
  return fmt::format("{:04}-{:02}-{:02}", int(ymd.year()), unsigned(ymd.month()),
                     unsigned(ymd.day()));
}

namespace {

// Local times have no offset: they are read as if in UTC.
std::optional<std::int64_t> microseconds_of(std::string_view text) {
  const auto at = instant_from_text(std::string(text) + "Z");
  return at ? std::optional(at->us) : std::nullopt;
}

}  // namespace

std::optional<Day> day_from_text(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  const auto us = microseconds_of(std::string(text) + "T00:00");
  if (!us) return std::nullopt;
  return date::floor<date::days>(WallTime(microseconds(*us)));
}

std::optional<WallTime> wall_from_text(std::string_view text) {
  const auto us = microseconds_of(text);
  return us ? std::optional(WallTime(microseconds(*us))) : std::nullopt;
}

}  // namespace praxis::sla
