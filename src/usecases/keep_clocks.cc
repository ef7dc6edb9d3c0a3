#include "usecases/keep_clocks.h"

#include <algorithm>

#include "sla/conditions.h"
#include "sla/settle_clock.h"

namespace praxis::usecases {
namespace {

sla::ClockRow& row_of(const record::Record& record, const pack::Clock& clock,
                      std::vector<sla::ClockRow>& rows) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const auto& row) { return row.name == clock.name; });
  if (found != rows.end()) return *found;
  rows.push_back({.record = record.id, .name = clock.name, .type = record.type->name});
  return rows.back();
}

// Moves every clock of the record on by the entry.
void move_on(const Work& work, const record::Surroundings& in, const record::Entry& entry,
             std::vector<sla::ClockRow>& rows) {
  const auto& book = work.book;
  for (const auto& clock : in.record->type->clocks) {
    auto& row = row_of(*in.record, clock, rows);
    const auto* last = row.points.empty() ? nullptr : &row.points.back();
    if (auto point = sla::next_point({in, book, entry}, clock, last))
      sla::add_point(row, std::move(*point));
    sla::settle(row, clock, book, in.now);
    if (work.is_silent) sla::pass_over_thresholds(row, clock, book, work.recorded_at);
  }
}

bool has_all(const pack::RecordType& type, const std::vector<sla::ClockRow>& rows) {
  return std::all_of(type.clocks.begin(), type.clocks.end(), [&](const pack::Clock& clock) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const auto& row) { return row.name == clock.name; });
  });
}

// A clock that the record's type has and no row keeps is younger than the record: it is made from
// the journal. Rows of clocks that the packs no longer have are left out.
Result<std::vector<sla::ClockRow>> with_missing(Work& work, const record::Record& record,
                                                std::vector<sla::ClockRow> rows) {
  std::erase_if(rows, [&](const auto& row) {
    return std::none_of(record.type->clocks.begin(), record.type->clocks.end(),
                        [&](const pack::Clock& clock) { return clock.name == row.name; });
  });
  if (has_all(*record.type, rows)) return rows;
  const auto entries = TRY(record::read_entries(work.tx, record.id, {}));
  for (auto& replayed : TRY(replay_clocks(work, record, entries)))
    if (std::none_of(rows.begin(), rows.end(),
                     [&](const auto& row) { return row.name == replayed.name; }))
      rows.push_back(std::move(replayed));
  return rows;
}

// What a group or a supplier agreed to is no promise to the requester.
bool supports_another(const pack::RecordType& type, std::string_view name) {
  return std::ranges::any_of(type.clocks, [&](const pack::Clock& clock) {
    return clock.name == name && !clock.under.empty();
  });
}

}  // namespace

void put_next_target(record::Record& record, const std::vector<sla::ClockRow>& rows) {
  record.next_target_at.reset();
  record.next_target_clock.clear();
  for (const auto& row : rows) {
    if (!row.running_since || !row.due_at || supports_another(*record.type, row.name)) continue;
    if (record.next_target_at && *record.next_target_at <= *row.due_at) continue;
    record.next_target_at = row.due_at;
    record.next_target_clock = row.name;
  }
}

Result<std::vector<sla::ClockRow>> clocks_of(Work& work, const record::Record& record) {
  if (record.type->clocks.empty() || record.journal_seq == 0) return std::vector<sla::ClockRow>();
  return with_missing(work, record, TRY(sla::read_clocks(work.tx, record.id)));
}

Result<std::vector<sla::ClockRow>> clocks_after(Work& work, const record::Record* before,
                                                record::Record& after, record::Entry entry) {
  if (after.type->clocks.empty()) return std::vector<sla::ClockRow>();
  const auto stored =
      before ? TRY(sla::read_clocks(work.tx, before->id)) : std::vector<sla::ClockRow>();
  auto rows = before ? TRY(with_missing(work, *before, stored)) : stored;
  entry.seq = after.journal_seq + 1;
  const auto system = record::Scope::system();
  auto in = work.around(after);
  in.scope = &system;
  in.old = before;
  in.entry = &entry;
  move_on(work, in, entry, rows);
  put_next_target(after, rows);
  std::erase_if(rows, [&](const auto& row) {
    return std::find(stored.begin(), stored.end(), row) != stored.end();
  });
  return rows;
}

Status write_clocks(Work& work, const std::vector<sla::ClockRow>& rows) {
  for (const auto& row : rows) TRY(sla::put_clock(work.tx, row));
  return {};
}

}  // namespace praxis::usecases
