#include "usecases/import_case_store.h"

#include <algorithm>

namespace praxis::usecases {

Result<std::optional<ImportedCase>> find_imported_case(db::Transaction& tx, const CaseName& name) {
  std::optional<ImportedCase> found;
  TRY(tx.query(R"(SELECT "record", "rows", "fingerprint" FROM "import_case"
                  WHERE "source" = $1 AND "type" = $2 AND "key" = $3)",
               {name.source, name.type, name.key}, [&](const db::Row& row) -> Status {
                 found = ImportedCase{row.id(0), row.integer(1), {}};
                 const auto bytes = row.bytes(2);
                 if (bytes.size() == found->fingerprint.size())
                   std::copy(bytes.begin(), bytes.end(), found->fingerprint.begin());
                 return {};
               }));
  return found;
}

Status remember_imported_case(db::Transaction& tx, const CaseName& name,
                              const ImportedCase& imported) {
  const std::string_view fingerprint(imported.fingerprint.data(), imported.fingerprint.size());
  TRY(tx.execute(
      R"(INSERT INTO "import_case" ("source", "type", "key", "record", "rows", "fingerprint")
                    VALUES ($1, $2, $3, $4, $5, $6)
                    ON CONFLICT ("source", "type", "key") DO UPDATE SET "rows" = excluded."rows",
                    "fingerprint" = excluded."fingerprint")",
      {name.source, name.type, name.key, imported.record, imported.rows, db::Bytes{fingerprint}}));
  return {};
}

std::vector<db::TableWanted> import_tables() {
  using db::ColumnType;
  return {{.name = "import_case",
           .columns = {{"source", ColumnType::text, true},
                       {"type", ColumnType::text, true},
                       {"key", ColumnType::text, true},
                       {"record", ColumnType::id, true},
                       {"rows", ColumnType::integer, true},
                       {"fingerprint", ColumnType::blob, true}},
           .primary_key = {"source", "type", "key"},
           .is_clustered = true}};
}

}  // namespace praxis::usecases
