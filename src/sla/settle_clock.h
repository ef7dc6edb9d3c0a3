// A clock's row made true for its points: what it shows at an instant, which thresholds are due,
// and when to look again. Pure.
#pragma once

#include "pack/model.h"
#include "sla/book.h"
#include "sla/clock_store.h"

namespace praxis::sla {

// A threshold in the time of the clock; none: the target itself, at which it is breached.
struct Mark {
  const pack::ClockThreshold* threshold = nullptr;
  Span used{};
};
// In order; those that lie before the start are left out (an hour left of fifteen minutes).
std::vector<Mark> marks_of(const pack::Clock& clock, Span target);

struct DueThreshold {
  const pack::ClockThreshold* threshold;
  Instant at;
};

Measured measured(const ClockRow& row, const pack::Clock& clock, const Book& book);
// Fills what follows from the points.
void settle(ClockRow& row, const pack::Clock& clock, const Book& book, Instant now);
// What was reached and has not fired in this run, in order.
std::vector<DueThreshold> due_thresholds(const ClockRow& row, const pack::Clock& clock,
                                         const Book& book, Instant now);
// Takes what was reached until now as fired: of the past that is imported nobody is told.
void pass_over_thresholds(ClockRow& row, const pack::Clock& clock, const Book& book, Instant now);
// Adds the point; runs that are over make room where there are too many.
void add_point(ClockRow& row, ClockPoint point);

}  // namespace praxis::sla
