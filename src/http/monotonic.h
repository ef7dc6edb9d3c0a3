// Microseconds of the machine's steady clock, for timeouts and durations only: never a time of day.
#pragma once

#include <chrono>
#include <cstdint>

namespace praxis::http {

inline std::int64_t monotonic_us() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

}  // namespace praxis::http
