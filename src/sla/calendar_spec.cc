#include "sla/calendar_spec.h"

#include <fmt/format.h>

#include <algorithm>

namespace praxis::sla {

const std::array<std::string_view, 7> weekday_keys{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::optional<int> minute_from_text(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  const int all = hour * 60 + minute;
  return minute < 60 && all <= minutes_per_day ? std::optional(all) : std::nullopt;
}

std::string minute_to_text(int minute) {
  const int shown = minute > minutes_per_day ? minute - minutes_per_day : minute;
  return fmt::format("{:02}:{:02}", shown / 60, shown % 60);
}

namespace {

constexpr std::size_t openings_max = 24;
constexpr std::size_t days_max = 4000;
constexpr std::size_t versions_max = 100;

class Faults {
 public:
  void add(std::string place, std::string_view reason, JsonObject details = {}) {
    found_.push_back(
        {std::move(place), std::string("calendar.") + std::string(reason), std::move(details)});
  }
  std::vector<FieldError> take() { return std::move(found_); }

 private:
  std::vector<FieldError> found_;
};

void check_openings(const Openings& openings, const std::string& place, Faults& faults) {
  if (openings.size() > openings_max) faults.add(place, "too_many", {{"max", openings_max}});
  for (std::size_t i = 0; i < openings.size(); ++i) {
    const auto& one = openings[i];
    const auto here = fmt::format("{}[{}]", place, i);
    if (one.from < 0 || one.from >= minutes_per_day || one.to <= one.from ||
        one.to > one.from + minutes_per_day)
      faults.add(here, "empty_hours");
    for (std::size_t j = 0; j < i; ++j)
      if (openings[j].from < one.to && one.from < openings[j].to)
        faults.add(here, "overlap", {{"with", fmt::format("{}[{}]", place, j)}});
  }
}

// Hours over midnight must not meet the next weekday's.
void check_over_midnight(const CalendarVersion& version, const std::string& place, Faults& faults) {
  for (std::size_t day = 0; day < 7; ++day) {
    const auto next = (day + 1) % 7;
    for (std::size_t i = 0; i < version.hours[day].size(); ++i)
      for (std::size_t j = 0; j < version.hours[next].size(); ++j)
        if (version.hours[day][i].to - minutes_per_day > version.hours[next][j].from)
          faults.add(fmt::format("{}hours.{}[{}]", place, weekday_keys[day], i), "overlap",
                     {{"with", fmt::format("{}hours.{}[{}]", place, weekday_keys[next], j)}});
  }
}

void check_days(const std::map<Day, Openings>& days, const std::string& place, Faults& faults) {
  if (days.size() > days_max) faults.add(place, "too_many", {{"max", days_max}});
  for (const auto& [day, openings] : days)
    check_openings(openings, place + "." + day_to_text(day), faults);
}

void check_version(const CalendarVersion& version, const std::string& place, Faults& faults) {
  if (!Zone::find(version.timezone))
    faults.add(place + "timezone", "zone", {{"zone", version.timezone}});
  bool is_open = false;
  for (std::size_t day = 0; day < 7; ++day) {
    const auto& openings = version.hours[day];
    is_open |= !openings.empty();
    check_openings(openings, fmt::format("{}hours.{}", place, weekday_keys[day]), faults);
  }
  for (const auto& [day, openings] : version.extra) is_open |= !openings.empty();
  if (!is_open) faults.add(place + "hours", "never_open");
  check_over_midnight(version, place, faults);
  check_days(version.extra, place + "extra", faults);
  check_days(version.breaks, place + "breaks", faults);
  if (version.holidays.size() > days_max)
    faults.add(place + "holidays", "too_many", {{"max", days_max}});
  for (std::size_t i = 0; i < version.holidays.size(); ++i) {
    const auto& holiday = version.holidays[i];
    const auto here = fmt::format("{}holidays[{}]", place, i);
    if (holiday.days < 1 || holiday.days > 366) faults.add(here, "holiday_length", {{"max", 366}});
    if (holiday.is_yearly && holiday.rule) faults.add(here, "yearly_and_rule");
  }
}

}  // namespace

std::vector<FieldError> check_calendar(const CalendarSpec& spec) {
  Faults faults;
  if (spec.versions.empty()) faults.add("versions", "no_version");
  if (spec.versions.size() > versions_max)
    faults.add("versions", "too_many", {{"max", versions_max}});
  for (std::size_t i = 0; i < spec.versions.size(); ++i) {
    const auto place = spec.versions.size() == 1 ? "" : fmt::format("versions[{}].", i);
    if (i > 0) {
      const auto& from = spec.versions[i].valid_from;
      const auto& before = spec.versions[i - 1].valid_from;
      if (!from)
        faults.add(place + "valid_from", "valid_from_missing");
      else if (before && *from <= *before)
        faults.add(place + "valid_from", "versions_out_of_order",
                   {{"after", day_to_text(*before)}});
    }
    check_version(spec.versions[i], place, faults);
  }
  return faults.take();
}

}  // namespace praxis::sla
