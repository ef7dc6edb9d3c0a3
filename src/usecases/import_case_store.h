// What was imported of a case: how many rows, and a fingerprint of them, so that a second import
// knows what is new. Runs inside the caller's transaction.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "db/migrate.h"
#include "usecases/import_table.h"

namespace praxis::usecases {

struct ImportedCase {
  Id record{};
  std::int64_t rows = 0;
  ImportTable::RowDigest fingerprint{};  // of these rows, one after the other
};

struct CaseName {
  std::string_view source, type, key;
};

Result<std::optional<ImportedCase>> find_imported_case(db::Transaction& tx, const CaseName& name);
Status remember_imported_case(db::Transaction& tx, const CaseName& name,
                              const ImportedCase& imported);

std::vector<db::TableWanted> import_tables();

}  // namespace praxis::usecases
