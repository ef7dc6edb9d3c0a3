#include "identity/author.h"

namespace praxis::identity {

Result<record::Record> lock_person(db::Transaction& tx, const Author& author, Id person) {
  const auto* type = author.lister.model.type("person");
  if (!type) return fail(Code::not_found, "record.not_found", "there are no people in these packs");
  return record::lock(tx, author.lister, *type, person);
}

Status journal_changes(db::Transaction& tx, const Author& author, const record::Record& person,
                       std::vector<record::ValueChange> changes) {
  record::Entry entry;
  entry.kind = record::EntryKind::setting;
  entry.occurred_at = entry.recorded_at = author.lister.now;
  entry.actor = author.lister.scope.person;
  entry.side = author.lister.scope.side;
  entry.via = author.via;
  entry.generation = author.lister.model.generation();
  entry.changes = std::move(changes);
  auto after = person;
  return record::update(tx, author.lister.model, person, after, std::move(entry));
}

}  // namespace praxis::identity
