// A clock's intervals as bands on a time axis: running time is cut where the calendar opens and
// closes. Pure.
#pragma once

#include "sla/clock.h"

namespace praxis::sla {

constexpr std::size_t bands_max = 2'000;

struct Band {
  enum class Kind { waiting, running, outside, paused, met, ended };
  Kind kind = Kind::running;
  Instant from{};
  std::optional<Instant> to{};  // none: it lasts beyond the window
  // The entries that opened and closed it; 0: the calendar did, or nothing yet.
  std::int64_t opened_by = 0, closed_by = 0;
};
std::string_view band_name(Band::Kind kind);

// From the first point to `until`, the future of a running clock and its calendar included; at most
// bands_max, the oldest left out.
std::vector<Band> bands_of(const Measured& clock, CalendarOf calendar_of, Instant until);

}  // namespace praxis::sla
