// Keeps the clocks of a record with each of its changes, in the transaction of the change: called
// by write_record between the figures and the row. What is stored can always be had again from the
// journal (replay_clocks).
#pragma once

#include <span>
#include <vector>

#include "sla/clock_store.h"
#include "usecases/work.h"

namespace praxis::usecases {

// The clocks as the entry leaves them; sets the record's next target. `entry.seq` is known.
Result<std::vector<sla::ClockRow>> clocks_after(Work& work, const record::Record* before,
                                                record::Record& after, record::Entry entry);
// Writes those that differ from what is stored.
Status write_clocks(Work& work, const std::vector<sla::ClockRow>& rows);

// The clocks of a record from its journal alone, as they show at work.now: asked entry by entry of
// the record as it was then. Other records, links and settings are read as they are now. `stored`:
// the model that tables are read by, where work.model is not in force.
Result<std::vector<sla::ClockRow>> replay_clocks(Work& work, const record::Record& record,
                                                 std::span<const record::Entry> entries,
                                                 const record::Model* stored = nullptr);
// The stored rows, or, where a clock has none (it is younger than the record), the replayed ones.
Result<std::vector<sla::ClockRow>> clocks_of(Work& work, const record::Record& record);

// The earliest due time of what runs.
void put_next_target(record::Record& record, const std::vector<sla::ClockRow>& rows);

}  // namespace praxis::usecases
