#include "usecases/past_record.h"

#include "record/field_value.h"
#include "record/journal.h"
#include "record/record_store.h"

namespace praxis::usecases {
namespace {

Result<Id> id_as_written(const std::string&, std::string_view text) { return id_from_text(text); }

// What an entry changed taken back; values that packs no longer understand stay as they are.
void take_back(const pack::PackSet& packs, const record::Entry& entry, record::Record& record) {
  if (!entry.from_state.empty())
    if (const int state = record.type->find_state(entry.from_state); state >= 0)
      record.state = state;
  if (entry.kind != record::EntryKind::field && entry.kind != record::EntryKind::transition) return;
  for (const auto& change : entry.changes) {
    const int position = record.type->find_field(change.name);
    if (position < 0) continue;
    const auto& field = record.type->fields[static_cast<std::size_t>(position)];
    if (auto was = record::value_from_json(packs, field, change.from, id_as_written))
      record.value(position) = std::move(was->value);
  }
}

}  // namespace

Result<std::optional<AroundEntry>> around_entry(db::Transaction& tx, const record::Model& model,
                                                const pack::RecordType& type, Id id,
                                                std::int64_t seq) {
  auto now = TRY(record::find(tx, model, type, id));
  if (!now) return std::optional<AroundEntry>();
  const auto page =
      TRY(record::read_journal(tx, id, 0, entries_undone_max, record::Order::newest_first));
  auto past = *now;
  for (const auto& entry : page.entries) {
    if (entry.seq < seq) break;
    if (entry.seq > seq) {
      take_back(model.packs(), entry, past);
      continue;
    }
    AroundEntry around{.after = past};
    take_back(model.packs(), entry, past);
    if (entry.kind != record::EntryKind::create) around.before = std::move(past);
    return std::optional(std::move(around));
  }
  return std::optional(AroundEntry{*now, *now});
}

}  // namespace praxis::usecases
