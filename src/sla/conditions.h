// What an entry makes of a clock: where it stands by the clock's declaration, asked of the record
// as the entry left it. Reads what expressions read; writes nothing.
#pragma once

#include "record/bindings.h"
#include "sla/book.h"
#include "sla/clock.h"

namespace praxis::sla {

// `in` has the record as the entry left it and the entry; `before` is the clock's last point.
struct Moment {
  const record::Surroundings& in;
  const Book& book;
  const record::Entry& entry;
};

// The point that the entry makes, if it changes anything of the clock.
std::optional<ClockPoint> next_point(const Moment& moment, const pack::Clock& clock,
                                     const ClockPoint* before);

OnChange on_change_of(const pack::Clock& clock);

}  // namespace praxis::sla
