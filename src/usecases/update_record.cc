#include "usecases/update_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "identity/permission.h"
#include "usecases/check_written.h"
#include "usecases/flow_records.h"
#include "usecases/link_record.h"
#include "usecases/refusal.h"
#include "usecases/write_record.h"
#include "workflow/checks.h"
#include "workflow/fields.h"

namespace praxis::usecases {
namespace {

// Rights, fixed fields and reasons, asked of the record as it stands.
void check_update(const record::Surroundings& in, const Work& work,
                  const workflow::ParsedFields& parsed, const Draft& draft,
                  std::vector<FieldError>& findings) {
  const auto& type = *in.record->type;
  const bool is_free = draft.is_trusted || work.scope.is_system;
  const identity::ActorRights actor(work.scope, work.model.packs(), type);
  const identity::RecordRights rights(actor, in);
  const auto updatable = rights.updatable_fields();
  for (const auto& [position, value] : parsed.values) {
    const auto& field = type.fields[static_cast<std::size_t>(position)];
    if (in.record->value(position) == value.value) continue;
    if (!is_free && !updatable.test(static_cast<std::size_t>(position)))
      findings.push_back({field.name, "not_updatable"});
    else if (workflow::is_fixed(in, field))
      findings.push_back({field.name, "fixed"});
  }
  for (const auto& [position, value] : parsed.overrides) {
    const auto& field = type.fields[static_cast<std::size_t>(position)];
    if (!is_free && !rights.holds_one_of(field.override_by->roles))
      findings.push_back({field.name, "override_not_allowed"});
    else if (!is_free && field.override_by->needs_reason && draft.reason.empty())
      findings.push_back({field.name, "reason_required"});
    else if (workflow::is_fixed(in, field))
      findings.push_back({field.name, "fixed"});
  }
}

// The names that were changed after the version that the caller saw.
Result<std::set<std::string>> changed_since(Work& work, const record::Record& record,
                                            std::int64_t base_version) {
  using record::EntryKind;
  std::set<std::string> names;
  const auto entries =
      TRY(record::read_entries(work.tx, record.id, {EntryKind::field, EntryKind::transition}));
  const auto newer = std::min<std::int64_t>(record.version - base_version, std::ssize(entries));
  for (auto entry = entries.end() - newer; entry != entries.end(); ++entry)
    for (const auto& change : entry->changes) names.insert(change.name);
  return names;
}

// What the caller wrote over a change it had not seen is refused, with both values; disjoint fields
// are merged.
Status check_base_version(Work& work, const record::Record& before,
                          const workflow::ParsedFields& parsed, const Draft& draft) {
  if (!draft.base_version || *draft.base_version >= before.version) return {};
  const auto changed = TRY(changed_since(work, before, *draft.base_version));
  JsonObject both;
  const auto compare = [&](int position, const record::ParsedValue& yours) {
    const auto& field = before.type->fields[static_cast<std::size_t>(position)];
    if (!changed.contains(field.name) || before.value(position) == yours.value) return;
    both[field.name] =
        JsonObject{{"yours", record::value_to_json(field, yours.value, yours.currency)},
                   {"theirs", record::value_to_json(field, before.value(position))}};
  };
  for (const auto& [position, value] : parsed.values) compare(position, value);
  for (const auto& [position, value] : parsed.overrides) compare(position, value);
  if (both.empty()) return {};
  Error error{Code::conflict, "record.changed",
              "others changed the same fields since you read the record"};
  for (const auto& pair : both)
    error.fields.push_back({std::string(pair.key()), "changed", pair.value().get_object()});
  error.details = {{"version", before.version}, {"fields", std::move(both)}};
  return fail(std::move(error));
}

struct UpdateDecision {
  record::Record record;
  std::optional<Error> refusal{};
};

Result<UpdateDecision> decide_update(Work& work, const record::Record& before, const Draft& draft) {
  const auto parsed =
      workflow::parse_fields(work.model.packs(), *before.type, draft.fields, resolver(work, draft));
  auto after = before;
  workflow::put_fields(after, parsed);
  workflow::compute_fields(work.around(after), after);
  auto findings = parsed.errors;
  check_update(work.around(before), work, parsed, draft, findings);
  std::vector<int> given;
  for (const auto& [position, value] : parsed.values) given.push_back(position);
  for (auto& finding :
       check_written(work, &before, after, workflow::RequiredOf::emptied_fields, given))
    findings.push_back(std::move(finding));
  if (auto status = refuse(std::move(findings)); !status)
    return UpdateDecision{std::move(after), status.error()};
  if (auto status = check_base_version(work, before, parsed, draft); !status)
    return UpdateDecision{std::move(after), status.error()};
  return UpdateDecision{std::move(after)};
}

Result<record::Record> write_update(Work& work, const record::Record& before, record::Record after,
                                    const Draft& draft) {
  auto entry = work.entry(record::EntryKind::field);
  entry.reason = draft.reason;
  entry.changes = record::changes_between(before, after);
  if (entry.changes.empty()) return before;
  TRY(write_change(work, before, after, std::move(entry),
                   {.event = pack::EventRule::Event::update}));
  return after;
}

// What an entry changed, turned round, as a draft; a Conflict if a field has moved on since.
Result<Draft> undoing_draft(const record::Record& record, const record::Entry& entry) {
  Draft draft;
  Error moved_on{Code::conflict, "undo.changed_since", "the field was changed again since"};
  for (const auto& change : entry.changes) {
    const int position = record.type->find_field(change.name);
    if (position < 0) continue;
    const auto& field = record.type->fields[static_cast<std::size_t>(position)];
    if (field.computed && !field.override_by) continue;
    const auto currency = record.currencies.find(position);
    const auto now = record::value_to_json(
        field, record.value(position), currency == record.currencies.end() ? "" : currency->second);
    if (now != change.to) moved_on.fields.push_back({field.name, "changed", {{"now", now}}});
    if (field.computed && !record.overrides.contains(position)) continue;
    draft.fields[field.name] = field.computed ? Json(nullptr) : change.from;
  }
  if (!moved_on.fields.empty()) return fail(std::move(moved_on));
  if (draft.fields.empty())
    return fail(Code::conflict, "undo.nothing", "this entry changed no field that can be set back");
  return draft;
}

Result<record::Entry> entry_to_undo(Work& work, const record::Record& record, std::int64_t seq) {
  const auto page =
      TRY(record::read_journal(work.tx, record.id, seq - 1, 1, record::Order::oldest_first));
  if (seq < 1 || page.entries.empty() || page.entries.front().seq != seq)
    return fail(Code::not_found, "journal.not_found",
                fmt::format("{} has no entry {}", record.number, seq));
  if (page.entries.front().kind != record::EntryKind::field)
    return fail(Code::conflict, "undo.no_field_change",
                "only a change of fields can be undone; a transition is left by another one");
  return page.entries.front();
}

}  // namespace

Result<record::Record> update_in(Work& work, const record::Record& before, const Draft& draft) {
  auto decided = TRY(decide_update(work, before, draft));
  if (decided.refusal) return fail(std::move(*decided.refusal));
  return write_update(work, before, std::move(decided.record), draft);
}

Result<Outcome> update_or_preview(Work& work, const record::Record& before, const Draft& draft) {
  TRY(check_flows(work.model.packs(), *before.type, nullptr, draft.flows));
  if (!work.is_dry) {
    Outcome outcome{.record = TRY(update_in(work, before, draft))};
    outcome.flowed = TRY(pass_on(work, {before, outcome.record}, draft));
    return outcome;
  }
  auto decided = TRY(decide_update(work, before, draft));
  return Outcome{.record = std::move(decided.record), .refusal = std::move(decided.refusal)};
}

Result<Outcome> undo_entry(Work& work, const record::Record& before, const record::Entry& entry) {
  auto draft = TRY(undoing_draft(before, entry));
  draft.reason = fmt::format("undoes entry {}", entry.seq);
  return update_or_preview(work, before, draft);
}

Result<Outcome> update_record(Application& application, const Caller& caller,
                              const record::RecordName& name, const Draft& draft) {
  const WriteOptions options{draft.dry_run, draft.occurred_at, draft.is_silent};
  return in_write(application, caller, options, [&](Work& work) -> Result<Outcome> {
    return update_or_preview(work, TRY(record::lock(work.tx, work.lister(), name)), draft);
  });
}

Result<Outcome> undo_change(Application& application, const Caller& caller,
                            const record::RecordName& name, std::int64_t seq) {
  return in_write(application, caller, {}, [&](Work& work) -> Result<Outcome> {
    const auto before = TRY(record::lock(work.tx, work.lister(), name));
    return undo_entry(work, before, TRY(entry_to_undo(work, before, seq)));
  });
}

}  // namespace praxis::usecases
