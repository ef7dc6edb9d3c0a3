// What expressions and lists ask of clocks: answered by who knows calendars (sla/book.h).
// Immutable, shared by all threads.
#pragma once

#include <string_view>
#include <vector>

#include "db/database.h"
#include "expr/value.h"
#include "record/record.h"

namespace praxis::record {

struct ClockPart {
  std::string_view clock;  // "resolution"
  std::string_view part;   // state due_at left used
};

class ClockBook {
 public:
  virtual ~ClockBook() = default;

  // Null where the record has no such clock, or it has not started.
  virtual Result<expr::Value> clock_value(db::Transaction& tx, const Record& record, ClockPart part,
                                          Instant now) const = 0;

  // A clock that runs by that calendar has less than `left` exactly when it is due before the
  // bound.
  struct Bound {
    Id calendar;  // nil: always open; stands first
    Instant due_before;
  };
  virtual std::vector<Bound> bounds(Span left, Instant now) const = 0;
};

}  // namespace praxis::record
