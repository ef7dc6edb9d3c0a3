// The current row of a running statement. Valid until the next step.
#pragma once

#include <sqlite3.h>

#include "db/database.h"

namespace praxis::db::sqlite {

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

  int columns() const override { return sqlite3_data_count(statement_); }
  bool is_null(int column) const override { return type_of(column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override {
    must(type_of(column) == SQLITE_INTEGER);
    return sqlite3_column_int64(statement_, column);
  }
  double real(int column) const override {
    must(type_of(column) == SQLITE_FLOAT);
    return sqlite3_column_double(statement_, column);
  }
  std::string_view text(int column) const override {
    must(type_of(column) == SQLITE_TEXT);
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  std::string_view bytes(int column) const override {
    must(type_of(column) == SQLITE_BLOB);
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    if (bytes == nullptr) return {"", 0};  // SQLite's empty blob
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  Id id(int column) const override { return Id::from_bytes(bytes(column)); }

 private:
  int type_of(int column) const {
    must(column >= 0 && column < columns());
    return sqlite3_column_type(statement_, column);
  }

  sqlite3_stmt* statement_;
};

}  // namespace praxis::db::sqlite
