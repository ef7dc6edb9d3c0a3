#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "notify/outbox.h"
#include "record/record_store.h"
#include "usecases/in_step.h"
#include "usecases/timers.h"
#include "usecases/transition_record.h"
#include "usecases/write_record.h"
#include "workflow/lifecycle.h"

namespace praxis::usecases {
namespace {

struct TimerRow {
  Id record;
  std::string transition, type;
  Instant due_at, started_at;
  std::int64_t times = 0;
};

bool is_scheduled(const pack::EventRule& rule) {
  return rule.event == pack::EventRule::Event::schedule && rule.at;
}

// What a rule's timer is called; no transition has a colon in its name.
std::string timer_of(const pack::EventRule& rule) {
  return "rule:" + rule.declared_by + "." + rule.name;
}

const pack::EventRule* rule_of(const pack::RecordType& type, std::string_view timer) {
  for (const auto& rule : type.rules)
    if (is_scheduled(rule) && timer_of(rule) == timer) return &rule;
  return nullptr;
}

bool has_timers(const record::Record& record) {
  const auto& transitions = workflow::lifecycle_of(record).transitions;
  const auto& rules = record.type->rules;
  return std::any_of(rules.begin(), rules.end(), is_scheduled) ||
         std::any_of(transitions.begin(), transitions.end(),
                     [&](const pack::Transition& transition) {
                       return (transition.after || transition.at) &&
                              workflow::starts_here(transition, record);
                     });
}

std::optional<Instant> moment_of(const record::Surroundings& in, const pack::EventRule& rule) {
  const auto value = record::evaluate(*rule.at, in);
  if (!value || !value->get<expr::Timestamp>()) return std::nullopt;
  return value->instant();
}

bool is_wanted(const record::Surroundings& in, const pack::EventRule& rule) {
  return !rule.when || record::holds(*rule.when, in);
}

Result<std::vector<TimerRow>> read_timers(db::Transaction& tx, Id record) {
  std::vector<TimerRow> rows;
  TRY(tx.query(
      R"(SELECT "transition", "type", "due_at", "started_at", "times" FROM "timer" WHERE "record" = $1)",
      {record}, [&](const db::Row& row) -> Status {
        rows.push_back({record, std::string(row.text(0)), std::string(row.text(1)), row.instant(2),
                        row.instant(3), row.integer(4)});
        return {};
      }));
  return rows;
}

Status delete_timer(db::Transaction& tx, Id record, std::string_view transition) {
  TRY(tx.execute(R"(DELETE FROM "timer" WHERE "record" = $1 AND "transition" = $2)",
                 {record, transition}));
  return {};
}

Status put_timer(db::Transaction& tx, const TimerRow& timer) {
  TRY(tx.execute(
      R"(INSERT INTO "timer" ("record", "transition", "type", "due_at", "times", "started_at")
                    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ("record", "transition") DO UPDATE SET
                    "due_at" = excluded."due_at", "times" = excluded."times", "started_at" = excluded."started_at")",
      {timer.record, std::string_view(timer.transition), std::string_view(timer.type),
       timer.due_at.us, timer.times, timer.started_at.us}));
  return {};
}

Result<std::optional<TimerRow>> claim_due(Work& work) {
  std::optional<TimerRow> due;
  const auto sql = fmt::format(
      R"(SELECT "record", "transition", "type", "due_at", "started_at", "times" FROM "timer"
                                  WHERE "due_at" <= $1 ORDER BY "due_at", "record" LIMIT 1{})",
      work.tx.skip_locked());
  TRY(work.tx.query(sql, {work.now.us}, [&](const db::Row& row) -> Status {
    due = TimerRow{row.id(0),      std::string(row.text(1)), std::string(row.text(2)),
                   row.instant(3), row.instant(4),           row.integer(5)};
    return {};
  }));
  return due;
}

struct Wait {
  Instant since;
  Span span;
};

// Whole days are working days of the calendar, other spans its working time. A calendar that has no
// more open time counts as open.
Instant time_after(const Work& work, const record::Record& record,
                   const pack::Transition::After& after, Wait wait) {
  const auto calendar = work.book.calendar_for(record, after.calendar, work.directory);
  if (calendar.is_nil() || wait.span.us <= 0) return wait.since + wait.span;
  const auto& open = work.book.calendar(calendar);
  const bool is_days = wait.span.us % days(1).us == 0;
  const auto at =
      is_days ? open.add_working_days(wait.since, static_cast<int>(wait.span.us / days(1).us))
              : open.add(wait.since, wait.span);
  return at ? *at : wait.since + wait.span;
}

Instant due_time(const Work& work, const record::Record& record,
                 const workflow::DueTransition& due) {
  const auto since = [&](Instant at) {
    return due.after ? time_after(work, record, *due.transition->after, {at, *due.after})
                     : std::max(due.due_at, at);
  };
  if (!work.is_silent) return due.after ? since(work.now) : due.due_at;
  // What came from elsewhere is not closed, and nobody reminded, in the moment it comes.
  const auto at = since(work.now);
  return at > work.recorded_at ? at : since(work.recorded_at);
}

// One of several notices before the move: tells, and waits once more.
Status remind(Work& work, const record::Record& record, const pack::Transition& transition,
              TimerRow timer) {
  for (const auto& notice : transition.after->notify) {
    auto in = work.around(record);
    TRY(notify::enqueue(in, notice, fmt::format("{}", timer.times + 1)));
  }
  const auto span = TRY(record::evaluate(*transition.after->is, work.around(record)));
  timer.times += 1;
  timer.due_at = time_after(work, record, *transition.after, {timer.due_at, span.span()});
  return put_timer(work.tx, timer);
}

