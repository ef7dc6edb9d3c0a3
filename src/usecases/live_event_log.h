// The log of live events: rows that writers leave in their own transactions, numbered afterwards in
// the order in which they became visible, so that a reader who has seen up to a number has missed
// nothing. On SQLite one writer commits at a time and the number comes with the row; on PostgreSQL
// concurrent transactions commit out of order, so committed rows are numbered one node at a time.
// Kept for events_kept or the newest events_max; the newest row always stays, for numbers go on
// from it.
#pragma once

#include <vector>

#include "usecases/application.h"

namespace praxis::usecases {

constexpr Span events_kept = hours(24);
constexpr std::int64_t events_max = 100'000;

struct LiveEvent {
  std::int64_t sequence = 0;
  Id record{};
  std::string type;
  Instant at{};
  std::string body;  // JSON, as live_event.h writes it
};

// Gives at most `limit` committed rows their numbers; how many.
Result<std::int64_t> number_events(db::Transaction& tx, std::int64_t limit);
// True if there is anything to number: asked before a write is begun.
Result<bool> has_unnumbered_events(db::Transaction& tx);

// Numbered events after a number, in order.
Result<std::vector<LiveEvent>> read_events(db::Transaction& tx, std::int64_t after, int limit);

struct EventRange {
  std::int64_t oldest = 0, newest = 0;  // 0 and 0: none yet
};
Result<EventRange> event_range(db::Transaction& tx);

// Removes what is older than both limits allow, at most `limit` rows; how many.
Result<std::int64_t> forget_old_events(db::Transaction& tx, Instant now, std::int64_t limit);

// Is told numbered events, in order and without gaps, on a thread of the jobs.
class EventListener {
 public:
  virtual ~EventListener() = default;
  virtual void publish(const std::vector<LiveEvent>& events) = 0;
  // Now and then, events or not: rights may have been taken away.
  virtual void look_again() = 0;
};

}  // namespace praxis::usecases
