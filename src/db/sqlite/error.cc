#include "db/sqlite/error.h"

#include <fmt/format.h>

#include <string>

namespace praxis::db::sqlite {
namespace {

// "UNIQUE constraint failed: person.email, person.site" → "person.email, person.site".
std::string what_of_constraint(std::string_view message) {
  const auto at = message.find(": ");
  return std::string(at == std::string_view::npos ? message : message.substr(at + 2));
}

Error constraint_error(int code, std::string_view message) {
  const bool is_unique = code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
                         code == SQLITE_CONSTRAINT_ROWID;
  Error error{Code::conflict, is_unique ? "unique" : "constraint", std::string(message)};
  error.details["constraint"] = what_of_constraint(message);
  return error;
}

}  // namespace

Error error_of(sqlite3* handle, int code, std::string_view sql) {
  const std::string_view message =
      handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  const auto with_sql = [&] { return fmt::format("{} ({}): {}", message, code, sql); };
  switch (code & 0xFF) {
    case SQLITE_CONSTRAINT:
      // A value of the wrong type is the program's error, as on PostgreSQL.
      if (code == SQLITE_CONSTRAINT_DATATYPE) return {Code::internal, "sql.failed", with_sql()};
      return constraint_error(code, message);
    case SQLITE_INTERRUPT:
      return {Code::unavailable, "time_limit", "the query ran over its time limit"};
    case SQLITE_FULL:
      return {Code::unavailable, "disk_full", with_sql()};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Code::unavailable, "database_busy", with_sql()};
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
      return {Code::unavailable, "storage_failed", with_sql()};
    case SQLITE_READONLY:
      return {Code::internal, "sql.read_only", with_sql()};
    case SQLITE_TOOBIG:
      return {Code::too_large, "value_too_large", "a value is larger than the database can hold"};
    default:
      return {Code::internal, "sql.failed", with_sql()};
  }
}

}  // namespace praxis::db::sqlite
