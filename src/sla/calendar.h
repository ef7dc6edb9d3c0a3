// Working time: elapsed time inside open hours. A Calendar answers when it is open, how much
// working time lies between two instants, and which instant lies an amount of working time after or
// before another. What it costs does not depend on the distance within a year: years are compiled
// when they are first asked for, and kept. It never asks what time it is now. Thread-safe.
//
// Hours over midnight count for the day on which they lie: a holiday closes its own civil day from
// midnight to midnight, whatever began before. An extra day has its own hours even on a holiday.
// A version counts from the midnight of its first day, in its own zone.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "sla/calendar_spec.h"
#include "sla/open_year.h"

namespace praxis::sla {

class Calendar;
using CalendarPtr = std::shared_ptr<const Calendar>;

class Calendar {
 public:
  static constexpr int first_year = 1970, last_year = 2199;  // closed outside

  // InvalidArgument "calendar.wrong" with every fault (calendar_spec.h).
  static Result<CalendarPtr> make(CalendarSpec spec);
  static CalendarPtr always();  // 24×7

  ~Calendar();
  Calendar(const Calendar&) = delete;
  Calendar& operator=(const Calendar&) = delete;

  bool is_open(Instant at) const;
  // Nothing if `to` is not after `from`.
  Span between(Instant from, Instant to) const;
  // The earliest instant with `amount` between; if it is used up at closing time, that time.
  // Nothing to add: `from`, or the next opening. InvalidArgument "calendar.unreachable".
  Result<Instant> add(Instant from, Span amount) const;
  // The latest instant with `amount` between; nothing to take: `from`, or the last closing.
  Result<Instant> subtract(Instant from, Span amount) const;

  // `at` itself if it is open.
  std::optional<Instant> next_opening(Instant at) const;
  // `at` itself if it is open until there.
  std::optional<Instant> last_closing(Instant at) const;
  // Cut at `from` and `to`, in order.
  std::vector<OpenPeriod> open_periods(Instant from, Instant to) const;

  // The same time of day on the `count`-th working day after the next opening (count < 0: before
  // the last closing), within that day's hours.
  Result<Instant> add_working_days(Instant from, int count) const;
  bool is_holiday(Day day) const;
  bool is_working_day(Day day) const;  // open at some time of it
  std::vector<OpenPeriod> open_periods_of(Day day) const;

  // Which version counts at an instant, from 0; its zone.
  std::size_t version_at(Instant at) const;
  const Zone& zone_at(Instant at) const { return versions_[version_at(at)].zone; }
  const CalendarSpec& spec() const { return spec_; }

 private:
  struct Version {
    Zone zone;
    Instant begin, end;
  };
  Calendar(CalendarSpec spec, std::vector<Version> versions);

  const OpenYear& year(int number) const;
  const OpenYear& year_of(Instant at) const;
  OpenYear compile(int number) const;
  const Version& version_of(Day day) const;

  CalendarSpec spec_;
  std::vector<Version> versions_;
  mutable std::array<std::atomic<const OpenYear*>, last_year - first_year + 1> years_{};
};

}  // namespace praxis::sla
