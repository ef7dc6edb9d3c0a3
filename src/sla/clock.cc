#include "sla/clock.h"

#include <algorithm>
#include <array>

namespace praxis::sla {
namespace {

constexpr std::array<std::string_view, 5> standing_names{"waiting", "running", "paused", "met",
                                                         "ended"};

bool is_finished(Standing standing) {
  return standing == Standing::met || standing == Standing::ended;
}

// Other names for the same measure (a further version of an agreement) change no clock.
bool is_same_measure(const Terms& one, const Terms& other) {
  return one.target == other.target && one.calendar == other.calendar;
}

// Where the present run began and which point's terms count, by the policy.
struct Run {
  std::size_t begin = 0, terms = 0;
};

Run run_of(const std::vector<ClockPoint>& points, OnChange on_change) {
  Run run;
  bool has_started = false;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& point = points[i];
    if (point.restarts) {
      run = {i, i};
      has_started = false;
    }
    if (is_finished(point.standing)) continue;
    if (!has_started) {
      run.terms = i;
    } else if (on_change != OnChange::keep) {
      const bool is_change = !is_same_measure(point.terms, points[run.terms].terms);
      if (is_change && on_change == OnChange::restart) run.begin = i;
      run.terms = i;
    }
    has_started |= point.standing != Standing::waiting;
  }
  return run;
}

void add_interval(const ClockPoint& point, bool begins_run, Measured& clock) {
  auto& intervals = clock.intervals;
  const bool goes_on = !begins_run && !point.restarts;
  if (!intervals.empty() && intervals.back().standing == point.standing && goes_on) return;
  if (!intervals.empty()) {
    intervals.back().to = point.at;
    intervals.back().closed_by = point.seq;
  }
  if (begins_run) clock.first_of_run = intervals.size();
  intervals.push_back({point.standing, point.at, std::nullopt, point.seq, 0});
}

// What follows from the intervals of the run, one after the other.
void sum_up(const Calendar& calendar, Measured& clock) {
  const auto target = clock.terms.target;
  for (auto i = clock.first_of_run; i < clock.intervals.size(); ++i) {
    const auto& one = clock.intervals[i];
    if (one.standing == Standing::waiting) continue;
    if (!clock.started_at) clock.started_at = one.from;
    if (one.standing != Standing::running) continue;
    const Span needed{target.us - clock.used.us};
    const auto span = one.to ? calendar.between(one.from, *one.to) : Span{};
    if (target.us > 0 && !clock.due_at && (!one.to || span >= needed))
      if (const auto due = calendar.add(one.from, needed)) clock.due_at = *due;
    clock.used.us += span.us;
  }
}

void note_last(const Calendar& calendar, Measured& clock) {
  const auto& last = clock.intervals.back();
  clock.standing = last.standing;
  if (last.standing == Standing::running) clock.running_since = last.from;
  if (last.standing == Standing::paused) clock.paused_since = last.from;
  if (!is_finished(last.standing)) return;
  clock.finished_at = last.from;
  const Span needed{clock.terms.target.us - clock.used.us};
  if (!clock.due_at && clock.terms.target.us > 0 && needed.us > 0)
    if (const auto due = calendar.add(last.from, needed)) clock.due_at = *due;
}

}  // namespace

Measured measure(const std::vector<ClockPoint>& points, OnChange on_change,
                 CalendarOf calendar_of) {
  Measured clock;
  if (points.empty()) return clock;
  const auto run = run_of(points, on_change);
  clock.terms = points[run.terms].terms;
  for (std::size_t i = 0; i < points.size(); ++i) add_interval(points[i], i == run.begin, clock);
  const auto& calendar = calendar_of(clock.terms.calendar);
  sum_up(calendar, clock);
  note_last(calendar, clock);
  return clock;
}

Span used(const Measured& clock, CalendarOf calendar_of, Instant now) {
  if (!clock.running_since) return clock.used;
  const auto& calendar = calendar_of(clock.terms.calendar);
  return {clock.used.us + calendar.between(*clock.running_since, now).us};
}

std::optional<Span> left(const Measured& clock, CalendarOf calendar_of, Instant now) {
  if (clock.terms.target.us <= 0 || clock.standing == Standing::waiting) return std::nullopt;
  return Span{clock.terms.target.us - used(clock, calendar_of, now).us};
}

bool is_breached(const Measured& clock, Instant now) {
  const auto target = clock.terms.target;
  if (target.us <= 0 || clock.standing == Standing::waiting || clock.standing == Standing::ended)
    return false;
  if (clock.running_since) return clock.due_at && *clock.due_at <= now;
  return clock.standing == Standing::met ? clock.used > target : clock.used >= target;
}

std::string_view state_name(const Measured& clock, Instant now) {
  if (clock.standing == Standing::waiting) return "";
  return is_breached(clock, now) ? "breached" : standing_name(clock.standing);
}

std::optional<Instant> when_used(const Measured& clock, CalendarOf calendar_of, Span used_up) {
  if (!clock.running_since || used_up < clock.used) return std::nullopt;
  const auto& calendar = calendar_of(clock.terms.calendar);
  const auto at = calendar.add(*clock.running_since, {used_up.us - clock.used.us});
  return at ? std::optional(*at) : std::nullopt;
}

Span used_between(const Measured& clock, CalendarOf calendar_of, Instant from, Instant to) {
  const auto& calendar = calendar_of(clock.terms.calendar);
  Span sum{};
  for (const auto& one : clock.intervals)
    if (one.standing == Standing::running)
      sum.us += calendar.between(std::max(one.from, from), std::min(one.to.value_or(to), to)).us;
  return sum;
}

std::string_view standing_name(Standing standing) {
  return standing_names[static_cast<std::size_t>(standing)];
}

std::optional<Standing> standing_from(std::string_view name) {
  const auto found = std::find(standing_names.begin(), standing_names.end(), name);
  if (found == standing_names.end()) return std::nullopt;
  return static_cast<Standing>(found - standing_names.begin());
}

}  // namespace praxis::sla
