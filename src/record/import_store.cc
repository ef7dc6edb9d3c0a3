#include "record/import_store.h"

#include <fmt/format.h>

#include "base/text.h"

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

}  // namespace

Status insert_with_history(db::Transaction& tx, const Model& model, Record& record,
                           std::vector<Entry> entries) {
  must(!entries.empty() && entries.front().kind == EntryKind::create);
  record.version = 1;
  for (const auto& entry : entries) note_import_entry(record, entry);
  for (std::size_t i = 0; i + 1 < entries.size(); ++i)
    TRY(append(tx, record, std::move(entries[i])));
  return insert(tx, model, record, std::move(entries.back()));
}

Status update_with_history(db::Transaction& tx, const Model& model, const Record& before,
                           Record& after, std::vector<Entry> entries) {
  for (auto& entry : entries) {
    note_import_entry(after, entry);
    TRY(append(tx, after, std::move(entry)));
  }
  return update_row(tx, model, before, after);
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
