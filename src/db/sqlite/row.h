// The current row of a running statement. Valid until the next step.
#pragma once

#include <sqlite3.h>

#include "db/database.h"

namespace praxis::db::sqlite {

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement)
      : statement_(statement), columns_(sqlite3_column_count(statement)) {}

  int columns() const override { return columns_; }
  bool is_null(int column) const override { return type_of(value(column)) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return integer_in(value(column)); }
  double real(int column) const override {
    auto* const found = value(column);
    must(type_of(found) == SQLITE_FLOAT);
    return sqlite3_value_double(found);
  }
  std::string_view text(int column) const override { return text_in(value(column)); }
  std::string_view bytes(int column) const override { return bytes_in(value(column)); }
  Id id(int column) const override { return Id::from_bytes(bytes_in(value(column))); }

  std::optional<std::int64_t> integer_or_null(int column) const override {
    auto* const found = value(column);
    return type_of(found) == SQLITE_NULL ? std::nullopt : std::optional(integer_in(found));
  }
  std::optional<Id> id_or_null(int column) const override {
    auto* const found = value(column);
    return type_of(found) == SQLITE_NULL ? std::nullopt
                                         : std::optional(Id::from_bytes(bytes_in(found)));
  }
  std::optional<std::string_view> text_or_null(int column) const override {
    auto* const found = value(column);
    return type_of(found) == SQLITE_NULL ? std::nullopt : std::optional(text_in(found));
  }

 private:
  // The connection is this thread's alone, so its values need no lock, and asking one is cheaper
  // than asking for a column each time.
  sqlite3_value* value(int column) const {
    must(column >= 0 && column < columns_);
    return sqlite3_column_value(statement_, column);
  }
  static int type_of(sqlite3_value* value) { return sqlite3_value_type(value); }
  static std::int64_t integer_in(sqlite3_value* value) {
    must(type_of(value) == SQLITE_INTEGER);
    return sqlite3_value_int64(value);
  }
  static std::string_view text_in(sqlite3_value* value) {
    must(type_of(value) == SQLITE_TEXT);
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
  }
  static std::string_view bytes_in(sqlite3_value* value) {
    must(type_of(value) == SQLITE_BLOB);
    const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
    if (bytes == nullptr) return {"", 0};  // SQLite's empty blob
    return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
  }

  sqlite3_stmt* statement_;
  int columns_;
};

}  // namespace praxis::db::sqlite
