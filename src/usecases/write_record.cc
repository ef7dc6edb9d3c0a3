#include "usecases/write_record.h"

#include <algorithm>

#include "notify/outbox.h"
#include "record/figures.h"
#include "record/list.h"
#include "usecases/comment_record.h"
#include "usecases/link_record.h"
#include "usecases/live_event.h"
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

// set, fill and clear of a rule: an update by the engine, if it changes anything.
Status apply_rule_fields(Work& work, record::Record& record, const pack::Effects& effects) {
  if (effects.set.empty() && effects.fill.empty() && effects.clear.empty()) return {};
  auto before = record;
  TRY(workflow::apply_effects(work.around(record), record, effects));
  workflow::compute_fields(work.around(record), record);
  auto entry = work.entry(record::EntryKind::field);
  entry.changes = record::changes_between(before, record);
  if (entry.changes.empty()) return {};
  return write_change(work, before, record, std::move(entry), {});
}

// What an effect does beyond fields and notices: a comment, a further transition, a new record by a
// link.
Status follow_effects(Work& work, record::Record& record, const pack::Effects& effects) {
  if (effects.comment) {
    const auto text = record::evaluate(*effects.comment, work.around(record));
    if (text && text->get<std::string>())
      record =
          TRY(comment_in(work, record, {.body = text->text(), .visibility = "internal"})).record;
  }
  if (!effects.transition.empty())
    record = TRY(transition_in(work, record, effects.transition, {})).record;
  if (!effects.create.empty()) TRY(create_by_link(work, record, effects.create));
  return {};
}

Status run_rule(Work& work, const EventRule& rule, record::Record& record,
                const std::string& text) {
  const auto system = record::Scope::system();
  auto engine = work.as_system(system, "rule");
  engine.running_rules.push_back(rule.declared_by + "." + rule.name);
  TRY(apply_rule_fields(engine, record, rule.effects));
  TRY(send_notices(engine, record, rule.effects, text));
  return follow_effects(engine, record, rule.effects);
}

Status run_rules(Work& work, const record::Record* before, record::Record& record,
                 const record::Entry& entry, const Written& written) {
  // Conditions are all asked of the record as the event left it, before any rule has changed it.
  std::vector<const EventRule*> due;
  for (const auto& rule : record.type->rules) {
    if (rule.event != written.event) continue;
    const auto name = rule.declared_by + "." + rule.name;
    if (std::find(work.running_rules.begin(), work.running_rules.end(), name) !=
        work.running_rules.end())
      continue;
    auto in = work.around(record);
    in.old = before;
    in.entry = &entry;
    if (!rule.when || record::holds(*rule.when, in)) due.push_back(&rule);
  }
  for (const auto* rule : due) TRY(run_rule(work, *rule, record, written.comment));
  return {};
}

Status follow_up(Work& work, const record::Record* before, record::Record& record,
                 const record::Entry& entry, const Written& written) {
  if (work.is_silent) return {};
  TRY(set_timers(work, before, record));
  TRY(write_live_event(work, before, record, entry));
  if (written.effects) TRY(send_notices(work, record, *written.effects, written.comment));
  TRY(run_rules(work, before, record, entry, written));
  if (written.effects && (written.effects->comment || !written.effects->transition.empty() ||
                          !written.effects->create.empty())) {
    const auto system = record::Scope::system();
    auto engine = work.as_system(system, "rule");
    TRY(follow_effects(engine, record, *written.effects));
  }
  return {};
}

}  // namespace

Status write_new(Work& work, record::Record& record, record::Entry entry, const Written& written) {
  note_write(work);
  TRY(record::update_figures(work.around(record), record, entry));
  TRY(record::insert(work.tx, work.model, record, entry));
  return follow_up(work, nullptr, record, entry, written);
}

Status write_change(Work& work, const record::Record& before, record::Record& after,
                    record::Entry entry, const Written& written) {
  note_write(work);
  TRY(record::update_figures(work.around(after), after, entry));
  TRY(record::update(work.tx, work.model, before, after, entry));
  return follow_up(work, &before, after, entry, written);
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
