#include <date/tz.h>

#include <exception>

#include "expr/functions.h"
#include "expr/value_text.h"

namespace praxis::expr {
namespace {

using std::chrono::seconds;

// Seconds to add to UTC in a zone at an instant: "Europe/Berlin", "+02:00", "-09:30". None: there
// is no such zone.
std::optional<std::int64_t> zone_offset(const std::string& zone, std::int64_t at) {
  if (zone.empty() || zone == "UTC" || zone == "Z") return 0;
  const char first = zone.front();
  if (first == '+' || first == '-' || (first >= '0' && first <= '9')) {
    const std::string_view digits = std::string_view(zone).substr(first == '+' || first == '-');
    const auto is_digit = [&](std::size_t i) { return digits[i] >= '0' && digits[i] <= '9'; };
    if (digits.size() != 5 || digits[2] != ':' || !is_digit(0) || !is_digit(1) || !is_digit(3) ||
        !is_digit(4)) {
      return std::nullopt;
    }
    const int hours_part = (digits[0] - '0') * 10 + (digits[1] - '0');
    const int minutes_part = (digits[3] - '0') * 10 + (digits[4] - '0');
    if (hours_part > 23 || minutes_part > 59) return std::nullopt;
    const int offset = hours_part * 3600 + minutes_part * 60;
    return first == '-' ? -offset : offset;
  }
  try {
    const auto* found = date::locate_zone(zone);
    return found->get_info(date::sys_seconds(seconds(at))).offset.count();
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

enum class Part {
  full_year,
  month,
  day_of_year,
  day_of_month,
  date,
  day_of_week,
  hour,
  minute,
  second,
  millisecond,
};

std::int64_t part_of_time(Timestamp at, Part part) {
  const auto point = date::sys_seconds(seconds(at.seconds));
  const auto day = date::floor<date::days>(point);
  const date::year_month_day date(day);
  const auto clock = (point - day).count();
  switch (part) {
    case Part::full_year:
      return static_cast<int>(date.year());
    case Part::month:
      return static_cast<unsigned>(date.month()) - std::int64_t{1};
    case Part::day_of_year:
      return (day - date::sys_days(date.year() / 1 / 1)).count();
    case Part::day_of_month:
      return static_cast<unsigned>(date.day()) - std::int64_t{1};
    case Part::date:
      return static_cast<unsigned>(date.day());
    case Part::day_of_week:
      return date::weekday(day).c_encoding();
    case Part::hour:
      return clock / 3600;
    case Part::minute:
      return clock / 60 % 60;
    case Part::second:
      return clock % 60;
    case Part::millisecond:
      return at.nanos / 1'000'000;
  }
  return 0;
}

std::optional<std::int64_t> part_of_span(Duration span, Part part) {
  switch (part) {
    case Part::hour:
      return span.seconds / 3600;
    case Part::minute:
      return span.seconds / 60;
    case Part::second:
      return span.seconds;
    case Part::millisecond:
      return span.nanos / 1'000'000;
    default:
      return std::nullopt;
  }
}

template <Part part>
bool time_part_of(Call& call) {
  if (const auto* span = call[0].get<Duration>(); span && call.size() == 1) {
    const auto value = part_of_span(*span, part);
    return value ? call.give(*value) : call.refuse_overload();
  }
  const auto* at = call[0].get<Timestamp>();
  if (!at) return call.refuse_overload();
  auto local = *at;
  if (call.size() > 1) {
    const auto* zone = call[1].get<std::string>();
    if (!zone) return call.refuse_overload();
    const auto offset = zone_offset(*zone, at->seconds);
    if (!offset) return call.refuse("unknown_zone", "there is no time zone \"" + *zone + "\"");
    local.seconds += *offset;
  }
  return call.give(part_of_time(local, part));
}

constexpr auto receiver_style = CallStyle::receiver;
constexpr Function time_function_table[] = {
    {"getFullYear", receiver_style, "t", 'i', time_part_of<Part::full_year>},
    {"getFullYear", receiver_style, "ts", 'i', time_part_of<Part::full_year>},
    {"getMonth", receiver_style, "t", 'i', time_part_of<Part::month>},
    {"getMonth", receiver_style, "ts", 'i', time_part_of<Part::month>},
    {"getDayOfYear", receiver_style, "t", 'i', time_part_of<Part::day_of_year>},
    {"getDayOfYear", receiver_style, "ts", 'i', time_part_of<Part::day_of_year>},
    {"getDayOfMonth", receiver_style, "t", 'i', time_part_of<Part::day_of_month>},
    {"getDayOfMonth", receiver_style, "ts", 'i', time_part_of<Part::day_of_month>},
    {"getDate", receiver_style, "t", 'i', time_part_of<Part::date>},
    {"getDate", receiver_style, "ts", 'i', time_part_of<Part::date>},
    {"getDayOfWeek", receiver_style, "t", 'i', time_part_of<Part::day_of_week>},
    {"getDayOfWeek", receiver_style, "ts", 'i', time_part_of<Part::day_of_week>},
    {"getHours", receiver_style, "t", 'i', time_part_of<Part::hour>},
    {"getHours", receiver_style, "ts", 'i', time_part_of<Part::hour>},
    {"getHours", receiver_style, "r", 'i', time_part_of<Part::hour>},
    {"getMinutes", receiver_style, "t", 'i', time_part_of<Part::minute>},
    {"getMinutes", receiver_style, "ts", 'i', time_part_of<Part::minute>},
    {"getMinutes", receiver_style, "r", 'i', time_part_of<Part::minute>},
    {"getSeconds", receiver_style, "t", 'i', time_part_of<Part::second>},
    {"getSeconds", receiver_style, "ts", 'i', time_part_of<Part::second>},
    {"getSeconds", receiver_style, "r", 'i', time_part_of<Part::second>},
    {"getMilliseconds", receiver_style, "t", 'i', time_part_of<Part::millisecond>},
    {"getMilliseconds", receiver_style, "ts", 'i', time_part_of<Part::millisecond>},
    {"getMilliseconds", receiver_style, "r", 'i', time_part_of<Part::millisecond>},
};

}  // namespace

std::span<const Function> time_functions() { return time_function_table; }

}  // namespace praxis::expr
