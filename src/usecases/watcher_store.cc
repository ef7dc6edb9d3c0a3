#include <fmt/format.h>

#include "identity/permission.h"
#include "usecases/link_record.h"
#include "usecases/write_record.h"

namespace praxis::usecases {
namespace {

// One may always begin and end one's own watching of what one may read; others are set by those who
// may link.
Status check_watch_right(Work& work, const record::Record& record, Id person) {
  if (work.scope.is_system || person == work.scope.person ||
      identity::may(work.around(record), pack::Action::link))
    return {};
  return fail(Code::forbidden, "watch_not_allowed",
              fmt::format("you may not set watchers of {}", record.number));
}

Result<bool> remove_watcher(db::Transaction& tx, Id record, Id person) {
  return TRY(tx.execute(R"(DELETE FROM "watcher" WHERE "record" = $1 AND "person" = $2)",
                        {record, person})) > 0;
}

Status note_watcher(Work& work, record::Record& record, const Json& from, const Json& to) {
  const auto before = record;
  auto entry = work.entry(record::EntryKind::link);
  entry.changes.push_back({"watchers", from, to});
  return write_change(work, before, record, std::move(entry),
                      {.event = pack::EventRule::Event::link});
}

}  // namespace

Result<bool> add_watcher(Work& work, Id record, Id person) {
  return TRY(work.tx.execute(
             R"(INSERT INTO "watcher" ("record", "person", "since") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING)",
             {record, person, work.now.us})) > 0;
}

Result<std::vector<Id>> watchers(db::Transaction& tx, Id record) {
  std::vector<Id> persons;
  TRY(tx.query(R"(SELECT "person" FROM "watcher" WHERE "record" = $1 ORDER BY "since", "person")",
               {record}, [&](const db::Row& row) -> Status {
                 persons.push_back(row.id(0));
                 return {};
               }));
  return persons;
}

Result<std::map<Id, std::vector<Id>>> watchers_of(db::Transaction& tx,
                                                  const std::vector<Id>& records) {
  std::map<Id, std::vector<Id>> all;
  for (const auto& record : records)
    if (all.try_emplace(record).second) all[record] = TRY(watchers(tx, record));
  std::erase_if(all, [](const auto& pair) { return pair.second.empty(); });
  return all;
}

Status watch_record(Application& application, const Caller& caller, const record::RecordName& name,
                    Id person) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    auto record = TRY(record::lock(work.tx, work.lister(), name));
    TRY(check_watch_right(work, record, person));
    if (!TRY(record::find(work.tx, work.model, *work.model.type("person"), person)))
      return fail(Code::not_found, "record.not_found", "there is no such person");
    if (!TRY(add_watcher(work, record.id, person))) return {};
    return note_watcher(work, record, nullptr, Json(to_text(person)));
  });
}

Status unwatch_record(Application& application, const Caller& caller,
                      const record::RecordName& name, Id person) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    auto record = TRY(record::lock(work.tx, work.lister(), name));
    TRY(check_watch_right(work, record, person));
    if (!TRY(remove_watcher(work.tx, record.id, person)))
      return fail(Code::not_found, "watcher.not_found", "this person does not watch it");
    return note_watcher(work, record, Json(to_text(person)), nullptr);
  });
}

}  // namespace praxis::usecases
