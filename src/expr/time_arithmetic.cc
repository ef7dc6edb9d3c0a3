#include "expr/time_arithmetic.h"

#include "expr/value_text.h"

namespace praxis::expr {
namespace {

__extension__ typedef __int128 Wide;  // seconds of 64 bits times 10⁹
constexpr std::int64_t nanos_of_second = 1'000'000'000;

template <class Time>
Wide wide(const Time& time) {
  return Wide{time.seconds} * nanos_of_second + time.nanos;
}

std::optional<Duration> duration_from_wide(Wide nanos) {
  if (nanos > duration_nanos_max || nanos < -Wide{duration_nanos_max}) return std::nullopt;
  return Duration{static_cast<std::int64_t>(nanos / nanos_of_second),
                  static_cast<std::int32_t>(nanos % nanos_of_second)};
}

}  // namespace

std::optional<Timestamp> sum(Timestamp at, Duration by) {
  const Wide total = wide(at) + wide(by);
  Wide whole = total / nanos_of_second;
  Wide rest = total % nanos_of_second;
  if (rest < 0) {
    --whole;
    rest += nanos_of_second;
  }
  if (whole < timestamp_seconds_min || whole > timestamp_seconds_max) return std::nullopt;
  return Timestamp{static_cast<std::int64_t>(whole), static_cast<std::int32_t>(rest)};
}

std::optional<Duration> sum(Duration left, Duration right) {
  return duration_from_wide(wide(left) + wide(right));
}

std::optional<Duration> difference(Timestamp left, Timestamp right) {
  return duration_from_wide(wide(left) - wide(right));
}

}  // namespace praxis::expr
