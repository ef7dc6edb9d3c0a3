#include "db/catalog.h"

namespace praxis::db {
namespace {

constexpr std::string_view sqlite_columns =
    "SELECT m.name, c.name, c.type FROM sqlite_schema AS m JOIN pragma_table_xinfo(m.name) AS c"
    " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
// SQLite keeps the text of CREATE INDEX as it was given, without IF NOT EXISTS.
constexpr std::string_view sqlite_indexes =
    "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";

constexpr std::string_view postgres_columns =
    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class AS c"
    " JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace";
// PostgreSQL writes a definition anew, in its own words: so migrate keeps ours as the index's
// comment. An index that CREATE INDEX CONCURRENTLY left unfinished is not valid.
constexpr std::string_view postgres_indexes =
    "SELECT c.relname, CASE WHEN i.indisvalid THEN coalesce(obj_description(c.oid, 'pg_class'), "
    "'') ELSE '' END"
    " FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid"
    " WHERE NOT i.indisprimary AND c.relnamespace = current_schema()::regnamespace";

}  // namespace

Result<Catalog> read_catalog(Database& database) {
  const bool is_sqlite = database.engine() == Engine::sqlite;
  return database.read([&](Transaction& tx) -> Result<Catalog> {
    Catalog catalog;
    TRY(tx.query(is_sqlite ? sqlite_columns : postgres_columns, {}, [&](const Row& row) -> Status {
      catalog.tables[std::string(row.text(0))].emplace(row.text(1), row.text(2));
      return {};
    }));
    TRY(tx.query(is_sqlite ? sqlite_indexes : postgres_indexes, {}, [&](const Row& row) -> Status {
      catalog.indexes.emplace(row.text(0), row.text(1));
      return {};
    }));
    return catalog;
  });
}

std::string catalog_type(Engine engine, ColumnType type) {
  if (engine == Engine::sqlite) return Dialect{engine}.type(type);
  switch (type) {
    case ColumnType::integer:
      return "bigint";
    case ColumnType::real:
      return "double precision";
    case ColumnType::text:
      return "text";
    case ColumnType::id:
      return "uuid";
    case ColumnType::blob:
      return "bytea";
  }
  abort_because("a column has one of the known types", __FILE__, __LINE__);
}

}  // namespace praxis::db
