#include "expr/value_text.h"

#include <date/date.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace praxis::expr {
namespace {

constexpr std::int64_t nanos_per_second = 1'000'000'000;

// ".5", ".000001", "" for 0.
std::string fraction_text(std::int32_t nanos) {
  if (nanos == 0) return "";
  auto digits = fmt::format(".{:09}", nanos);
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits;
}

// Takes exactly `count` digits.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take_character(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(1);
  return true;
}

// Digits behind a point, as nanoseconds; those behind the ninth are cut.
std::optional<std::int32_t> take_fraction(std::string_view& text) {
  std::int32_t nanos = 0;
  std::size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') {
    if (count < 9) nanos = nanos * 10 + (text[count] - '0');
    ++count;
  }
  if (count == 0) return std::nullopt;
  for (std::size_t i = count; i < 9; ++i) nanos *= 10;
  text.remove_prefix(count);
  return nanos;
}

// "Z" or "+02:00", in seconds.
std::optional<int> take_zone(std::string_view& text) {
  if (take_character(text, 'Z') || take_character(text, 'z')) return 0;
  const bool is_west = text.starts_with('-');
  if (!is_west && !text.starts_with('+')) return std::nullopt;
  text.remove_prefix(1);
  const auto hours_part = take_digits(text, 2);
  if (!hours_part || *hours_part > 23 || !take_character(text, ':')) return std::nullopt;
  const auto minutes_part = take_digits(text, 2);
  if (!minutes_part || *minutes_part > 59) return std::nullopt;
  const int offset = *hours_part * 3600 + *minutes_part * 60;
  return is_west ? -offset : offset;
}

std::optional<std::int64_t> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take_character(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take_character(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const auto date = ::date::year{*year} / *month / *day;
  if (!date.ok()) return std::nullopt;
  return std::int64_t{::date::sys_days(date).time_since_epoch().count()} * 86'400;
}

std::optional<int> take_clock(std::string_view& text) {
  const auto hours_part = take_digits(text, 2);
  if (!hours_part || *hours_part > 23 || !take_character(text, ':')) return std::nullopt;
  const auto minutes_part = take_digits(text, 2);
  if (!minutes_part || *minutes_part > 59 || !take_character(text, ':')) return std::nullopt;
  const auto seconds_part = take_digits(text, 2);
  if (!seconds_part || *seconds_part > 59) return std::nullopt;
  return *hours_part * 3600 + *minutes_part * 60 + *seconds_part;
}

struct DurationUnit {
  std::string_view text;
  std::int64_t nanos;
};
constexpr std::array<DurationUnit, 8> duration_units = {{
    {"ns", 1},
    {"us", 1'000},
    {"\u00b5s", 1'000},
    {"\u03bcs", 1'000},
    {"ms", 1'000'000},
    {"s", nanos_per_second},
    {"m", 60 * nanos_per_second},
    {"h", 3'600 * nanos_per_second},
}};

__extension__ typedef __int128 Wide;  // seconds of 64 bits times 10⁹

// One "1.5h" of a duration, in nanoseconds.
std::optional<Wide> take_duration_part(std::string_view& text) {
  Wide whole = 0;
  Wide fraction = 0;
  Wide fraction_unit = 1;
  std::size_t digits = 0;
  bool is_fraction = false;
  for (; !text.empty(); text.remove_prefix(1)) {
    const char c = text.front();
    if (c == '.' && !is_fraction) {
      is_fraction = true;
    } else if (c >= '0' && c <= '9') {
      ++digits;
      if (!is_fraction) {
        whole = whole * 10 + (c - '0');
        if (whole > duration_nanos_max) return std::nullopt;
      } else if (fraction_unit < nanos_per_second * Wide{nanos_per_second}) {
        fraction = fraction * 10 + (c - '0');
        fraction_unit *= 10;
      }
    } else {
      break;
    }
  }
  if (digits == 0) return std::nullopt;
  for (const auto& unit : duration_units) {
    const bool is_it = text.starts_with(unit.text) && !(unit.text == "m" && text.starts_with("ms"));
    if (!is_it) continue;
    text.remove_prefix(unit.text.size());
    return whole * unit.nanos + fraction * unit.nanos / fraction_unit;
  }
  return std::nullopt;
}

}  // namespace

std::string real_to_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  std::array<char, 400> buffer{};
  const auto scientific = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                        std::chars_format::scientific);
  const std::string text(buffer.data(), scientific.ptr);
  const int exponent = std::atoi(text.c_str() + text.find('e') + 1);
  if (exponent < -4 || exponent >= 21) return text;
  const auto fixed =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return std::string(buffer.data(), fixed.ptr);
}

std::string timestamp_to_text(Timestamp at) {
  using std::chrono::seconds;
  const auto point = date::sys_seconds(seconds(at.seconds));
  const auto day = date::floor<date::days>(point);
  const date::year_month_day date(day);
  const date::hh_mm_ss<seconds> clock(point - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     fraction_text(at.nanos));
}

std::string duration_to_text(Duration span) {
  const bool is_negative = span.seconds < 0 || span.nanos < 0;
  return fmt::format("{}{}{}s", is_negative ? "-" : "", std::abs(span.seconds),
                     fraction_text(std::abs(span.nanos)));
}

std::string decimal_to_text(std::int64_t scaled, int scale) {
  const bool is_negative = scaled < 0;
  auto digits = fmt::format("{}", is_negative ? 0 - static_cast<std::uint64_t>(scaled)
                                              : static_cast<std::uint64_t>(scaled));
  const auto places = static_cast<std::size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return is_negative ? "-" + digits : digits;
}

std::optional<double> real_from_text(std::string_view text) {
  if (text == "NaN") return std::nan("");
  if (text == "Infinity" || text == "+Infinity" || text == "Inf" || text == "+Inf" || text == "inf")
    return HUGE_VAL;
  if (text == "-Infinity" || text == "-Inf" || text == "-inf") return -HUGE_VAL;
  const auto digits = text.starts_with('+') ? text.substr(1) : text;
  if (digits.empty() || digits.find_first_not_of("0123456789.eE+-") != std::string_view::npos)
    return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size() || error == std::errc::invalid_argument)
    return std::nullopt;
  if (error == std::errc::result_out_of_range)
    return std::strtod(std::string(digits).c_str(), nullptr);
  return value;
}

std::optional<Timestamp> timestamp_from_text(std::string_view text) {
  const auto day = take_date(text);
  if (!day || !(take_character(text, 'T') || take_character(text, 't'))) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock) return std::nullopt;
  std::int32_t nanos = 0;
  if (take_character(text, '.')) {
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    nanos = *fraction;
  }
  const auto zone = take_zone(text);
  if (!zone || !text.empty()) return std::nullopt;
  const auto total = *day + *clock - *zone;
  if (total < timestamp_seconds_min || total > timestamp_seconds_max) return std::nullopt;
  return Timestamp{total, nanos};
}

std::optional<Duration> duration_from_text(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Duration{};
  if (text.empty()) return std::nullopt;
  Wide nanos = 0;
  while (!text.empty()) {
    const auto part = take_duration_part(text);
    if (!part) return std::nullopt;
    nanos += *part;
    if (nanos > duration_nanos_max) return std::nullopt;
  }
  if (is_negative) nanos = -nanos;
  return Duration{static_cast<std::int64_t>(nanos / nanos_per_second),
                  static_cast<std::int32_t>(nanos % nanos_per_second)};
}

}  // namespace praxis::expr
