#include "sla/recurrence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace praxis::sla {
namespace {

constexpr std::array<std::string_view, 7> weekday_names{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

std::optional<int> whole_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

struct NumberRange {
  int max = 0;
  bool may_be_negative = false;
};

bool read_numbers(std::string_view text, NumberRange range, std::vector<int>& into) {
  for (const auto part : split(text, ',')) {
    const auto number = whole_number(part);
    if (!number || *number == 0 || std::abs(*number) > range.max) return false;
    if (*number < 0 && !range.may_be_negative) return false;
    into.push_back(*number);
  }
  return true;
}

std::optional<int> weekday_from_text(std::string_view name) {
  const auto found = std::find(weekday_names.begin(), weekday_names.end(), name);
  if (found == weekday_names.end()) return std::nullopt;
  return static_cast<int>(found - weekday_names.begin());
}

bool read_weekdays(std::string_view text, std::vector<Recurrence::OnWeekday>& into) {
  for (const auto part : split(text, ',')) {
    if (part.size() < 2) return false;
    const auto weekday = weekday_from_text(part.substr(part.size() - 2));
    const auto ordinal = part.substr(0, part.size() - 2);
    const auto nth = ordinal.empty() ? std::optional(0) : whole_number(ordinal);
    if (!weekday || !nth || std::abs(*nth) > 53 || (!ordinal.empty() && *nth == 0)) return false;
    into.push_back({*nth, *weekday});
  }
  return true;
}

// 20261231 or 20261231T235959Z: the day counts.
std::optional<Day> compact_day(std::string_view text) {
  if (text.size() < 8 || (text.size() > 8 && text[8] != 'T')) return std::nullopt;
  return day_from_text(
      fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
}

bool read_frequency(std::string_view text, Recurrence& rule) {
  using Frequency = Recurrence::Frequency;
  if (text == "YEARLY")
    rule.frequency = Frequency::yearly;
  else if (text == "MONTHLY")
    rule.frequency = Frequency::monthly;
  else if (text == "WEEKLY")
    rule.frequency = Frequency::weekly;
  else if (text == "DAILY")
    rule.frequency = Frequency::daily;
  else
    return false;
  return true;
}

bool read_positive(std::string_view text, int max, int& into) {
  const auto number = whole_number(text);
  if (!number || *number < 1 || *number > max) return false;
  into = *number;
  return true;
}

bool read_part(std::string_view name, std::string_view value, Recurrence& rule) {
  if (name == "FREQ") return read_frequency(value, rule);
  if (name == "INTERVAL") return read_positive(value, 1000, rule.interval);
  if (name == "COUNT") return read_positive(value, 10'000, rule.count);
  if (name == "UNTIL") return (rule.until = compact_day(value)).has_value();
  if (name == "BYMONTH") return read_numbers(value, {12, false}, rule.months);
  if (name == "BYMONTHDAY") return read_numbers(value, {31, true}, rule.month_days);
  if (name == "BYYEARDAY") return read_numbers(value, {366, true}, rule.year_days);
  if (name == "BYSETPOS") return read_numbers(value, {366, true}, rule.positions);
  if (name == "BYDAY") return read_weekdays(value, rule.weekdays);
  if (name == "WKST") {
    const auto weekday = weekday_from_text(value);
    if (weekday) rule.week_start = *weekday;
    return weekday.has_value();
  }
  return false;
}

using Frequency = Recurrence::Frequency;
using date::months;
using date::year_month_day;

Day day_of(date::year_month month, unsigned day) { return Day{month / date::day{day}}; }

struct Period {
  Day begin, end;
};

// The `index`-th period of the rule: period 0 holds `start`.
Period period_of(const Recurrence& rule, Day start, int index) {
  const int step = index * rule.interval;
  const year_month_day ymd{start};
  switch (rule.frequency) {
    case Frequency::yearly: {
      const auto year = int(ymd.year()) + step;
      return {first_day_of(year), first_day_of(year + 1)};
    }
    case Frequency::monthly: {
      const auto month = ymd.year() / ymd.month() + months(step);
      return {day_of(month, 1), day_of(month + months(1), 1)};
    }
    case Frequency::weekly: {
      const auto since = (weekday_of(start) - rule.week_start + 7) % 7;
      const auto begin = start - date::days(since) + date::days(7 * step);
      return {begin, begin + date::days(7)};
    }
    case Frequency::daily:
      break;
  }
  return {start + date::days(step), start + date::days(step + 1)};
}

// The first period that may reach `from`, a little early rather than late.
int first_period(const Recurrence& rule, Day start, Day from) {
  if (rule.count != 0 || from <= start) return 0;
  const auto days_between = static_cast<int>((from - start).count());
  const int longest = rule.frequency == Frequency::yearly    ? 366
                      : rule.frequency == Frequency::monthly ? 31
                      : rule.frequency == Frequency::weekly  ? 7
                                                             : 1;
  return std::max(0, days_between / (longest * rule.interval) - 1);
}

// A rule without days takes them from its start.
Recurrence with_days_of_start(Recurrence rule, Day start) {
  if (!rule.month_days.empty() || !rule.year_days.empty() || !rule.weekdays.empty()) return rule;
  const year_month_day ymd{start};
  if (rule.frequency == Frequency::weekly) rule.weekdays.push_back({0, weekday_of(start)});
  if (rule.frequency == Frequency::yearly && rule.months.empty())
    rule.months.push_back(static_cast<int>(unsigned(ymd.month())));
  if (rule.frequency == Frequency::yearly || rule.frequency == Frequency::monthly)
    rule.month_days.push_back(static_cast<int>(unsigned(ymd.day())));
  return rule;
}

// Whether a list of positions, negative ones from the end, has the `index`-th (from 1) of `count`.
bool has_position(const std::vector<int>& wanted, int index, int count) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](int w) { return w == index || w == index - count - 1; });
}

bool fits_weekday(const Recurrence& rule, Day day) {
  const year_month_day ymd{day};
  const bool in_month = rule.frequency == Frequency::monthly || !rule.months.empty();
  const auto month = ymd.year() / ymd.month();
  const Day begin = in_month ? day_of(month, 1) : first_day_of(int(ymd.year()));
  const Day end = in_month ? day_of(month + months(1), 1) : first_day_of(int(ymd.year()) + 1);
  const auto nth = static_cast<int>((day - begin).count()) / 7 + 1;
  const auto nth_last = -(static_cast<int>((end - day).count() - 1) / 7 + 1);
  return std::any_of(rule.weekdays.begin(), rule.weekdays.end(), [&](const auto& on) {
    return on.weekday == weekday_of(day) && (on.nth == 0 || on.nth == nth || on.nth == nth_last);
  });
}

bool fits(const Recurrence& rule, Day day) {
  const year_month_day ymd{day};
  const auto month = ymd.year() / ymd.month();
  if (!rule.months.empty() &&
      !has_position(rule.months, static_cast<int>(unsigned(ymd.month())), 99))
    return false;
  const auto month_size =
      static_cast<int>((day_of(month + months(1), 1) - day_of(month, 1)).count());
  if (!rule.month_days.empty() &&
      !has_position(rule.month_days, static_cast<int>(unsigned(ymd.day())), month_size))
    return false;
  const Day year = first_day_of(int(ymd.year()));
  const auto year_size = static_cast<int>((first_day_of(int(ymd.year()) + 1) - year).count());
  if (!rule.year_days.empty() &&
      !has_position(rule.year_days, static_cast<int>((day - year).count()) + 1, year_size))
    return false;
  return rule.weekdays.empty() || fits_weekday(rule, day);
}

std::vector<Day> days_in_period(const Recurrence& rule, Period period) {
  std::vector<Day> found;
  for (Day day = period.begin; day < period.end; day += date::days(1))
    if (fits(rule, day)) found.push_back(day);
  if (rule.positions.empty()) return found;
  std::vector<Day> chosen;
  const auto count = static_cast<int>(found.size());
  for (int i = 0; i < count; ++i)
    if (has_position(rule.positions, i + 1, count))
      chosen.push_back(found[static_cast<std::size_t>(i)]);
  return chosen;
}

}  // namespace

