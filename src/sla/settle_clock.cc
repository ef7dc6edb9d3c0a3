#include "sla/settle_clock.h"

#include <algorithm>

#include "sla/conditions.h"

namespace praxis::sla {
namespace {

auto calendars_of(const Book& book) {
  return [&book](Id id) -> const Calendar& { return book.calendar(id); };
}

bool has_fired(const ClockRow& row, const Mark& mark) {
  return mark.threshold &&
         std::find(row.fired.begin(), row.fired.end(), mark.threshold->name) != row.fired.end();
}

std::optional<Instant> next_look_of(const ClockRow& row, const pack::Clock& clock,
                                    const Measured& now_measured, const Book& book, Instant now) {
  if (!now_measured.running_since) return std::nullopt;
  const auto calendar_of = calendars_of(book);
  const auto used_now = used(now_measured, calendar_of, now);
  std::optional<Instant> next;
  for (const auto& mark : marks_of(clock, now_measured.terms.target)) {
    if (has_fired(row, mark)) continue;
    if (!mark.threshold && used_now >= mark.used) continue;  // it shows that it is breached
    const auto at = used_now >= mark.used ? std::optional(now)
                                          : when_used(now_measured, calendar_of, mark.used);
    if (at && (!next || *at < *next)) next = at;
  }
  return next;
}

}  // namespace

std::vector<Mark> marks_of(const pack::Clock& clock, Span target) {
  std::vector<Mark> marks;
  if (target.us <= 0) return marks;
  marks.push_back({nullptr, target});
  for (const auto& threshold : clock.thresholds) {
    const Span mark = threshold.left ? Span{target.us - threshold.left->us}
                                     : Span{target.us / 100 * threshold.used_percent.value_or(100)};
    if (mark.us > 0) marks.push_back({&threshold, mark});
  }
  std::stable_sort(marks.begin(), marks.end(),
                   [](const Mark& a, const Mark& b) { return a.used < b.used; });
  return marks;
}

Measured measured(const ClockRow& row, const pack::Clock& clock, const Book& book) {
  return measure(row.points, on_change_of(clock), calendars_of(book));
}

void settle(ClockRow& row, const pack::Clock& clock, const Book& book, Instant now) {
  const auto now_measured = measured(row, clock, book);
  const auto run = now_measured.intervals.empty()
                       ? 0
                       : now_measured.intervals[now_measured.first_of_run].opened_by;
  if (run != row.run) row.fired.clear();
  row.run = run;
  row.state = state_name(now_measured, now);
  row.terms = now_measured.terms;
  row.started_at = now_measured.started_at;
  row.running_since = now_measured.running_since;
  row.paused_since = now_measured.paused_since;
  row.finished_at = now_measured.finished_at;
  row.due_at = now_measured.due_at;
  row.used = now_measured.used;
  row.next_look_at = next_look_of(row, clock, now_measured, book, now);
}

std::vector<DueThreshold> due_thresholds(const ClockRow& row, const pack::Clock& clock,
                                         const Book& book, Instant now) {
  std::vector<DueThreshold> due;
  const auto now_measured = measured(row, clock, book);
  if (!now_measured.running_since) return due;
  const auto calendar_of = calendars_of(book);
  const auto used_now = used(now_measured, calendar_of, now);
  for (const auto& mark : marks_of(clock, now_measured.terms.target)) {
    if (!mark.threshold || has_fired(row, mark) || used_now < mark.used) continue;
    due.push_back({mark.threshold, when_used(now_measured, calendar_of, mark.used).value_or(now)});
  }
  return due;
}

void pass_over_thresholds(ClockRow& row, const pack::Clock& clock, const Book& book, Instant now) {
  for (const auto& due : due_thresholds(row, clock, book, now))
    row.fired.push_back(due.threshold->name);
  settle(row, clock, book, now);
}

void add_point(ClockRow& row, ClockPoint point) {
  row.points.push_back(std::move(point));
  if (row.points.size() <= points_max) return;
  const auto begin = std::find_if(row.points.begin(), row.points.end(),
                                  [&](const ClockPoint& p) { return p.seq >= row.run; });
  row.points.erase(row.points.begin(), begin);
}

}  // namespace praxis::sla
