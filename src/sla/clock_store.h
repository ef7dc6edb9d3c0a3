// The rows of clocks: what each shows now, and the points that made it so. Written with every
// change of a record that moves one, in the same transaction; a clock can always be measured again
// from its points (clock.h), and its points made again from the journal (usecases/replay_clocks.h).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/database.h"
#include "record/record_store.h"
#include "sla/clock.h"

namespace praxis::sla {

constexpr std::size_t points_max = 500;  // of one clock; runs that are over go first

struct ClockRow {
  Id record{};
  std::string name{}, type{};
  std::vector<ClockPoint> points{};
  std::vector<std::string> fired{};  // thresholds of this run
  std::int64_t run = 0;              // the entry with which this run began
  // What lists and reports read; follows from the points.
  std::string state{};
  Terms terms{};
  std::optional<Instant> started_at{}, running_since{}, paused_since{}, finished_at{}, due_at{};
  Span used{};                            // up to running_since, or in all
  std::optional<Instant> next_look_at{};  // when something is to happen by itself
  bool operator==(const ClockRow&) const = default;
};

Result<std::vector<ClockRow>> read_clocks(db::Transaction& tx, Id record);
// Of many records, in the order of their ids.
Result<std::vector<ClockRow>> read_clocks_of(db::Transaction& tx, std::span<const Id> records);
Result<std::optional<ClockRow>> read_clock(db::Transaction& tx, Id record, std::string_view name);
// Inserts the row or writes it anew.
Status put_clock(db::Transaction& tx, const ClockRow& row);

// The records whose clocks are to be looked at, earliest first, locked where the database can.
struct DueClock {
  Id record;
  std::string type;
};
Result<std::vector<DueClock>> claim_due_clocks(db::Transaction& tx, Instant now, int limit);
Result<std::optional<Instant>> next_look(db::Transaction& tx);
// Lets every running clock of that calendar be looked at now: its hours have changed.
Status look_at_calendar(db::Transaction& tx, Id calendar, Instant now);
// The family row's next target, outside of an entry: when a calendar changed.
Status put_next_target(db::Transaction& tx, const record::Record& record);

}  // namespace praxis::sla