int weekday_of(Day day) { return static_cast<int>(date::weekday{day}.iso_encoding()) - 1; }

int year_of(Day day) { return int(year_month_day{day}.year()); }

Day first_day_of(int year) { return Day{date::year{year} / 1 / 1}; }

Result<Recurrence> recurrence_from_text(std::string_view text) {
  if (text.starts_with("RRULE:")) text.remove_prefix(6);
  Recurrence rule;
  bool has_frequency = false;
  for (const auto part : split(text, ';')) {
    const auto equals = part.find('=');
    const auto name = part.substr(0, equals);
    const auto value = equals == std::string_view::npos ? "" : part.substr(equals + 1);
    if (!read_part(name, value, rule))
      return fail(Code::invalid_argument, "calendar.rule",
                  fmt::format("'{}' is not understood; a rule is like "
                              "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
                              part.substr(0, 64)));
    has_frequency |= name == "FREQ";
  }
  if (!has_frequency) return fail(Code::invalid_argument, "calendar.rule", "FREQ is missing");
  return rule;
}

std::vector<Day> days_of(const Recurrence& given, Day start, Day from, Day to) {
  const auto rule = with_days_of_start(given, start);
  std::vector<Day> found;
  int counted = 0;
  for (int index = first_period(rule, start, from);; ++index) {
    const auto period = period_of(rule, start, index);
    if (period.begin >= to || (rule.until && period.begin > *rule.until)) return found;
    for (const auto day : days_in_period(rule, period)) {
      if (day < start) continue;
      if (rule.until && day > *rule.until) return found;
      if (rule.count != 0 && ++counted > rule.count) return found;
      if (day >= from && day < to) found.push_back(day);
    }
  }
}

}  // namespace praxis::sla
