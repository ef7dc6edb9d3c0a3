// What expressions and lists ask of clocks.
#include <algorithm>

#include "sla/book.h"
#include "sla/settle_clock.h"

namespace praxis::sla {
namespace {

expr::Value part_value(const Measured& clock, CalendarOf calendar_of, std::string_view part,
                       Instant now) {
  if (clock.standing == Standing::waiting) return {};
  if (part == "state") return std::string(state_name(clock, now));
  if (part == "due_at") return clock.due_at ? expr::Value(*clock.due_at) : expr::Value();
  if (part == "used") return used(clock, calendar_of, now);
  const auto left_now = left(clock, calendar_of, now);
  return left_now ? expr::Value(*left_now) : expr::Value();
}

// Due times before this one have less than `left` at `now`; a calendar that does not reach it, all.
Instant bound_of(const Calendar& calendar, Span left, Instant now) {
  constexpr Instant beyond{INT64_MAX};
  if (left.us > 0) return calendar.add(now, left).value_or(beyond);
  const auto since = left.us < 0 ? calendar.subtract(now, {-left.us}).value_or(Instant{}) : now;
  // Of the instants with as much behind them the earliest: closed time counts nothing.
  return calendar.last_closing(since).value_or(since);
}

}  // namespace

Result<expr::Value> Book::clock_value(db::Transaction& tx, const record::Record& record,
                                      record::ClockPart part, Instant now) const {
  const auto& clocks = record.type->clocks;
  const auto clock = std::find_if(clocks.begin(), clocks.end(),
                                  [&](const pack::Clock& c) { return c.name == part.clock; });
  if (clock == clocks.end() || record.journal_seq == 0) return expr::Value();
  const auto row = TRY(read_clock(tx, record.id, part.clock));
  if (!row) return expr::Value();
  const auto calendar_of = [this](Id id) -> const Calendar& { return calendar(id); };
  return part_value(measured(*row, *clock, *this), calendar_of, part.part, now);
}

std::vector<record::ClockBook::Bound> Book::bounds(Span left, Instant now) const {
  std::vector<Bound> all{{Id{}, bound_of(*Calendar::always(), left, now)}};
  for (const auto id : calendars()) all.push_back({id, bound_of(calendar(id), left, now)});
  return all;
}

}  // namespace praxis::sla
