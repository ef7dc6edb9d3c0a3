#include <fmt/format.h>

#include <algorithm>

#include "record/field_value.h"
#include "usecases/try_packs.h"
#include "workflow/checks.h"
#include "workflow/lifecycle.h"

namespace praxis::usecases {
namespace {

using Judgements = std::vector<Judgement>;

std::string address_of(const record::Record& record, std::string_view section,
                       std::string_view name) {
  return fmt::format("{}.{}.{}", record.type->name, section, name);
}

Result<Id> resolved_id(const std::string&, std::string_view text) {
  if (const auto id = id_from_text(text)) return *id;
  return fail(Code::not_found, "record.not_found", "no id");
}

// What the entry changed, put into the record as these packs read it. Computed fields are left to
// these packs.
std::vector<int> take_changes(const record::Surroundings& in, record::Record& record,
                              const record::Entry& entry, Judgements& out) {
  std::vector<int> given;
  for (const auto& change : entry.changes) {
    const int position = record.type->find_field(change.name);
    if (position < 0) continue;
    const auto& field = record.type->fields[static_cast<std::size_t>(position)];
    if (field.computed) continue;
    const auto parsed = record::value_from_json(in.model->packs(), field, change.to, resolved_id);
    if (!parsed) {
      const auto& fields = parsed.error().fields;
      out.push_back({TrialKind::refused, address_of(record, "fields", field.name),
                     fields.empty() ? parsed.error().reason : fields.front().reason});
      continue;
    }
    record.value(position) = parsed->value;
    given.push_back(position);
  }
  return given;
}

void check_fields_of(const record::Surroundings& in, const record::Record& before,
                     const record::Record& after, const std::vector<int>& given,
                     const record::Entry& entry, Judgements& out) {
  const auto required = entry.kind == record::EntryKind::field
                            ? workflow::RequiredOf::emptied_fields
                            : workflow::RequiredOf::whole_record;
  for (const auto& error : workflow::check_record(in, &before, after, required, given))
    out.push_back({TrialKind::refused,
                   entry.transition.empty() ? address_of(after, "fields", error.field)
                                            : address_of(after, "transitions", entry.transition),
                   fmt::format("{}: {}", error.field, error.reason)});
}

// Enters the state that the entry tells of; false where these packs have no such state.
bool enter_state(record::Record& record, const record::Entry& entry, Judgements& out) {
  if (entry.to_state.empty()) return true;
  record.state = record.type->find_state(entry.to_state);
  if (record.state >= 0) return true;
  out.push_back(
      {TrialKind::stuck, address_of(record, "states", entry.to_state), "there is no such state"});
  return false;
}

void judge_transition(record::Surroundings in, const record::Record& before,
                      const record::Record& dialog, const record::Entry& entry, Judgements& out) {
  const auto address = address_of(before, "transitions", entry.transition);
  const auto* transition = workflow::lifecycle_of(dialog).find(entry.transition);
  if (!transition) {
    out.push_back({TrialKind::refused, address, "there is no such transition"});
    return;
  }
  if (transition->from != 0 && !workflow::starts_here(*transition, before))
    out.push_back(
        {TrialKind::refused, address, fmt::format("does not start at {}", before.state_name())});
  for (const int position : transition->requires_fields)
    if (dialog.value(position).is_null())
      out.push_back({TrialKind::refused, address,
                     fmt::format("{}: required",
                                 dialog.type->fields[static_cast<std::size_t>(position)].name)});
  if (transition->needs_reason && entry.reason.empty())
    out.push_back({TrialKind::refused, address, "reason: required"});
  in.record = &dialog;
  if (const auto refusal = workflow::refused_by_guard(in, *transition))
    out.push_back({TrialKind::refused, address, refusal->reason});
}

}  // namespace

std::vector<Judgement> judge_entry(const record::Surroundings& surroundings, record::Record& record,
                                   const record::Entry& entry) {
  Judgements out;
  auto in = surroundings;
  in.now = entry.occurred_at;
  const auto before = record;
  record.journal_seq = entry.seq;
  const auto given = take_changes(in, record, entry, out);
  auto dialog = record;  // what a guard sees: the new values in the old state
  if (!enter_state(record, entry, out)) return out;
  if (!entry.transition.empty()) judge_transition(in, before, dialog, entry, out);
  in.record = &record;
  workflow::compute_fields(in, record);
  check_fields_of(in, before, record, given, entry, out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace praxis::usecases
