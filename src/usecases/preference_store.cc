#include "usecases/preference.h"

namespace praxis::usecases {

Result<std::optional<std::string>> preference(db::Transaction& tx, Id person,
                                              std::string_view name) {
  std::optional<std::string> value;
  TRY(tx.query(R"(SELECT "value" FROM "preference" WHERE "person" = $1 AND "name" = $2)",
               {person, name}, [&](const db::Row& row) -> Status {
                 value = std::string(row.text(0));
                 return {};
               }));
  return value;
}

Status set_preference(db::Transaction& tx, Id person, std::string_view name,
                      const std::optional<std::string>& value) {
  if (!value) {
    TRY(tx.execute(R"(DELETE FROM "preference" WHERE "person" = $1 AND "name" = $2)",
                   {person, name}));
    return {};
  }
  TRY(tx.execute(R"(INSERT INTO "preference" ("person", "name", "value") VALUES ($1, $2, $3)
                    ON CONFLICT ("person", "name") DO UPDATE SET "value" = excluded."value")",
                 {person, name, std::string_view(*value)}));
  return {};
}

std::vector<db::TableWanted> preference_tables() {
  using db::ColumnType;
  return {{"preference",
           {{"person", ColumnType::id, true},
            {"name", ColumnType::text, true},
            {"value", ColumnType::text, true}},
           {"person", "name"},
           true}};
}

}  // namespace praxis::usecases
