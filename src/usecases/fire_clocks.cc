#include "usecases/fire_clocks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "sla/settle_clock.h"
#include "usecases/keep_clocks.h"
#include "usecases/write_record.h"

namespace praxis::usecases {
namespace {

constexpr int records_per_commit = 100;
constexpr int fired_per_look_max = 50;  // of one record: effects may start clocks anew

struct Reached {
  const pack::Clock* clock;
  sla::DueThreshold due;
};

const pack::Clock* clock_named(const pack::RecordType& type, std::string_view name) {
  const auto found = std::find_if(type.clocks.begin(), type.clocks.end(),
                                  [&](const pack::Clock& clock) { return clock.name == name; });
  return found == type.clocks.end() ? nullptr : &*found;
}

// The first that is due of all clocks of a record.
std::optional<Reached> first_reached(const Work& work, const record::Record& record,
                                     const std::vector<sla::ClockRow>& rows) {
  std::optional<Reached> first;
  for (const auto& row : rows) {
    const auto* clock = clock_named(*record.type, row.name);
    if (!clock) continue;
    for (const auto& due : sla::due_thresholds(row, *clock, work.book, work.now))
      if (!first || due.at < first->due.at) first = Reached{clock, due};
  }
  return first;
}

// Says so in the journal, at the time at which it was reached, and does what is declared.
Status fire(Work& work, record::Record& record, const Reached& reached) {
  const auto& threshold = *reached.due.threshold;
  auto row = TRY(sla::read_clock(work.tx, record.id, reached.clock->name));
  must(row.has_value());
  row->fired.push_back(threshold.name);
  TRY(sla::put_clock(work.tx, *row));
  auto at_its_time = work;
  at_its_time.now = std::max(reached.due.at, record.updated_at);
  const auto before = record;
  auto entry = at_its_time.entry(record::EntryKind::clock);
  entry.changes.push_back({"clock." + reached.clock->name, nullptr, Json(threshold.name)});
  TRY(write_change(at_its_time, before, record, std::move(entry), {.event = std::nullopt}));
  return run_effects(at_its_time, record, threshold.effects);
}

// What shows is made true: the breach, or what a changed calendar made of it.
Status settle_rows(Work& work, const record::Record& record) {
  auto rows = TRY(sla::read_clocks(work.tx, record.id));
  for (auto& row : rows) {
    const auto before = row;
    if (const auto* clock = clock_named(*record.type, row.name))
      sla::settle(row, *clock, work.book, work.now);
    else
      row.next_look_at.reset();  // the packs have no such clock any more
    if (!(row == before)) TRY(sla::put_clock(work.tx, row));
  }
  auto after = record;
  put_next_target(after, rows);
  if (after.next_target_at != record.next_target_at ||
      after.next_target_clock != record.next_target_clock)
    TRY(sla::put_next_target(work.tx, after));
  return {};
}

Status forget_clocks(Work& work, Id id) {
  for (auto& row : TRY(sla::read_clocks(work.tx, id))) {
    row.next_look_at.reset();
    TRY(sla::put_clock(work.tx, row));
  }
  return {};
}

Status look_at(Work& work, const sla::DueClock& due) {
  const auto* type = work.model.type(due.type);
  if (!type) return forget_clocks(work, due.record);
  auto record = TRY(record::lock(work.tx, work.lister(), *type, due.record));
  for (int fired = 0; fired < fired_per_look_max; ++fired) {
    // Read again each time: another node may have been here, and effects move clocks.
    const auto reached = first_reached(work, record, TRY(sla::read_clocks(work.tx, record.id)));
    if (!reached) break;
    TRY(fire(work, record, *reached));
  }
  return settle_rows(work, record);
}

struct Round {
  std::vector<sla::DueClock> due{};
};

Result<int> look_at_some(Application& application, const Caller& engine, int limit, Round& round) {
  return in_write(application, engine, {}, [&](Work& work) -> Result<int> {
    round.due = TRY(sla::claim_due_clocks(work.tx, work.now, limit));
    std::vector<Id> seen;
    for (const auto& due : round.due) {
      if (std::find(seen.begin(), seen.end(), due.record) != seen.end()) continue;
      seen.push_back(due.record);
      TRY(look_at(work, due));
    }
    return static_cast<int>(round.due.size());
  });
}

Status postpone(Application& application, const Caller& engine, const sla::DueClock& due) {
  return in_write(application, engine, {}, [&](Work& work) -> Status {
    for (auto& row : TRY(sla::read_clocks(work.tx, due.record))) {
      if (!row.next_look_at || *row.next_look_at > work.now) continue;
      row.next_look_at = work.now + hours(1);
      TRY(sla::put_clock(work.tx, row));
    }
    return {};
  });
}

}  // namespace

Result<int> fire_due_clocks(Application& application, int limit) {
  const Caller engine{std::make_shared<record::Scope>(record::Scope::system()), "time"};
  int done = 0;
  int at_once = records_per_commit;
  while (done < limit) {
    // Asked by a read: a write tells the jobs that there is something to look at, and they would
    // never rest.
    const auto next = TRY(next_clock_look(application));
    if (!next || *next > application.time.now()) break;
    Round round;
    const auto looked = look_at_some(application, engine, at_once, round);
    if (looked) {
      done += *looked;
      if (*looked == 0) break;  // other nodes have them
      continue;
    }
    if (looked.error().code == Code::unavailable || round.due.empty())
      return tl::unexpected(looked.error());
    // One of them cannot: one by one, so that it holds up no other.
    if (at_once > 1) {
      at_once = 1;
      continue;
    }
    log::warning("a clock's threshold was refused",
                 {{"record", to_text(round.due[0].record)}, {"reason", looked.error().reason}});
    TRY(postpone(application, engine, round.due[0]));
    ++done;
    at_once = records_per_commit;
  }
  return done;
}

Result<std::optional<Instant>> next_clock_look(Application& application) {
  return application.database.read([](db::Transaction& tx) { return sla::next_look(tx); });
}

}  // namespace praxis::usecases
