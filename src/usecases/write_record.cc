#include "usecases/write_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "notify/outbox.h"
#include "record/figures.h"
#include "record/list.h"
#include "usecases/comment_record.h"
#include "usecases/in_step.h"
#include "usecases/keep_clocks.h"
#include "usecases/link_record.h"
#include "usecases/live_event.h"
#include "usecases/refusal.h"
#include "usecases/timers.h"
#include "usecases/transition_record.h"
#include "workflow/checks.h"
#include "workflow/lifecycle.h"

namespace praxis::usecases {
namespace {

using pack::EventRule;

void note_write(Work& work) {
  if (work.writes) ++*work.writes;
}

Status send_notices(Work& work, const record::Record& record, const pack::Effects& effects,
                    const std::string& text) {
  for (const auto& notice : effects.notify) TRY(notify::enqueue(work.around(record), notice, text));
  return {};
}

// A rule is known by the type that declares it and its name.
std::string rule_key(const EventRule& rule) { return rule.declared_by + "." + rule.name; }

bool is_running(const Work& work, const EventRule& rule) {
  return std::find(work.running_rules.begin(), work.running_rules.end(), rule_key(rule)) !=
         work.running_rules.end();
}

// Effects that cause effects end here, whatever packs say; the write that began them is refused.
Status check_depth(const Work& work) {
  if (work.depth <= effect_chain_max) return {};
  Error error{Code::conflict, std::string(effect_chain_reason),
              fmt::format("effects cause effects more than {} deep", effect_chain_max)};
  JsonArray rules;
  for (const auto& rule : work.running_rules) rules.emplace_back(rule);
  error.details = {{"max", effect_chain_max}, {"rules", std::move(rules)}};
  return fail(std::move(error));
}

// set, fill and clear of a rule: an update by the engine, if it changes anything. `fixed` does not
// bind it; what is required and where a model may change does.
Status apply_rule_fields(Work& work, record::Record& record, const pack::Effects& effects) {
  if (effects.set.empty() && effects.fill.empty() && effects.clear.empty()) return {};
  auto before = record;
  TRY(workflow::apply_effects(work.around(record), record, effects));
  workflow::compute_fields(work.around(record), record);
  auto entry = work.entry(record::EntryKind::field);
  entry.changes = record::changes_between(before, record);
  if (entry.changes.empty()) return {};
  TRY(refuse(workflow::check_record(work.around(record), &before, record,
                                    workflow::RequiredOf::emptied_fields, {})));
  return write_change(work, before, record, std::move(entry), {});
}

// What an effect does beyond fields and notices: a comment and a further transition by the engine,
// a new record by a link, made by `maker`.
Status follow_effects(Work& work, Work& maker, record::Record& record,
                      const pack::Effects& effects) {
  if (effects.comment) {
    const auto text = record::evaluate(*effects.comment, work.around(record));
    if (text && text->get<std::string>())
      record =
          TRY(comment_in(work, record, {.body = text->text(), .visibility = "internal"})).record;
  }
  if (!effects.transition.empty())
    record = TRY(transition_in(work, record, effects.transition, {})).record;
  if (!effects.create.empty()) TRY(create_by_link(maker, record, effects.create));
  return {};
}

Status run_rule(Work& work, const EventRule& rule, record::Record& record,
                const std::string& text) {
  const auto system = record::Scope::system();
  auto engine = work.as_system(system, "rule");
  engine.running_rules.push_back(rule_key(rule));
  return run_effects(engine, record, rule.effects, text);
}

Status run_rules(Work& work, const record::Record* before, record::Record& record,
                 const record::Entry& entry, const Written& written) {
  // Conditions are all asked of the record as the event left it, before any rule has changed it.
  std::vector<const EventRule*> due;
  for (const auto& rule : record.type->rules) {
    if (!written.event || rule.event != *written.event || is_running(work, rule)) continue;
    auto in = work.around(record);
    in.old = before;
    in.entry = &entry;
    if (!rule.when || record::holds(*rule.when, in)) due.push_back(&rule);
  }
  for (const auto* rule : due) TRY(run_rule(work, *rule, record, written.comment));
  return {};
}

// A calendar whose hours have changed: what runs by it is due at another time.
Status note_calendar_change(Work& work, const record::Record* before, const record::Record& after) {
  const int position = after.type->field_with(pack::FieldRole::calendar);
  if (position < 0 || !before || before->value(position) == after.value(position)) return {};
  return sla::look_at_calendar(work.tx, after.id, work.recorded_at);
}

Status follow_up(Work& work, const record::Record* before, record::Record& record,
                 const record::Entry& entry, const Written& written) {
  TRY(set_timers(work, before, record));
  if (work.is_silent) return {};
  TRY(write_live_event(work, before, record, entry));
  TRY(keep_in_step(work, before, record, entry));
  if (written.effects) TRY(send_notices(work, record, *written.effects, written.comment));
  TRY(run_rules(work, before, record, entry, written));
  if (written.effects && (written.effects->comment || !written.effects->transition.empty() ||
                          !written.effects->create.empty())) {
    const auto system = record::Scope::system();
    auto engine = work.as_system(system, "rule");
    // What a person's step creates is that person's: `me` is who took it.
    auto maker = work;
    maker.via = "rule";
    maker.depth = engine.depth;
    TRY(follow_effects(engine, maker, record, *written.effects));
  }
  return {};
}

}  // namespace

Status write_new(Work& work, record::Record& record, record::Entry entry, const Written& written) {
  TRY(check_depth(work));
  note_write(work);
  TRY(record::update_figures(work.around(record), record, entry));
  const auto clocks = TRY(clocks_after(work, nullptr, record, entry));
  TRY(record::insert(work.tx, work.model, record, entry));
  TRY(write_clocks(work, clocks));
  return follow_up(work, nullptr, record, entry, written);
}

Status write_change(Work& work, const record::Record& before, record::Record& after,
                    record::Entry entry, const Written& written) {
  TRY(check_depth(work));
  note_write(work);
  TRY(record::update_figures(work.around(after), after, entry));
  const auto clocks = TRY(clocks_after(work, &before, after, entry));
  TRY(record::update(work.tx, work.model, before, after, entry));
  TRY(write_clocks(work, clocks));
  TRY(note_calendar_change(work, &before, after));
  return follow_up(work, &before, after, entry, written);
}

Status run_scheduled_rule(Work& work, const pack::EventRule& rule, record::Record& record) {
  if (rule.when && !record::holds(*rule.when, work.around(record))) return {};
  return run_rule(work, rule, record, "");
}

Status run_effects(Work& engine, record::Record& record, const pack::Effects& effects,
                   const std::string& text) {
  TRY(apply_rule_fields(engine, record, effects));
  TRY(send_notices(engine, record, effects, text));
  return follow_effects(engine, engine, record, effects);
}

record::Resolver resolver(Work& work, const Draft& draft) {
  return [&work, is_trusted = draft.is_trusted](const std::string& target_type,
                                                std::string_view text) -> Result<Id> {
    const auto* type = work.model.type(target_type);
    must(type != nullptr);
    const auto not_there = [&] { return fail(Code::not_found, "record.not_found"); };
    const auto id = TRY(record::find_id(work.tx, work.model, *type, text));
    if (!id) return not_there();
    if (is_trusted || work.scope.is_system || *id == work.scope.person) return *id;
    const auto found = TRY(record::find(work.tx, work.model, *type, *id));
    if (!found || !record::may_read(work.tx, work.lister(), *found)) return not_there();
    return *id;
  };
}

}  // namespace praxis::usecases
