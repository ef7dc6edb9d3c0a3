#include "base/time.h"

#include <date/date.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>

namespace praxis {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 86'400 * second_us;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

bool read_digits(std::string_view& text, std::size_t count, int& out) {
  if (text.size() < count) return false;
  out = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    out = out * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool read_char(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool read_fraction(std::string_view& text, std::int64_t& us) {
  us = 0;
  if (!read_char(text, '.')) return true;
  std::int64_t unit = 100'000;
  std::size_t digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    us += (text.front() - '0') * unit;
    unit /= 10;
    text.remove_prefix(1);
    ++digits;
  }
  return digits > 0;
}

bool read_offset(std::string_view& text, std::int64_t& us) {
  us = 0;
  if (read_char(text, 'Z') || read_char(text, 'z')) return true;
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
  const std::int64_t sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  int hour = 0, minute = 0;
  if (!read_digits(text, 2, hour) || !read_char(text, ':') || !read_digits(text, 2, minute))
    return false;
  if (hour > 23 || minute > 59) return false;
  us = sign * (hour * 60 + minute) * 60 * second_us;
  return true;
}

tl::unexpected<Error> not_an_instant(std::string_view text) {
  return fail(Code::invalid_argument, "not_an_instant",
              fmt::format("'{}' is no time; write it as 2026-03-02T09:00:00Z", text.substr(0, 64)));
}

}  // namespace

// By hand: lists write many of these.
void append_text(std::string& out, Instant at) {
  const auto day = floor_div(at.us, day_us);
  const auto in_day = at.us - day * day_us;
  const date::year_month_day ymd{date::sys_days{date::days{static_cast<int>(day)}}};
  const auto seconds_of_day = static_cast<unsigned>(in_day / second_us);
  const auto year = int(ymd.year());
  const bool has_four_digits = year >= 0 && year <= 9999;
  char text[] = "0000-00-00T00:00:00.000000Z";
  const auto put = [&](std::size_t begin, std::size_t count, unsigned number) {
    for (auto i = begin + count; i > begin; number /= 10)
      text[--i] = static_cast<char>('0' + number % 10);
  };
  if (has_four_digits) put(0, 4, static_cast<unsigned>(year));
  put(5, 2, unsigned(ymd.month()));
  put(8, 2, unsigned(ymd.day()));
  put(11, 2, seconds_of_day / 3600);
  put(14, 2, seconds_of_day / 60 % 60);
  put(17, 2, seconds_of_day % 60);
  std::size_t size = 19;
  if (const auto fraction = static_cast<unsigned>(in_day % second_us); fraction != 0) {
    put(20, 6, fraction);
    size = 26;
    while (text[size - 1] == '0') --size;
  }
  text[size++] = 'Z';
  if (!has_four_digits) out += std::to_string(year);
  const std::size_t begin = has_four_digits ? 0 : 4;
  out.append(text + begin, size - begin);
}

std::string to_text(Instant at) {
  std::string text;
  append_text(text, at);
  return text;
}

Result<Instant> instant_from_text(std::string_view text) {
  auto rest = text;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::int64_t fraction = 0, offset = 0;
  const bool is_read =
      read_digits(rest, 4, year) && read_char(rest, '-') && read_digits(rest, 2, month) &&
      read_char(rest, '-') && read_digits(rest, 2, day) &&
      (read_char(rest, 'T') || read_char(rest, 't') || read_char(rest, ' ')) &&
      read_digits(rest, 2, hour) && read_char(rest, ':') && read_digits(rest, 2, minute) &&
      (!read_char(rest, ':') || (read_digits(rest, 2, second) && read_fraction(rest, fraction))) &&
      read_offset(rest, offset) && rest.empty();
  const auto ymd = date::year{year} / date::month{unsigned(month)} / date::day{unsigned(day)};
  if (!is_read || year < 1 || !ymd.ok() || hour > 23 || minute > 59 || second > 59)
    return not_an_instant(text);
  const auto day_number = std::int64_t{date::sys_days{ymd}.time_since_epoch().count()};
  return Instant{day_number * day_us + ((hour * 60 + minute) * 60LL + second) * second_us +
                 fraction - offset};
}

namespace {
struct Unit {
  std::string_view name;
  std::int64_t us;
};
constexpr std::array<Unit, 7> units{{{"w", 7 * day_us},
                                     {"d", day_us},
                                     {"h", 3600 * second_us},
                                     {"m", 60 * second_us},
                                     {"s", second_us},
                                     {"ms", 1000},
                                     {"us", 1}}};
}  // namespace

std::string to_text(Span span) {
  if (span.us == 0) return "0s";
  std::string text = span.us < 0 ? "-" : "";
  auto rest =
      span.us < 0 ? 0 - static_cast<std::uint64_t>(span.us) : static_cast<std::uint64_t>(span.us);
  for (const auto& unit : units) {
    if (unit.name == "w") continue;
    const auto n = rest / static_cast<std::uint64_t>(unit.us);
    rest %= static_cast<std::uint64_t>(unit.us);
    if (n != 0) text += fmt::format("{}{}", n, unit.name);
  }
  return text;
}

Result<Span> span_from_text(std::string_view text) {
  const auto wrong = [&] {
    return fail(
        Code::invalid_argument, "not_a_duration",
        fmt::format("'{}' is no duration; write it as 3d, 1h30m or 90s", text.substr(0, 64)));
  };
  auto rest = text;
  const bool is_negative = read_char(rest, '-');
  if (rest.empty()) return wrong();
  std::int64_t total = 0, before = INT64_MAX;
  while (!rest.empty()) {
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), n);
    if (error != std::errc{} || n < 0) return wrong();
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    const Unit* unit = nullptr;
    for (const auto& u : units)
      if (rest.starts_with(u.name) && (!unit || u.name.size() > unit->name.size())) unit = &u;
    if (!unit || unit->us >= before) return wrong();
    before = unit->us;
    rest.remove_prefix(unit->name.size());
    std::int64_t part = 0;
    if (__builtin_mul_overflow(n, unit->us, &part) || __builtin_add_overflow(total, part, &total))
      return wrong();
  }
  return Span{is_negative ? -total : total};
}

}  // namespace praxis
