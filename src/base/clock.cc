// The only file that reads the machine's wall clock (checked by tests/tidy).
#include <chrono>

#include "base/time_source.h"

namespace praxis {

Instant SystemTime::now() const {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

}  // namespace praxis
