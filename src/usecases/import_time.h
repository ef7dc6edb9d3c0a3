// Times as other systems' logs write them: a format of strptime's letters, and the zone of the
// clock they were read from. A local time that a clock shows twice is the earlier one; one that no
// clock shows is taken as if the clock had not been put forward. Immutable, so any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace date {
class time_zone;
}

namespace praxis::usecases {

class TimeReader {
 public:
  // "rfc3339", "unix" (seconds), "unix_ms", or letters: %d %m %b %y %Y %H %I %M %S %p, each number
  // as long as it is written. `zone` is an IANA name. InvalidArgument says what is wrong with
  // which.
  static Result<TimeReader> make(std::string format, const std::string& zone);

  Result<Instant> read(std::string_view text) const;
  const std::string& format() const { return format_; }

 private:
  TimeReader(std::string format, const date::time_zone* zone)
      : format_(std::move(format)), zone_(zone) {}
  std::string format_;
  const date::time_zone* zone_;
};

}  // namespace praxis::usecases
