#include "sla/clock_bands.h"

#include <algorithm>
#include <array>

namespace praxis::sla {
namespace {

Band::Kind kind_of(Standing standing) {
  switch (standing) {
    case Standing::waiting:
      return Band::Kind::waiting;
    case Standing::running:
      return Band::Kind::running;
    case Standing::paused:
      return Band::Kind::paused;
    case Standing::met:
      return Band::Kind::met;
    case Standing::ended:
      break;
  }
  return Band::Kind::ended;
}

// The calendar opens and closes within; the first and last band keep the interval's own entries.
void add_running(const ClockInterval& interval, const Calendar& calendar, Instant until,
                 std::vector<Band>& bands) {
  const auto end = interval.to.value_or(std::max(until, interval.from));
  const auto first = bands.size();
  auto at = interval.from;
  for (const auto& open : calendar.open_periods(interval.from, end)) {
    if (at < open.open) bands.push_back({Band::Kind::outside, at, open.open});
    bands.push_back({Band::Kind::running, open.open, open.close});
    at = open.close;
  }
  if (at < end || bands.size() == first) bands.push_back({Band::Kind::outside, at, end});
  bands[first].opened_by = interval.opened_by;
  bands.back().closed_by = interval.closed_by;
  if (!interval.to) bands.back().to.reset();
}

}  // namespace

std::string_view band_name(Band::Kind kind) {
  static constexpr std::array<std::string_view, 6> names{"waiting", "running", "outside",
                                                         "paused",  "met",     "ended"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<Band> bands_of(const Measured& clock, CalendarOf calendar_of, Instant until) {
  std::vector<Band> bands;
  const auto& calendar = calendar_of(clock.terms.calendar);
  for (const auto& one : clock.intervals) {
    if (one.standing == Standing::running)
      add_running(one, calendar, until, bands);
    else
      bands.push_back({kind_of(one.standing), one.from, one.to, one.opened_by, one.closed_by});
  }
  if (bands.size() > bands_max)
    bands.erase(bands.begin(), bands.end() - static_cast<std::ptrdiff_t>(bands_max));
  return bands;
}

}  // namespace praxis::sla
