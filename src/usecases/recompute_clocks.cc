// Makes clocks true again for agreements and calendars as they are now: closed records, too.
#include <fmt/format.h>

#include <algorithm>

#include "record/record_store.h"
#include "sla/settle_clock.h"
#include "usecases/clock_stretch.h"
#include "usecases/keep_clocks.h"
#include "usecases/write_record.h"

namespace praxis::usecases {
namespace {

std::string result_text(const sla::ClockRow& row) {
  if (row.state.empty()) return "";
  return row.due_at ? fmt::format("{}, due {}", row.state, to_text(*row.due_at)) : row.state;
}

bool is_other(const sla::ClockRow& one, const sla::ClockRow& other) {
  return one.points != other.points || one.state != other.state || one.due_at != other.due_at ||
         one.used != other.used;
}

// What has fired in the run has fired; what is reached by the new result alone is passed over.
void take_over(const Work& work, const record::Record& record, const sla::ClockRow& stored,
               sla::ClockRow& row) {
  if (stored.run == row.run) row.fired = stored.fired;
  for (const auto& clock : record.type->clocks)
    if (clock.name == row.name) sla::pass_over_thresholds(row, clock, work.book, work.now);
}

Result<bool> recompute_one(Work& work, const record::Record& seen, const std::string& reason) {
  auto record = TRY(record::lock(work.tx, work.lister(), *seen.type, seen.id));
  const auto stored = TRY(sla::read_clocks(work.tx, record.id));
  const auto entries = TRY(record::read_entries(work.tx, record.id, {}));
  auto entry = work.entry(record::EntryKind::clock);
  entry.reason = reason;
  for (auto& row : TRY(replay_clocks(work, record, entries))) {
    const auto known = std::ranges::find(stored, row.name, &sla::ClockRow::name);
    const auto before = known == stored.end() ? sla::ClockRow{} : *known;
    if (known != stored.end() && !is_other(before, row)) continue;
    take_over(work, record, before, row);
    TRY(sla::put_clock(work.tx, row));
    if (result_text(before) != result_text(row))
      entry.changes.push_back(
          {"clock." + row.name, Json(result_text(before)), Json(result_text(row))});
  }
  if (entry.changes.empty()) return false;
  const auto before = record;
  TRY(write_change(work, before, record, std::move(entry), {.event = std::nullopt}));
  return true;
}

}  // namespace

Result<Recomputed> recompute_clocks(Application& application, const Caller& caller,
                                    const Stretch& stretch, const std::string& reason,
                                    Progress progress) {
  Recomputed done{.operation = new_id(application.time.now())};
  auto as_one = caller;
  as_one.operation = done.operation;
  std::map<Id, bool> changed;  // by record: a batch may be written again
  TRY(go_through(application, as_one, stretch, Through::writes, progress,
                 [&](Work& work, std::span<const record::Record> batch) -> Status {
                   for (const auto& record : batch)
                     changed[record.id] = TRY(recompute_one(work, record, reason));
                   return {};
                 }));
  done.records = std::ssize(changed);
  done.changed = std::ranges::count(changed, true, [](const auto& one) { return one.second; });
  return done;
}

}  // namespace praxis::usecases
