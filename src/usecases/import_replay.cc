#include "usecases/import_replay.h"

#include <algorithm>

#include "record/figures.h"
#include "record/record_store.h"
#include "workflow/checks.h"

namespace praxis::usecases {
namespace {

record::Record empty_of(const pack::RecordType& type) {
  record::Record record;
  record.type = &type;
  record.values.resize(type.fields.size());
  return record;
}

}  // namespace

record::Entry Replay::entry_of(std::size_t row, record::EntryKind kind) const {
  auto entry = work_.entry(kind);
  entry.occurred_at = plan_.row_times[plan_.table->code(row, plan_.row_at)].value_or(Instant{});
  entry.actor = plan_.person_of(plan_.row_by, row);
  entry.side = entry.actor.is_nil() ? pack::Side::system : pack::Side::agent;
  return entry;
}

bool Replay::has_changed(const BoundSource& from, Step step) const {
  if (!step.before) return true;
  const auto differs = [&](int column) {
    return plan_.table->code(step.row, column) != plan_.table->code(*step.before, column);
  };
  if (from.source->parts.empty()) return from.column >= 0 && differs(from.column);
  return std::any_of(from.part_columns.begin(), from.part_columns.end(), [&](const auto& part) {
    return std::any_of(part.begin(), part.end(), differs);
  });
}

bool Replay::take_fields(record::Record& record, Step step) {
  bool is_changed = false;
  for (const auto& bound : plan_.fields) {
    if (!has_changed(bound.from, step)) continue;
    is_changed = true;
    if (bound.is_override) continue;
    auto value = plan_.value_of(bound, step.row);
    if (value.is_null() && !step.before)
      value = record.type->fields[static_cast<std::size_t>(bound.field)].default_value;
    record.value(bound.field) = std::move(value);
  }
  return is_changed;
}

// Computed fields; where the log tells another value than is computed here, the log's stands as an
// override.
void Replay::compute(record::Record& record, std::size_t row) {
  for (const auto& bound : plan_.fields)
    if (bound.is_override) record.overrides.erase(bound.field);
  workflow::compute_fields(work_.around(record), record);
  bool has_override = false;
  for (const auto& bound : plan_.fields) {
    if (!bound.is_override) continue;
    auto told = plan_.value_of(bound, row);
    if (told.is_null() || told == record.value(bound.field)) continue;
    record.overrides[bound.field] = std::move(told);
    has_override = true;
  }
  if (has_override) workflow::compute_fields(work_.around(record), record);
}

void Replay::open(Replayed& out, std::size_t row) {
  const auto& type = *plan_.map->type;
  auto& record = out.record = empty_of(type);
  for (std::size_t i = 0; i < record.values.size(); ++i)
    record.values[i] = type.fields[i].default_value;
  take_fields(record, {row, std::nullopt});
  auto entry = entry_of(row, record::EntryKind::create);
  if (plan_.opened_at >= 0)
    entry.occurred_at =
        plan_.opened_times[plan_.table->code(row, plan_.opened_at)].value_or(entry.occurred_at);
  if (plan_.opened_by) entry.actor = plan_.person_of(plan_.opened_by, row);
  entry.side = entry.actor.is_nil() ? pack::Side::system : pack::Side::agent;
  if (type.lifecycle.create >= 0) {
    const auto& create =
        type.lifecycle.transitions[static_cast<std::size_t>(type.lifecycle.create)];
    record.state = create.to;
    entry.transition = create.name;
    entry.to_state = record.state_name();
  }
  record.created_at = record.updated_at = out.entered_at = entry.occurred_at;
  record.created_by = record.updated_by = entry.actor;
  record.external_source = plan_.map->source;
  record.external_key = plan_.table->text(row, 0);
  compute(record, row);
  entry.changes = record::changes_between(empty_of(type), record);
  out.entries.push_back(std::move(entry));
}

void Replay::take_row(Replayed& out, Step step) {
  auto& record = out.record;
  auto entry = entry_of(step.row, record::EntryKind::field);
  if (plan_.state >= 0) {
    const auto code = plan_.table->code(step.row, plan_.state);
    const int to = plan_.states[code];
    if (to == ImportMap::keep_state) {
      entry.reason = plan_.table->columns[static_cast<std::size_t>(plan_.state)].texts[code];
    } else if (to != record.state) {
      entry.kind = record::EntryKind::transition;
      entry.from_state = record.state_name();
      entry.transition = record.state < 0
                             ? ""
                             : plan_.transitions[static_cast<std::size_t>(record.state)]
                                                [static_cast<std::size_t>(to)];
      record.state = to;
      out.entered_at = entry.occurred_at;
      entry.to_state = record.state_name();
    }
  }
  // The opening has taken the first row's fields already.
  if (step.before) {
    auto before = record;
    if (take_fields(record, step)) {
      compute(record, step.row);
      entry.changes = record::changes_between(before, record);
    }
  }
  out.entries.push_back(std::move(entry));
  out.row_states.push_back(record.state);
}

void Replay::take_comment(Replayed& out, Step step) {
  if (plan_.comment < 0) return;
  const auto& text = plan_.table->text(step.row, plan_.comment);
  const bool is_new = !step.before || plan_.table->code(step.row, plan_.comment) !=
                                          plan_.table->code(*step.before, plan_.comment);
  if (!is_new || plan_.map->is_unknown(text)) return;
  auto entry = entry_of(step.row, record::EntryKind::comment);
  entry.visibility = plan_.map->comment_visibility;
  entry.changes.push_back({"body", nullptr, Json(text)});
  out.entries.push_back(std::move(entry));
}

void Replay::close(Replayed& out) {
  record::compute_figures(work_.around(out.record), out.record, out.entries);
}

Replayed Replay::whole(std::span<const std::uint32_t> rows) {
  Replayed out;
  out.entries.reserve(rows.size() + 1);
  open(out, rows.front());
  std::optional<std::size_t> before;
  for (const auto row : rows) {
    take_row(out, {row, before});
    take_comment(out, {row, before});
    before = row;
  }
  close(out);
  return out;
}

Result<Replayed> Replay::rest(record::Record stored, std::span<const std::uint32_t> rows,
                              std::size_t first) {
  must(first > 0);
  Replayed out;
  out.entries = TRY(record::read_entries(work_.tx, stored.id, {}));
  for (const auto& entry : out.entries)
    if (!entry.to_state.empty()) out.entered_at = entry.occurred_at;
  const auto old_entries = static_cast<std::ptrdiff_t>(out.entries.size());
  out.record = std::move(stored);
  for (std::size_t i = first; i < rows.size(); ++i) {
    take_row(out, {rows[i], rows[i - 1]});
    take_comment(out, {rows[i], rows[i - 1]});
  }
  close(out);
  out.entries.erase(out.entries.begin(), out.entries.begin() + old_entries);
  return out;
}

}  // namespace praxis::usecases
