#include "usecases/explain_clocks.h"

#include <algorithm>

#include "record/list.h"
#include "sla/settle_clock.h"
#include "usecases/keep_clocks.h"

namespace praxis::usecases {
namespace {

std::vector<ThresholdTime> threshold_times(const pack::Clock& clock, const sla::ClockRow& row,
                                           const sla::Measured& measured,
                                           sla::CalendarOf calendar_of) {
  std::vector<ThresholdTime> times;
  for (const auto& mark : sla::marks_of(clock, row.terms.target)) {
    if (!mark.threshold) continue;
    const bool has_fired =
        std::find(row.fired.begin(), row.fired.end(), mark.threshold->name) != row.fired.end();
    times.push_back(
        {mark.threshold->name, sla::when_used(measured, calendar_of, mark.used), has_fired});
  }
  return times;
}

ClockExplanation shown_now(const Work& work, const pack::Clock& clock, const sla::ClockRow& row) {
  const auto calendar_of = [&](Id id) -> const sla::Calendar& { return work.book.calendar(id); };
  ClockExplanation one{.clock = &clock, .row = row};
  // What is over stays as it was judged, until it is recomputed.
  if (row.finished_at) {
    one.used = row.used;
    if (row.terms.target.us > 0) one.left = Span{row.terms.target.us - row.used.us};
    return one;
  }
  sla::settle(one.row, clock, work.book, work.now);
  const auto measured = sla::measured(one.row, clock, work.book);
  one.used = sla::used(measured, calendar_of, work.now);
  one.left = sla::left(measured, calendar_of, work.now);
  return one;
}

// Of the entry with which the terms came that count now.
Instant terms_since(const ClockExplanation& one, Instant now) {
  const auto& points = one.row.points;
  auto since = now;
  for (auto point = points.rbegin(); point != points.rend(); ++point) {
    if (point->terms == one.row.terms)
      since = point->at;
    else if (since != now)
      break;
  }
  return since;
}

void weigh_agreements(Work& work, const record::Record& record, ClockExplanation& one) {
  const auto system = record::Scope::system();
  auto in = work.around(record);
  in.scope = &system;
  in.now = terms_since(one, work.now);
  for (auto& line : sla::decision_list(in, work.book, *one.clock)) {
    if (one.decision.size() == decision_lines_max) return;
    if (record::may_read(work.tx, work.lister(), line.agreement->record))
      one.decision.push_back(std::move(line));
  }
}

}  // namespace

Result<std::map<Id, std::vector<ClockExplanation>>> clocks_shown(
    Work& work, std::span<const record::Record> records) {
  std::map<Id, const pack::RecordType*> types;
  std::vector<Id> ids;
  for (const auto& record : records) {
    if (record.type->clocks.empty()) continue;
    types.emplace(record.id, record.type);
    ids.push_back(record.id);
  }
  std::map<Id, std::vector<ClockExplanation>> shown;
  for (auto& row : TRY(sla::read_clocks_of(work.tx, ids)))
    for (const auto& clock : types.at(row.record)->clocks)
      if (clock.name == row.name && may_see_clock(work.scope, clock))
        shown[row.record].push_back(shown_now(work, clock, row));
  return shown;
}

bool may_see_clock(const record::Scope& scope, const pack::Clock& clock) {
  return clock.under.empty() || scope.side != pack::Side::requester;
}

Result<std::vector<ClockExplanation>> explain_clocks(Work& work, const record::Record& record,
                                                     std::optional<Instant> until) {
  std::vector<ClockExplanation> explained;
  const auto rows = TRY(clocks_of(work, record));
  const auto entries = TRY(record::read_entries(work.tx, record.id, {}));
  const auto calendar_of = [&](Id id) -> const sla::Calendar& { return work.book.calendar(id); };
  for (const auto& clock : record.type->clocks) {
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.name == clock.name; });
    if (row == rows.end() || !may_see_clock(work.scope, clock)) continue;
    auto one = shown_now(work, clock, *row);
    const auto measured = sla::measured(one.row, clock, work.book);
    const auto end = std::max(work.now, one.row.due_at.value_or(work.now)) + days(7);
    one.bands = sla::bands_of(measured, calendar_of, until.value_or(end));
    one.thresholds = threshold_times(clock, one.row, measured, calendar_of);
    weigh_agreements(work, record, one);
    if (work.scope.side != pack::Side::requester)
      one.breakdown = break_down(work, record, {&one.row, 1}, entries).front();
    explained.push_back(std::move(one));
  }
  return explained;
}

}  // namespace praxis::usecases
