// What a database has: its tables with the columns' types, and its indexes with their definitions.
#pragma once

#include <map>
#include <set>
#include <string>

#include "db/database.h"

namespace praxis::db {

struct Catalog {
  std::map<std::string, std::map<std::string, std::string>>
      tables;  // name → column → type, as the engine says it
  // name → the statement that made it; empty where that is not known or the index is not valid.
  std::map<std::string, std::string> indexes;
};

Result<Catalog> read_catalog(Database& database);

// The type as read_catalog tells it.
std::string catalog_type(Engine engine, ColumnType type);

}  // namespace praxis::db
