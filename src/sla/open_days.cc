#include "sla/open_days.h"

#include <algorithm>

namespace praxis::sla {
namespace {

void add_yearly(const Holiday& holiday, Day from, Day to, std::vector<Day>& into) {
  const date::year_month_day first{holiday.first};
  for (int year = year_of(from); year <= year_of(to); ++year) {
    const auto day = date::year{year} / first.month() / first.day();
    if (day.ok()) into.push_back(Day{day});
  }
}

std::vector<Day> first_days(const Holiday& holiday, Day from, Day to) {
  if (holiday.is_yearly) {
    std::vector<Day> found;
    add_yearly(holiday, from, to, found);
    return found;
  }
  auto found = holiday.rule ? days_of(*holiday.rule, holiday.first, from, to)
                            : std::vector<Day>{holiday.first};
  found.insert(found.end(), holiday.also.begin(), holiday.also.end());
  return found;
}

void add_days(const Holiday& holiday, Day from, Day to, std::set<Day>& into) {
  for (const auto first : first_days(holiday, from - date::days(holiday.days), to)) {
    if (std::find(holiday.except.begin(), holiday.except.end(), first) != holiday.except.end())
      continue;
    for (int i = 0; i < holiday.days; ++i)
      if (const auto day = first + date::days(i); day >= from && day < to) into.insert(day);
  }
}

void cut_out(const Opening& gap, Openings& openings) {
  Openings kept;
  for (const auto& one : openings) {
    if (one.from < gap.from) kept.push_back({one.from, std::min(one.to, gap.from)});
    if (one.to > gap.to) kept.push_back({std::max(one.from, gap.to), one.to});
  }
  openings = std::move(kept);
}

void add_part_of_day(const Openings& openings, int shift, Openings& into) {
  for (const auto& one : openings) {
    const Opening part{std::max(one.from - shift, 0), std::min(one.to - shift, minutes_per_day)};
    if (part.from < part.to) into.push_back(part);
  }
}

}  // namespace

OpenDays::OpenDays(const CalendarVersion& version, const Zone& zone, Day from, Day to)
    : version_(version), zone_(zone) {
  for (const auto& holiday : version.holidays) add_days(holiday, from, to, holidays_);
}

const Openings& OpenDays::hours_that_begin_on(Day day) const {
  if (const auto extra = version_.extra.find(day); extra != version_.extra.end())
    return extra->second;
  return version_.hours[static_cast<std::size_t>(weekday_of(day))];
}

Openings OpenDays::hours_of(Day day) const {
  Openings openings;
  if (!is_holiday(day) || version_.extra.contains(day))
    add_part_of_day(hours_that_begin_on(day), 0, openings);
  if (!is_holiday(day))
    add_part_of_day(hours_that_begin_on(day - date::days(1)), minutes_per_day, openings);
  for (int back = 0; back <= 1; ++back)
    if (const auto gaps = version_.breaks.find(day - date::days(back));
        gaps != version_.breaks.end())
      for (const auto& gap : gaps->second)
        cut_out({gap.from - back * minutes_per_day, gap.to - back * minutes_per_day}, openings);
  return openings;
}

void OpenDays::add_periods(Day day, std::vector<OpenPeriod>& into) const {
  const auto begin = zone_.at_minute(day, 0), end = zone_.at_minute(day, minutes_per_day);
  if (begin >= end) return;  // a zone that crossed the date line left this day out
  for (const auto& one : hours_of(day))
    into.push_back({zone_.at_minute(day, one.from), zone_.at_minute(day, one.to)});
}

}  // namespace praxis::sla
