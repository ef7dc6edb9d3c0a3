#include "record/import_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "record/version_store.h"

namespace praxis::record {
namespace {

bool is_import_edit(const Entry& entry) {
  return entry.kind == EntryKind::field || entry.kind == EntryKind::transition;
}

// Version and last change as update() would have left them.
void note_import_entry(Record& record, const Entry& entry) {
  record.updated_at = std::max(record.updated_at, entry.occurred_at);
  if (!is_import_edit(entry)) return;
  ++record.version;
  record.updated_by = entry.actor;
}

// The entry that cut the version which still stands: a text that is published when it comes is
// there for readers. What older versions said is not told by a history of states.
std::optional<Entry> standing_cut(const Record& record, const std::vector<Entry>& entries) {
  const auto cut = std::find_if(entries.rbegin(), entries.rend(), [&](const Entry& entry) {
    return cuts_version(*record.type, entry);
  });
  if (cut == entries.rend() || cut->to_state != record.state_name()) return std::nullopt;
  return *cut;
}

}  // namespace

Status insert_with_history(db::Transaction& tx, const Model& model, Record& record,
                           std::vector<Entry> entries) {
  must(!entries.empty() && entries.front().kind == EntryKind::create);
  record.version = 1;
  for (const auto& entry : entries) note_import_entry(record, entry);
  const auto cut =
      cuts_version(*record.type, entries.back()) ? std::nullopt : standing_cut(record, entries);
  for (std::size_t i = 0; i + 1 < entries.size(); ++i)
    TRY(append(tx, record, std::move(entries[i])));
  TRY(insert(tx, model, record, std::move(entries.back())));
  return cut ? follow_with_versions(tx, model, record, *cut) : Status();
}

Status update_with_history(db::Transaction& tx, const Model& model, const Record& before,
                           Record& after, std::vector<Entry> entries) {
  const auto cut = standing_cut(after, entries);
  for (auto& entry : entries) {
    note_import_entry(after, entry);
    TRY(append(tx, after, std::move(entry)));
  }
  TRY(update_row(tx, model, before, after));
  return follow_with_versions(tx, model, after, cut.value_or(Entry{}));
}

Result<std::vector<Id>> find_by_title(db::Transaction& tx, const Model& model,
                                      const pack::RecordType& type, std::string_view title) {
  std::vector<Id> found;
  const int position = type.field_with(pack::FieldRole::title);
  if (position < 0) return found;
  const auto& family = model.family_of(type);
  const auto& field = type.fields[static_cast<std::size_t>(position)];
  if (family.places.at(field.name).folded < 0) return found;
  const auto folded = fold(title);
  const auto sql =
      fmt::format(R"(SELECT "id", "type" FROM {} WHERE {} = $1 ORDER BY "row" LIMIT 50)",
                  db::quoted(family.name), db::quoted(field.name + "_folded"));
  TRY(tx.query(sql, {std::string_view(folded)}, [&](const db::Row& row) -> Status {
    const auto* actual = model.type(row.text(1));
    if (actual && actual->is_a(type.name) && found.size() < 2) found.push_back(row.id(0));
    return {};
  }));
  return found;
}

}  // namespace praxis::record
