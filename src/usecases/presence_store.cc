#include "usecases/presence.h"

namespace praxis::usecases {
namespace {

Present present_from(const db::Row& row, int first) {
  return {row.id(first), row.text(first + 1) == name(Doing::edits) ? Doing::edits : Doing::looks,
          row.instant(first + 2)};
}

}  // namespace

std::string_view name(Doing doing) { return doing == Doing::edits ? "edits" : "looks"; }

Status note_presence(Application& application, const Caller& caller,
                     const record::RecordName& wanted, Doing doing) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    const auto record = TRY(record::read(work.tx, work.lister(), wanted));
    const auto now = work.recorded_at;
    // Who was away came anew.
    TRY(work.tx.execute(
        R"(INSERT INTO "presence" ("record", "person", "doing", "since", "until_at")
           VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT ("record", "person") DO UPDATE SET "doing" = excluded."doing",
             "since" = CASE WHEN "presence"."until_at" > $4 THEN "presence"."since"
                       ELSE excluded."since" END,
             "until_at" = excluded."until_at")",
        {record.id, work.scope.person, name(doing), now.us, (now + presence_kept).us}));
    return {};
  });
}

Status end_presence(Application& application, const Caller& caller,
                    const record::RecordName& wanted) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    const auto record = TRY(record::read(work.tx, work.lister(), wanted));
    TRY(work.tx.execute(R"(DELETE FROM "presence" WHERE "record" = $1 AND "person" = $2)",
                        {record.id, work.scope.person}));
    return {};
  });
}

Result<std::vector<Present>> present_at(db::Transaction& tx, Id record, Instant now) {
  std::vector<Present> present;
  TRY(tx.query(R"(SELECT "person", "doing", "since" FROM "presence"
                  WHERE "record" = $1 AND "until_at" > $2 ORDER BY "since", "person")",
               {record, now.us}, [&](const db::Row& row) -> Status {
                 present.push_back(present_from(row, 0));
                 return {};
               }));
  return present;
}

Result<std::map<Id, std::vector<Present>>> all_present(db::Transaction& tx, Instant now) {
  std::map<Id, std::vector<Present>> present;
  TRY(tx.query(R"(SELECT "record", "person", "doing", "since" FROM "presence"
                  WHERE "until_at" > $1 ORDER BY "since", "person" LIMIT $2)",
               {now.us, presence_max}, [&](const db::Row& row) -> Status {
                 present[row.id(0)].push_back(present_from(row, 1));
                 return {};
               }));
  return present;
}

Status forget_absent(db::Transaction& tx, Instant now) {
  TRY(tx.execute(R"(DELETE FROM "presence" WHERE "until_at" <= $1)", {now.us}));
  return {};
}

}  // namespace praxis::usecases
