#include "usecases/break_down_clocks.h"

#include <algorithm>

#include "record/record_store.h"
#include "sla/settle_clock.h"
#include "usecases/clock_stretch.h"
#include "usecases/keep_clocks.h"

namespace praxis::usecases {
namespace {

// Who had the record, and in which state, up to the next entry that says otherwise.
struct Holding {
  Instant from{}, to{};
  std::string state{}, group{}, assignee{};
};

const std::string* field_name(const pack::RecordType& type, pack::FieldRole role) {
  const int position = type.field_with(role);
  return position < 0 ? nullptr : &type.fields[static_cast<std::size_t>(position)].name;
}

std::string text_of_change(const Json& to) {
  return to.is_string() ? std::string(to.get_string()) : std::string();
}

std::vector<Holding> holdings_of(const record::Record& record,
                                 std::span<const record::Entry> entries, Instant now) {
  const auto* group = field_name(*record.type, pack::FieldRole::group);
  const auto* assignee = field_name(*record.type, pack::FieldRole::assignee);
  std::vector<Holding> holdings;
  Holding at;
  for (const auto& entry : entries) {
    auto next = at;
    if (!entry.to_state.empty()) next.state = entry.to_state;
    for (const auto& change : entry.changes) {
      if (group && change.name == *group) next.group = text_of_change(change.to);
      if (assignee && change.name == *assignee) next.assignee = text_of_change(change.to);
    }
    next.from = std::max(at.from, entry.occurred_at);  // a journal's times may run back
    at.to = next.from;
    if (at.to > at.from && !at.state.empty()) holdings.push_back(at);
    at = next;
  }
  at.to = now;
  if (at.to > at.from) holdings.push_back(at);
  return holdings;
}

ClockBreakdown of_clock(const Work& work, const std::vector<Holding>& holdings,
                        const sla::Measured& measured) {
  ClockBreakdown used;
  if (!measured.started_at) return used;
  const auto calendar_of = [&](Id id) -> const sla::Calendar& { return work.book.calendar(id); };
  for (const auto& holding : holdings) {
    const auto from = std::max(holding.from, *measured.started_at);
    if (holding.to <= from) continue;
    const auto span = sla::used_between(measured, calendar_of, from, holding.to);
    if (span.us == 0) continue;
    used["state"][holding.state].us += span.us;
    used["group"][holding.group].us += span.us;
    used["assignee"][holding.assignee].us += span.us;
  }
  return used;
}

}  // namespace

std::vector<ClockBreakdown> break_down(const Work& work, const record::Record& record,
                                       std::span<const sla::ClockRow> rows,
                                       std::span<const record::Entry> entries) {
  std::vector<ClockBreakdown> all;
  const auto holdings = holdings_of(record, entries, work.now);
  for (const auto& row : rows) {
    const auto clock = std::ranges::find(record.type->clocks, row.name, &pack::Clock::name);
    all.push_back(clock == record.type->clocks.end()
                      ? ClockBreakdown()
                      : of_clock(work, holdings, sla::measured(row, *clock, work.book)));
  }
  return all;
}

Status add_titles(Work& work, const ClockBreakdown& of,
                  std::map<std::string, std::string>& titles) {
  for (const auto& [split, values] : of) {
    if (split == "state") continue;
    for (const auto& [text, span] : values) {
      const auto id = id_from_text(text);
      if (!id || titles.contains(text)) continue;
      for (const auto& [name, family] : work.model.families()) {
        const auto found = TRY(record::find_in(work.tx, work.model, family, *id));
        if (!found) continue;
        titles[text] = found->text_of(pack::FieldRole::title);
        break;
      }
    }
  }
  return {};
}

Result<BreakdownReport> break_down_clocks(Application& application, const Caller& caller,
                                          const Stretch& stretch, Progress progress) {
  BreakdownReport report;
  const auto add = [&](Work& work, const record::Record& record) -> Status {
    const auto rows = TRY(clocks_of(work, record));
    const auto entries = TRY(record::read_entries(work.tx, record.id, {}));
    const auto parts = break_down(work, record, rows, entries);
    ++report.records;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      TRY(add_titles(work, parts[i], report.titles));
      auto& sum = report.used[record.type->name + "." + rows[i].name];
      for (const auto& [split, values] : parts[i])
        for (const auto& [value, span] : values) sum[split][value].us += span.us;
    }
    return {};
  };
  TRY(go_through(application, caller, stretch, Through::reads, progress,
                 [&](Work& work, std::span<const record::Record> records) -> Status {
                   for (const auto& record : records) TRY(add(work, record));
                   return {};
                 }));
  return report;
}

}  // namespace praxis::usecases
