#include <algorithm>

#include "usecases/live_event_log.h"

namespace praxis::usecases {
namespace {

constexpr std::string_view sequencer_lock = "event_sequencer";

Result<std::vector<std::int64_t>> unnumbered_rows(db::Transaction& tx, std::int64_t limit) {
  std::vector<std::int64_t> rows;
  TRY(tx.query(R"(SELECT "row" FROM "live_event" WHERE "sequence" IS NULL ORDER BY "row" LIMIT $1)",
               {limit}, [&](const db::Row& row) -> Status {
                 rows.push_back(row.integer(0));
                 return {};
               }));
  return rows;
}

}  // namespace

Result<std::int64_t> number_events(db::Transaction& tx, std::int64_t limit) {
  TRY(tx.lock(sequencer_lock));
  const auto rows = TRY(unnumbered_rows(tx, limit));
  if (rows.empty()) return 0;
  auto sequence = TRY(event_range(tx)).newest;
  for (const auto row : rows)
    TRY(tx.execute(R"(UPDATE "live_event" SET "sequence" = $1 WHERE "row" = $2)",
                   {++sequence, row}));
  return static_cast<std::int64_t>(rows.size());
}

Result<bool> has_unnumbered_events(db::Transaction& tx) {
  return !TRY(unnumbered_rows(tx, 1)).empty();
}

Result<std::vector<LiveEvent>> read_events(db::Transaction& tx, std::int64_t after, int limit) {
  std::vector<LiveEvent> events;
  TRY(tx.query(R"(SELECT "sequence", "record", "type", "at", "body" FROM "live_event"
                  WHERE "sequence" > $1 ORDER BY "sequence" LIMIT $2)",
               {after, std::int64_t{limit}}, [&](const db::Row& row) -> Status {
                 events.push_back({row.integer(0), row.id(1), std::string(row.text(2)),
                                   row.instant(3), std::string(row.text(4))});
                 return {};
               }));
  return events;
}

Result<EventRange> event_range(db::Transaction& tx) {
  EventRange range;
  // Two questions, for each is then one step in the index.
  TRY(tx.query(R"(SELECT MIN("sequence") FROM "live_event")", {},
               [&](const db::Row& row) -> Status {
                 range.oldest = row.integer_or_null(0).value_or(0);
                 return {};
               }));
  TRY(tx.query(R"(SELECT MAX("sequence") FROM "live_event")", {},
               [&](const db::Row& row) -> Status {
                 range.newest = row.integer_or_null(0).value_or(0);
                 return {};
               }));
  return range;
}

Result<std::int64_t> forget_old_events(db::Transaction& tx, Instant now, std::int64_t limit) {
  const auto range = TRY(event_range(tx));
  const auto too_old = now - events_kept;
  std::int64_t up_to = range.newest - events_max;
  TRY(tx.query(R"(SELECT "sequence" FROM "live_event" WHERE "sequence" > $1 AND "at" <= $2
                  ORDER BY "sequence" LIMIT $3)",
               {std::max(up_to, range.oldest - 1), too_old.us, limit},
               [&](const db::Row& row) -> Status {
                 up_to = std::max(up_to, row.integer(0));
                 return {};
               }));
  up_to = std::min({up_to, range.newest - 1, range.oldest + limit - 1});
  if (up_to < range.oldest) return 0;
  return tx.execute(R"(DELETE FROM "live_event" WHERE "sequence" <= $1)", {up_to});
}

}  // namespace praxis::usecases
