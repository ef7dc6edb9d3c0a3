// Instants and spans of time. An Instant is UTC microseconds since 1970; a Span is signed
// microseconds. Text is RFC 3339 for instants ("2026-03-02T09:00:00Z") and a short form for spans
// ("3d", "1h30m", "90s").
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace praxis {

struct Span {
  std::int64_t us = 0;
  auto operator<=>(const Span&) const = default;
};

struct Instant {
  std::int64_t us = 0;
  auto operator<=>(const Instant&) const = default;
};

constexpr Span seconds(std::int64_t n) { return {n * 1'000'000}; }
constexpr Span minutes(std::int64_t n) { return seconds(n * 60); }
constexpr Span hours(std::int64_t n) { return minutes(n * 60); }
constexpr Span days(std::int64_t n) { return hours(n * 24); }
constexpr Instant operator+(Instant at, Span by) { return {at.us + by.us}; }
constexpr Instant operator-(Instant at, Span by) { return {at.us - by.us}; }
constexpr Span operator-(Instant to, Instant from) { return {to.us - from.us}; }

// "2026-03-02T09:00:00Z", with as many of six decimals as are needed.
std::string to_text(Instant at);
void append_text(std::string& out, Instant at);  // the same, at the end of `out`
// RFC 3339 with any offset; seconds may be left out ("2026-03-02T09:00Z"). Years 1 to 9999.
Result<Instant> instant_from_text(std::string_view text);
// "1d2h", "90s", "0s"; units w d h m s ms us, largest first. Negative spans begin with "-".
std::string to_text(Span span);
Result<Span> span_from_text(std::string_view text);

}  // namespace praxis
