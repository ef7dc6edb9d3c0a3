#include "usecases/change_setting.h"

namespace praxis::usecases {

Result<std::optional<Json>> own_setting(db::Transaction& tx, Id organization,
                                        std::string_view name) {
  std::optional<Json> value;
  TRY(tx.query(R"(SELECT "value" FROM "setting" WHERE "organization" = $1 AND "name" = $2)",
               {organization, name}, [&](const db::Row& row) -> Status {
                 value = TRY(json_from_text(row.text(0)));
                 return {};
               }));
  return value;
}

Status write_own_setting(Work& work, Id organization, std::string_view name, const Json& value) {
  const auto text = to_canonical(value);
  TRY(work.tx.execute(
      R"(INSERT INTO "setting" ("organization", "name", "value", "changed_at", "changed_by")
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT ("organization", "name") DO UPDATE SET "value" = excluded."value",
           "changed_at" = excluded."changed_at", "changed_by" = excluded."changed_by")",
      {organization, name, std::string_view(text), work.recorded_at.us, work.scope.person}));
  return {};
}

Status remove_own_setting(Work& work, Id organization, std::string_view name) {
  TRY(work.tx.execute(R"(DELETE FROM "setting" WHERE "organization" = $1 AND "name" = $2)",
                      {organization, name}));
  return {};
}

}  // namespace praxis::usecases
