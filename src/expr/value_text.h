// Values as text, the way CEL's string() gives them, and text read as values. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "expr/value.h"

namespace praxis::expr {

std::string real_to_text(double value);  // the shortest text that reads back: "0.1", "1e+21", "NaN"
std::string timestamp_to_text(Timestamp at);  // RFC 3339, as many of nine decimals as are needed
std::string duration_to_text(Duration span);  // "5400s", "1.5s"
std::string decimal_to_text(std::int64_t scaled, int scale);  // "12.50"

std::optional<double> real_from_text(std::string_view text);
std::optional<Timestamp> timestamp_from_text(std::string_view text);  // RFC 3339, years 1 to 9999
std::optional<Duration> duration_from_text(std::string_view text);    // "1h30m", "-1.5s", "10ms"

constexpr std::int64_t timestamp_seconds_min = -62'135'596'800;         // 0001-01-01T00:00:00Z
constexpr std::int64_t timestamp_seconds_max = 253'402'300'799;         // 9999-12-31T23:59:59Z
constexpr std::int64_t duration_nanos_max = 9'223'372'036'854'775'807;  // 292 years, either way

}  // namespace praxis::expr
