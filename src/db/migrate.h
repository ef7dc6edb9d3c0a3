// Brings a schema from what is there to what is wanted, by additions alone: tables, columns and
// indexes are made, nothing is dropped or retyped. A wanted column that stands there with another
// type is refused with the reason. Resumable: what is there already is left; each step is its own
// transaction, so progress is kept.
#pragma once

#include <string>
#include <vector>

#include "base/function_ref.h"
#include "db/database.h"

namespace praxis::db {

struct ColumnWanted {
  std::string name;
  ColumnType type;
  bool is_required = false;  // NOT NULL; only for columns of a new table
};

struct IndexWanted {
  std::string name;
  std::vector<std::string> columns;  // quoted already; an expression is welcome
  bool is_unique = false;
  std::string where{};  // a partial index's condition
};

struct TableWanted {
  std::string name;
  std::vector<ColumnWanted> columns;
  std::vector<std::string>
      primary_key{};  // empty: the table has a growing "row" key of its own (Dialect::row_key)
  bool is_clustered = false;  // by its primary key
  std::vector<IndexWanted> indexes{};
};

struct MigrationStep {
  std::string what;  // "add column work.cost_center", for people
  std::string sql;   // one or more statements, each ended by ";\n"
  bool is_concurrent =
      false;  // each statement outside a transaction, so that writes go on meanwhile
};

// The steps from what is there to `wanted`; Conflict, reason "destructive_migration", names what
// cannot be had by additions.
Result<std::vector<MigrationStep>> plan_migration(Database& database,
                                                  const std::vector<TableWanted>& wanted);
// Runs them; `progress(done, total, step)` before each. On PostgreSQL indexes on tables that hold
// rows are made CONCURRENTLY.
Status migrate(Database& database, const std::vector<MigrationStep>& steps,
               FunctionRef<void(std::size_t, std::size_t, const MigrationStep&)> progress);

}  // namespace praxis::db
