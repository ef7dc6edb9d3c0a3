// The one place time comes from. Everything takes an Instant or asks an injected TimeSource; tests
// move a ManualTime and never sleep. Thread-safe.
#pragma once

#include <atomic>

#include "base/time.h"

namespace praxis {

class TimeSource {
 public:
  virtual ~TimeSource() = default;
  virtual Instant now() const = 0;
};

class SystemTime final : public TimeSource {
 public:
  Instant now() const override;
};

class ManualTime final : public TimeSource {
 public:
  explicit ManualTime(Instant start) : us_(start.us) {}
  Instant now() const override { return {us_.load()}; }
  void set(Instant at) { us_ = at.us; }

 private:
  std::atomic<std::int64_t> us_;
};

}  // namespace praxis
