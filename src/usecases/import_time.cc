#include "usecases/import_time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace praxis::usecases {
namespace {

constexpr std::string_view known_letters = "dmbyYHIMSp%";
constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};

struct ClockReading {
  int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  bool is_afternoon = false, has_half = false;
};

std::optional<int> take_number(std::string_view& text, std::size_t digits_max) {
  std::size_t size = 0;
  while (size < text.size() && size < digits_max && text[size] >= '0' && text[size] <= '9') ++size;
  if (size == 0) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + size, value);
  text.remove_prefix(size);
  return value;
}

bool take_into(std::string_view& text, std::size_t digits_max, int& into) {
  const auto value = take_number(text, digits_max);
  if (value) into = *value;
  return value.has_value();
}

bool take_month_name(std::string_view& text, int& month) {
  if (text.size() < 3) return false;
  const auto name = fold(text.substr(0, 3));
  for (std::size_t i = 0; i < month_names.size(); ++i)
    if (name == month_names[i]) {
      month = static_cast<int>(i) + 1;
      text.remove_prefix(3);
      return true;
    }
  return false;
}

bool take_half_of_day(std::string_view& text, ClockReading& reading) {
  if (text.size() < 2 || (text[1] != 'M' && text[1] != 'm')) return false;
  const char half = text[0];
  if (half != 'A' && half != 'a' && half != 'P' && half != 'p') return false;
  reading.has_half = true;
  reading.is_afternoon = half == 'P' || half == 'p';
  text.remove_prefix(2);
  return true;
}

bool take_letter(char letter, std::string_view& text, ClockReading& reading) {
  switch (letter) {
    case 'd':
      return take_into(text, 2, reading.day);
    case 'm':
      return take_into(text, 2, reading.month);
    case 'b':
      return take_month_name(text, reading.month);
    case 'Y':
      return take_into(text, 4, reading.year);
    case 'y':
      if (!take_into(text, 2, reading.year)) return false;
      reading.year += reading.year < 70 ? 2000 : 1900;
      return true;
    case 'H':
    case 'I':
      return take_into(text, 2, reading.hour);
    case 'M':
      return take_into(text, 2, reading.minute);
    case 'S':
      return take_into(text, 2, reading.second);
    case 'p':
      return take_half_of_day(text, reading);
    default:
      break;
  }
  if (text.empty() || text.front() != '%') return false;
  text.remove_prefix(1);
  return true;
}

std::optional<ClockReading> clock_reading(std::string_view format, std::string_view text) {
  ClockReading reading;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '%') {
      if (!take_letter(format[++i], text, reading)) return std::nullopt;
    } else {
      if (text.empty() || text.front() != format[i]) return std::nullopt;
      text.remove_prefix(1);
    }
  }
  if (!text.empty()) return std::nullopt;
  if (reading.has_half) {
    if (reading.hour < 1 || reading.hour > 12) return std::nullopt;
    reading.hour = reading.hour % 12 + (reading.is_afternoon ? 12 : 0);
  }
  const bool is_time = reading.hour < 24 && reading.minute < 60 && reading.second < 60;
  return is_time ? std::optional(reading) : std::nullopt;
}

std::optional<date::local_seconds> local_time(const ClockReading& reading) {
  const date::year_month_day day{date::year{reading.year},
                                 date::month{static_cast<unsigned>(reading.month)},
                                 date::day{static_cast<unsigned>(reading.day)}};
  if (!day.ok()) return std::nullopt;
  return date::local_days{day} + std::chrono::hours{reading.hour} +
         std::chrono::minutes{reading.minute} + std::chrono::seconds{reading.second};
}

Result<Instant> unix_time(std::string_view text, std::int64_t unit_us) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  std::int64_t us = 0;
  if (error != std::errc{} || end != text.data() + text.size() ||
      __builtin_mul_overflow(value, unit_us, &us))
    return fail(Code::invalid_argument, "not_a_time");
  return Instant{us};
}

}  // namespace

Result<TimeReader> TimeReader::make(std::string format, const std::string& zone) {
  if (format != "rfc3339" && !format.starts_with("unix"))
    for (std::size_t i = 0; i < format.size(); ++i)
      if (format[i] == '%' &&
          (i + 1 == format.size() || known_letters.find(format[++i]) == std::string_view::npos))
        return fail(Code::invalid_argument, "time.format",
                    fmt::format("the time's format '{}' has a letter that is not known; known are "
                                "%d %m %b %y %Y %H %I %M %S %p",
                                format));
  if (format.starts_with("unix") && format != "unix" && format != "unix_ms")
    return fail(Code::invalid_argument, "time.format", "a time in numbers is unix or unix_ms");
  try {
    return TimeReader(std::move(format), date::locate_zone(zone));
  } catch (const std::exception&) {
    return fail(Code::invalid_argument, "time.zone",
                fmt::format("there is no time zone '{}'; names are like Europe/Berlin", zone));
  }
}

Result<Instant> TimeReader::read(std::string_view text) const {
  if (format_ == "rfc3339") return instant_from_text(text);
  if (format_ == "unix") return unix_time(text, 1'000'000);
  if (format_ == "unix_ms") return unix_time(text, 1'000);
  const auto reading = clock_reading(format_, text);
  const auto local = reading ? local_time(*reading) : std::nullopt;
  if (!local) return fail(Code::invalid_argument, "not_a_time");
  // Of an hour that the clock shows twice the first is meant; `first` also ends before a gap.
  const auto offset = zone_->get_info(*local).first.offset;
  const auto since = local->time_since_epoch() - offset;
  return Instant{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

}  // namespace praxis::usecases
