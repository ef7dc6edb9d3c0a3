#include "db/migrate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/json.h"
#include "db/catalog.h"

namespace praxis::db {
namespace {

constexpr std::size_t name_bytes_max =
    63;  // PostgreSQL cuts what is longer, and then does not find it again

std::string comma_separated(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string column_definition(const Dialect& dialect, const TableWanted& table,
                              const ColumnWanted& column) {
  const auto& key = table.primary_key;
  const bool is_required =
      column.is_required || std::find(key.begin(), key.end(), column.name) != key.end();
  return fmt::format("{} {}{}", quoted(column.name), dialect.type(column.type),
                     is_required ? " NOT NULL" : "");
}

std::string create_table(const Dialect& dialect, const TableWanted& table) {
  std::vector<std::string> parts;
  if (table.primary_key.empty()) parts.push_back("\"row\" " + dialect.row_key());
  for (const auto& column : table.columns)
    parts.push_back(column_definition(dialect, table, column));
  if (!table.primary_key.empty()) {
    std::vector<std::string> key;
    for (const auto& column : table.primary_key) key.push_back(quoted(column));
    parts.push_back("PRIMARY KEY (" + comma_separated(key) + ")");
  }
  // STRICT: a text in a column of integers is refused, as PostgreSQL does.
  std::string options = dialect.engine == Engine::sqlite ? " STRICT" : "";
  if (table.is_clustered && !dialect.without_rowid().empty())
    options += "," + dialect.without_rowid();
  return fmt::format("CREATE TABLE IF NOT EXISTS {} ({}){};\n", quoted(table.name),
                     comma_separated(parts), options);
}

// What is compared with what is there.
std::string index_definition(const TableWanted& table, const IndexWanted& index) {
  return fmt::format("CREATE {}INDEX {} ON {} ({}){}", index.is_unique ? "UNIQUE " : "",
                     quoted(index.name), quoted(table.name), comma_separated(index.columns),
                     index.where.empty() ? "" : " WHERE " + index.where);
}

std::string as_literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

class Plan {
 public:
  Plan(Database& database, Catalog catalog)
      : database_(database), catalog_(std::move(catalog)), dialect_{database.engine()} {}

  Status add(const TableWanted& table) {
    TRY(check_name(table.name));
    const auto there = catalog_.tables.find(table.name);
    const bool is_new = there == catalog_.tables.end();
    if (is_new) {
      steps_.push_back({"create table " + table.name, create_table(dialect_, table)});
    } else {
      for (const auto& column : table.columns) add_column(table, column, there->second);
    }
    const bool has_rows = !is_new && TRY(holds_rows(table));
    for (const auto& index : table.indexes) TRY(add_index(table, index, has_rows));
    return {};
  }

  Result<std::vector<MigrationStep>> finish() && {
    if (refused_.empty()) return std::move(steps_);
    Error error{Code::conflict, "destructive_migration"};
    std::vector<std::string> lines;
    for (const auto& [column, is, wanted] : refused_) {
      lines.push_back(fmt::format("{} is {}, {} is wanted", column, is, wanted));
      error.fields.push_back({column, "destructive_migration", {{"is", is}, {"wanted", wanted}}});
    }
    error.message = fmt::format("{}", fmt::join(lines, "; "));
    return fail(std::move(error));
  }

 private:
  struct Refused {
    std::string column;
    std::string is;
    std::string wanted;
  };

  static Status check_name(const std::string& name) {
    if (name.size() <= name_bytes_max) return {};
    return fail(
        Code::invalid_argument, "name_too_long",
        fmt::format("{} is longer than {} bytes, which PostgreSQL cuts", name, name_bytes_max));
  }

  void add_column(const TableWanted& table, const ColumnWanted& column,
                  const std::map<std::string, std::string>& there) {
    const auto name = table.name + "." + column.name;
    const auto wanted = catalog_type(dialect_.engine, column.type);
    const auto found = there.find(column.name);
    if (found != there.end()) {
      if (found->second != wanted) refused_.push_back({name, found->second, wanted});
      return;
    }
    if (column.is_required) {
      refused_.push_back({name, "missing", wanted + " NOT NULL"});
      return;
    }
    // SQLite has no IF NOT EXISTS here, nor a second process that could have been faster.
    const auto unless_there = dialect_.engine == Engine::postgres ? "IF NOT EXISTS " : "";
    steps_.push_back({"add column " + name,
                      fmt::format("ALTER TABLE {} ADD COLUMN {}{};\n", quoted(table.name),
                                  unless_there, column_definition(dialect_, table, column))});
  }

  Status add_index(const TableWanted& table, const IndexWanted& index, bool has_rows) {
    TRY(check_name(index.name));
    const auto definition = index_definition(table, index);
    const auto there = catalog_.indexes.find(index.name);
    const bool is_there = there != catalog_.indexes.end();
    if (is_there && there->second == definition) return {};
    const bool is_concurrent = has_rows && dialect_.engine == Engine::postgres;
    const std::string_view concurrently = is_concurrent ? "CONCURRENTLY " : "";
    std::string sql;
    if (is_there)
      sql += fmt::format("DROP INDEX {}IF EXISTS {};\n", concurrently, quoted(index.name));
    auto create = definition;
    create.insert(create.find("INDEX ") + 6, fmt::format("{}IF NOT EXISTS ", concurrently));
    sql += create + ";\n";
    if (dialect_.engine == Engine::postgres)
      sql +=
          fmt::format("COMMENT ON INDEX {} IS {};\n", quoted(index.name), as_literal(definition));
    steps_.push_back({(is_there ? "change index " : "create index ") + index.name, std::move(sql),
                      is_concurrent});
    return {};
  }

  Result<bool> holds_rows(const TableWanted& table) {
    return database_.read([&](Transaction& tx) {
      return tx.query_one(fmt::format("SELECT 1 FROM {} LIMIT 1", quoted(table.name)), {},
                          [](const Row&) -> Status { return {}; });
    });
  }

  Database& database_;
  Catalog catalog_;
  Dialect dialect_;
  std::vector<MigrationStep> steps_;
  std::vector<Refused> refused_;
};

Status run_step(Database& database, const MigrationStep& step) {
  if (!step.is_concurrent)
    return database.write([&](Transaction& tx) -> Status {
      TRY(tx.lock("migration"));
      return tx.script(step.sql);
    });
  constexpr std::string_view end = ";\n";
  std::string_view rest = step.sql;
  while (!rest.empty()) {
    const auto at = rest.find(end);
    must(at != std::string_view::npos);
    TRY(database.run_alone(rest.substr(0, at)));
    rest.remove_prefix(at + end.size());
  }
  return {};
}

}  // namespace

Result<std::vector<MigrationStep>> plan_migration(Database& database,
                                                  const std::vector<TableWanted>& wanted) {
  Plan plan(database, TRY(read_catalog(database)));
  for (const auto& table : wanted) TRY(plan.add(table));
  return std::move(plan).finish();
}

Status migrate(Database& database, const std::vector<MigrationStep>& steps,
               FunctionRef<void(std::size_t, std::size_t, const MigrationStep&)> progress) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    progress(i, steps.size(), steps[i]);
    TRY(run_step(database, steps[i]));
  }
  return {};
}

}  // namespace praxis::db
