#include "limit/sqlite.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace limit {
namespace {

void check(bool is_good, sqlite3* connection, const char* what) {
  if (is_good) return;
  fmt::print(stderr, "{}: {}\n", what, connection ? sqlite3_errmsg(connection) : "no connection");
  std::abort();
}

}  // namespace

Connection::Connection(const std::string& file, Use use) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  check(sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) == SQLITE_OK, handle_, "open");
  sqlite3_busy_timeout(handle_, 10'000);
  script("PRAGMA journal_mode=WAL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384");
  script("PRAGMA mmap_size=2147483648");
  script(use == Use::write ? "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0"
                           : "PRAGMA query_only=ON");
}

Connection::~Connection() { sqlite3_close_v2(handle_); }

void Connection::script(const char* sql) {
  check(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, handle_, sql);
}

Statement::Statement(const Connection& connection, std::string_view sql)
    : connection_(connection.handle()) {
  const int result = sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  check(result == SQLITE_OK, connection_, std::string(sql).c_str());
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Statement& Statement::bind(int index, std::int64_t value) {
  sqlite3_bind_int64(handle_, index, value);
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  sqlite3_bind_text(handle_, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  return *this;
}

Statement& Statement::bind_bytes(int index, std::string_view bytes) {
  sqlite3_bind_blob(handle_, index, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(handle_);
  check(result == SQLITE_ROW || result == SQLITE_DONE, connection_, "step");
  return result == SQLITE_ROW;
}

void Statement::reset() { sqlite3_reset(handle_); }

std::string_view Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

}  // namespace limit
