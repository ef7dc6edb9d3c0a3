// A clock measures a target: what it shows is a function of the points that the record's journal
// made for it, of a policy, and of calendars. It never ticks and keeps nothing; the same points
// give the same answer at any time. Pure, thread-safe.
//
// A point says what an entry made of the clock's conditions. Its terms (target, calendar,
// agreement) count until a later point brings others, and then the policy decides:
//   keep         the terms with which the clock started stay
//   restart      the clock starts anew, with the new terms
//   retroactive  the new terms count from the start: all time that it ran, and all its pauses
// A clock that was met or ended keeps the terms it was judged by; if it runs again it goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/function_ref.h"
#include "base/id.h"
#include "sla/calendar.h"

namespace praxis::sla {

enum class Standing { waiting, running, paused, met, ended };  // waiting: did not start yet
enum class OnChange { keep, restart, retroactive };

struct Terms {
  Span target{};              // nothing: no target, so never due
  std::string target_name{};  // the row that gave it
  Id agreement{};             // nil: the practice's own target
  std::int64_t agreement_version = 0;
  Id calendar{};  // nil: always open
  bool operator==(const Terms&) const = default;
};

struct ClockPoint {
  std::int64_t seq = 0;  // of the entry
  Instant at{};
  Standing standing = Standing::waiting;
  bool restarts = false;  // what ran before counts no more
  Terms terms{};
  bool operator==(const ClockPoint&) const = default;
};

// The calendar of that id; nil: always open. The reference stays valid while the caller measures.
using CalendarOf = FunctionRef<const Calendar&(Id)>;

struct ClockInterval {
  Standing standing = Standing::running;
  Instant from{};
  std::optional<Instant> to{};  // none: it lasts
  std::int64_t opened_by = 0, closed_by = 0;
};

struct Measured {
  Standing standing = Standing::waiting;
  Terms terms{};                         // by which it is judged
  std::vector<ClockInterval> intervals;  // of all runs, in order
  std::size_t first_of_run = 0;          // the interval with which the present run began
  std::optional<Instant> started_at{};   // of the present run
  Span used{};                           // up to the last interval's begin
  std::optional<Instant> running_since{}, paused_since{}, finished_at{};
  // When the target is used up: while it runs, and for what is met or ended as it would have been.
  std::optional<Instant> due_at{};
};

Measured measure(const std::vector<ClockPoint>& points, OnChange on_change, CalendarOf calendar_of);

// At an instant not before the last point.
Span used(const Measured& clock, CalendarOf calendar_of, Instant now);
// Negative when it is overdue; nothing without a target.
std::optional<Span> left(const Measured& clock, CalendarOf calendar_of, Instant now);

// running, paused, met, breached, ended; empty for one that did not start.
std::string_view state_name(const Measured& clock, Instant now);
bool is_breached(const Measured& clock, Instant now);

// When the clock, if it goes on, will have used that much; nothing if it does not run or had used
// it before.
std::optional<Instant> when_used(const Measured& clock, CalendarOf calendar_of, Span used_up);

// Time used within a window, by the terms it is judged by, present run or not.
Span used_between(const Measured& clock, CalendarOf calendar_of, Instant from, Instant to);

std::string_view standing_name(Standing standing);
std::optional<Standing> standing_from(std::string_view name);

}  // namespace praxis::sla
