#include "sla/conditions.h"

#include "sla/choose_agreement.h"

namespace praxis::sla {
namespace {

bool is_in(pack::StateSet states, int state) { return state >= 0 && (states >> state & 1) != 0; }

bool holds(const pack::ExpressionPtr& expression, const record::Surroundings& in) {
  return expression && record::holds(*expression, in);
}

// What is met or ended by an expression is so in any state; a pause by states may be refined, and
// where no state pauses, an expression alone may.
Standing standing_of(const record::Surroundings& in, const pack::Clock& clock,
                     const ClockPoint* before) {
  const int state = in.record->state;
  if (holds(clock.met, in)) return Standing::met;
  if (holds(clock.ends, in) || is_in(clock.ends_in, state)) return Standing::ended;
  if (is_in(clock.met_in, state)) return Standing::met;
  if (is_in(clock.paused_in, state) && (!clock.paused || holds(clock.paused, in)))
    return Standing::paused;
  if (is_in(clock.runs_in, state) && clock.paused_in == 0 && holds(clock.paused, in))
    return Standing::paused;
  const bool runs = !clock.runs || holds(clock.runs, in);
  if (runs) return Standing::running;
  const bool has_started = before && before->standing != Standing::waiting;
  return has_started ? Standing::paused : Standing::waiting;
}

// An agreement's target, and calendar if it names one, or else the practice's own.
Terms terms_of(const Moment& moment, const pack::Clock& clock) {
  const auto& in = moment.in;
  Terms terms{.calendar = moment.book.calendar_for(*in.record, clock.calendar, *in.directory)};
  const auto list = decision_list(in, moment.book, clock);
  if (const auto* agreed = chosen(list)) {
    const auto& record = agreed->agreement->record;
    terms.target = agreed->target;
    terms.target_name = agreed->row->name;
    terms.agreement = record.id;
    terms.agreement_version = record.version;
    const auto& calendar = agreed->agreement->terms->clock(*in.record->type, clock.name)->calendar;
    if (calendar) terms.calendar = *calendar;
    return terms;
  }
  for (const auto& row : clock.targets) {
    if (row.when && !record::holds(*row.when, in)) continue;
    const auto span = record::evaluate(*row.is, in);
    if (span && span->get<expr::Duration>()) terms.target = span->span();
    terms.target_name = row.name;
    break;
  }
  return terms;
}

// What is asked of fields does not change by comments, links and the like.
bool may_change_terms(const record::Entry& entry) {
  using record::EntryKind;
  return entry.kind == EntryKind::create || entry.kind == EntryKind::field ||
         entry.kind == EntryKind::transition;
}

}  // namespace

OnChange on_change_of(const pack::Clock& clock) {
  if (clock.on_change == "restart") return OnChange::restart;
  return clock.on_change == "retroactive" ? OnChange::retroactive : OnChange::keep;
}

std::optional<ClockPoint> next_point(const Moment& moment, const pack::Clock& clock,
                                     const ClockPoint* before) {
  ClockPoint point{.seq = moment.entry.seq, .at = moment.entry.occurred_at};
  point.standing = standing_of(moment.in, clock, before);
  point.terms = before && !may_change_terms(moment.entry) ? before->terms : terms_of(moment, clock);
  point.restarts = before && holds(clock.restarts, moment.in);
  const bool is_new = !before || point.restarts || point.standing != before->standing ||
                      !(point.terms == before->terms);
  if (!is_new) return std::nullopt;
  // Times in a journal may run back; a clock's do not.
  if (before) point.at = std::max(point.at, before->at);
  return point;
}

}  // namespace praxis::sla
