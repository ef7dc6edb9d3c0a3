// The thinnest cover over SQLite's C interface: a connection and prepared statements, each for one
// thread. Any error ends the program: this is the yardstick, not the product.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace limit {

class Connection {
 public:
  enum class Use { read, write };
  Connection(const std::string& file, Use use);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void script(const char* sql);
  sqlite3* handle() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

class Statement {
 public:
  Statement(const Connection& connection, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Texts and bytes must live until the statement is reset.
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);
  Statement& bind_bytes(int index, std::string_view bytes);
  bool step();  // whether there is a row
  void reset();
  void run() {
    step();
    reset();
  }

  bool is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
  bool is_integer(int column) const {
    return sqlite3_column_type(handle_, column) == SQLITE_INTEGER;
  }
  std::int64_t integer(int column) const { return sqlite3_column_int64(handle_, column); }
  std::string_view text(int column) const;

 private:
  sqlite3* connection_;
  sqlite3_stmt* handle_ = nullptr;
};

}  // namespace limit
