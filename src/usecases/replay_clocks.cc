// A record's clocks from its journal: each entry is taken in turn, and the conditions asked of the
// record as it then was.
#include <algorithm>

#include "record/field_value.h"
#include "record/figures.h"
#include "sla/conditions.h"
#include "sla/settle_clock.h"
#include "usecases/keep_clocks.h"

namespace praxis::usecases {
namespace {

Result<Id> id_as_written(const std::string&, std::string_view text) { return id_from_text(text); }

record::Record unwritten(const record::Record& stored) {
  record::Record record;
  record.type = stored.type;
  record.id = stored.id;
  record.number = stored.number;
  record.created_at = stored.created_at;
  record.created_by = stored.created_by;
  record.values.resize(stored.type->fields.size());
  return record;
}

// What the journal says was written; a name that is no field any more is left out.
void take_entry(const record::Model& model, const record::Entry& entry, record::Record& record) {
  record.journal_seq = entry.seq;
  record.updated_at = std::max(record.updated_at, entry.occurred_at);
  if (!entry.to_state.empty()) record.state = record.type->find_state(entry.to_state);
  for (const auto& change : entry.changes) {
    const int position = record.type->find_field(change.name);
    if (position < 0) continue;
    const auto& field = record.type->fields[static_cast<std::size_t>(position)];
    auto value = record::value_from_json(model.packs(), field, change.to, id_as_written);
    if (value) record.value(position) = std::move(value->value);
  }
}

}  // namespace

Result<std::vector<sla::ClockRow>> replay_clocks(Work& work, const record::Record& stored,
                                                 std::span<const record::Entry> entries,
                                                 const record::Model* stored_model) {
  std::vector<sla::ClockRow> rows;
  for (const auto& clock : stored.type->clocks)
    rows.push_back({.record = stored.id, .name = clock.name, .type = stored.type->name});
  const auto system = record::Scope::system();
  auto record = unwritten(stored);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto before = record;
    take_entry(work.model, entries[i], record);
    auto in = work.around(record);
    in.scope = &system;
    in.stored = stored_model;
    in.now = entries[i].occurred_at;
    in.old = &before;
    in.entry = &entries[i];
    record::compute_figures(in, record, entries.first(i + 1));
    for (std::size_t c = 0; c < rows.size(); ++c) {
      const auto* last = rows[c].points.empty() ? nullptr : &rows[c].points.back();
      const auto& clock = stored.type->clocks[c];
      if (auto point = sla::next_point({in, work.book, entries[i]}, clock, last))
        sla::add_point(rows[c], std::move(*point));
      if (rows[c].points.size() >= sla::points_max)
        sla::settle(rows[c], clock, work.book, in.now);  // so that it is known what may go
    }
  }
  for (std::size_t c = 0; c < rows.size(); ++c)
    sla::settle(rows[c], stored.type->clocks[c], work.book, work.now);
  return rows;
}

}  // namespace praxis::usecases