// The timer goes before the rule runs: what the rule writes may set it anew for a later moment.
Status fire_rule(Work& work, const TimerRow& timer, record::Record record) {
  TRY(delete_timer(work.tx, timer.record, timer.transition));
  const auto* rule = rule_of(*record.type, timer.transition);
  if (!rule) return {};
  auto at_its_time = work;
  at_its_time.now = std::max(timer.due_at, record.updated_at);
  return run_scheduled_rule(at_its_time, *rule, record);
}

Status fire(Work& work, const TimerRow& timer) {
  const auto* type = work.model.type(timer.type);
  TRY(lock_in_step(work, {timer.type, to_text(timer.record)}));
  const auto record =
      type ? TRY(record::find(work.tx, work.model, *type, timer.record)) : std::nullopt;
  if (record && timer.transition.starts_with("rule:")) return fire_rule(work, timer, *record);
  const auto* transition =
      record ? workflow::lifecycle_of(*record).find(timer.transition) : nullptr;
  if (!transition || !workflow::starts_here(*transition, *record) ||
      (transition->when && !record::holds(*transition->when, work.around(*record))))
    return delete_timer(work.tx, timer.record, timer.transition);
  if (transition->after && timer.times < transition->after->times &&
      !transition->after->notify.empty() && transition->after->times > 1)
    return remind(work, *record, *transition, timer);
  auto at_its_time = work;
  at_its_time.now = std::max(
      timer.due_at, record->updated_at);  // it happened when it was due, however late we look
  TRY(transition_in(at_its_time, *record, timer.transition, {}));
  return {};
}

Result<bool> fire_one(Application& application, const Caller& engine) {
  std::optional<TimerRow> tried;
  auto fired = in_write(application, engine, {}, [&](Work& work) -> Result<bool> {
    tried = TRY(claim_due(work));
    if (!tried) return false;
    TRY(fire(work, *tried));
    return true;
  });
  if (fired || !tried || fired.error().code == Code::unavailable) return fired;
  log::warning("a timed transition was refused", {{"record", to_text(tried->record)},
                                                  {"transition", tried->transition},
                                                  {"reason", fired.error().reason}});
  return in_write(application, engine, {}, [&](Work& work) -> Result<bool> {
    tried->due_at = work.now + hours(1);
    TRY(put_timer(work.tx, *tried));
    return true;
  });
}

// A rule fires once for each moment that `at` gives, and at once if the moment is past when it is
// first given or when `when` comes true; never again for what its own effect leaves unchanged.
std::optional<TimerRow> rule_timer(Work& work, const pack::EventRule& rule,
                                   const record::Record* before, const record::Record& after,
                                   const std::vector<TimerRow>& standing) {
  const auto moment = moment_of(work.around(after), rule);
  if (!moment) return std::nullopt;
  const auto was = before ? moment_of(work.around(*before), rule) : std::nullopt;
  const auto name = timer_of(rule);
  const auto same = std::find_if(standing.begin(), standing.end(),
                                 [&](const TimerRow& t) { return t.transition == name; });
  if (same != standing.end() && was == moment) return *same;
  const bool comes_true =
      before && is_wanted(work.around(after), rule) && !is_wanted(work.around(*before), rule);
  if (*moment <= work.now) {
    const auto& running = work.running_rules;
    const auto key = name.substr(std::string_view("rule:").size());
    const bool is_own_effect = std::find(running.begin(), running.end(), key) != running.end();
    if (is_own_effect || (was == moment && !comes_true)) return std::nullopt;
  }
  return TimerRow{after.id, name, after.type->name, *moment, work.now, 0};
}

}  // namespace

Status set_timers(Work& work, const record::Record* before, const record::Record& after) {
  if (!has_timers(after) && (!before || !has_timers(*before))) return {};
  const bool is_same_state = before && before->state == after.state;
  const auto standing = before ? TRY(read_timers(work.tx, after.id)) : std::vector<TimerRow>();
  std::vector<TimerRow> wanted;
  for (const auto& due : workflow::due_transitions(work.around(after))) {
    const auto same = std::find_if(standing.begin(), standing.end(), [&](const TimerRow& t) {
      return t.transition == due.transition->name;
    });
    if (is_same_state && same != standing.end() && due.transition->after)
      wanted.push_back(*same);
    else
      wanted.push_back({after.id, due.transition->name, after.type->name,
                        due_time(work, after, due), work.now, 0});
  }
  for (const auto& rule : after.type->rules)
    if (is_scheduled(rule))
      if (auto timer = rule_timer(work, rule, before, after, standing))
        wanted.push_back(std::move(*timer));
  for (const auto& timer : standing)
    if (std::none_of(wanted.begin(), wanted.end(),
                     [&](const TimerRow& w) { return w.transition == timer.transition; }))
      TRY(delete_timer(work.tx, after.id, timer.transition));
  for (const auto& timer : wanted) TRY(put_timer(work.tx, timer));
  return {};
}

Result<int> fire_due_timers(Application& application, int limit) {
  const Caller engine{std::make_shared<record::Scope>(record::Scope::system()), "time"};
  int fired = 0;
  while (fired < limit) {
    // Asked by a read: a write tells the jobs that there is something to look at, and they would
    // never rest.
    const auto next = TRY(next_timer(application));
    if (!next || *next > application.time.now() || !TRY(fire_one(application, engine))) break;
    ++fired;
  }
  return fired;
}

Result<std::optional<Instant>> next_timer(Application& application) {
  return application.database.read([](db::Transaction& tx) -> Result<std::optional<Instant>> {
    std::optional<Instant> next;
    TRY(tx.query(R"(SELECT MIN("due_at") FROM "timer")", {}, [&](const db::Row& row) -> Status {
      if (!row.is_null(0)) next = row.instant(0);
      return {};
    }));
    return next;
  });
}

}  // namespace praxis::usecases
