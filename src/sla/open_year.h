// One year (UTC) of a calendar, compiled: its open periods in order, how much working time lies
// before each, and where to begin looking, so that a question costs the same anywhere in the year.
// Immutable once made, thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.h"

namespace praxis::sla {

// From `open` to before `close`.
struct OpenPeriod {
  Instant open, close;
};

class OpenYear {
 public:
  // Periods may overlap and lie in any order; what lies beyond the year is cut off.
  OpenYear(Instant begin, Instant end, std::vector<OpenPeriod> periods);

  Instant begin() const { return begin_; }
  Instant end() const { return end_; }
  Span total() const { return {before_.back()}; }
  const std::vector<OpenPeriod>& periods() const { return periods_; }

  // Working time from the year's begin to `at`, which lies in the year.
  Span worked_until(Instant at) const;
  // The earliest instant at which that much was worked; 0 < worked <= total().
  Instant earliest_with(Span worked) const;
  // The latest instant at which no more was worked; 0 <= worked < total().
  Instant latest_with(Span worked) const;
  // The first period that closes after `at`; periods().size() if there is none.
  std::size_t first_closing_after(Instant at) const;

 private:
  void index_days();
  void index_shares();
  std::size_t period_with(std::int64_t worked_us) const;

  Instant begin_, end_;
  std::vector<OpenPeriod> periods_;
  std::vector<std::int64_t> before_;         // working time before period i; one more: all
  std::vector<std::uint32_t> first_of_day_;  // the first period that closes after the day began
  std::int64_t share_us_ = 1;
  std::vector<std::uint32_t> first_of_share_;  // the period in which share i of the total begins
};

}  // namespace praxis::sla
