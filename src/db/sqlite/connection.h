// One connection to a SQLite file: opened the way this product wants it, with its prepared
// statements kept by their text. Knows nothing of transactions. One thread at a time.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/function_ref.h"
#include "db/database.h"
#include "db/lru_cache.h"
#include "db/parameters.h"
#include "db/sqlite/figures.h"

namespace praxis::db::sqlite {

enum class Access { read, write };

struct Statement {
  Statement(sqlite3_stmt* handle_in, std::size_t parameters_in)
      : handle(handle_in), parameters(parameters_in) {}
  ~Statement() { sqlite3_finalize(handle); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  sqlite3_stmt* handle;
  std::size_t parameters;
  bool is_running = false;
};

class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const SqliteConfig& config, Access access,
                                                  Figures& figures);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Result<std::int64_t> execute(std::string_view sql, std::span<const Parameter> parameters,
                               Visited* visited = nullptr);
  // `each` returns whether it wants another row.
  Status query(std::string_view sql, std::span<const Parameter> parameters,
               FunctionRef<bool(const Row&)> each, Visited* visited = nullptr);
  // Several statements without parameters, not kept.
  Status script(const std::string& sql);

  bool is_in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  sqlite3* handle() const { return handle_; }

 private:
  class Run;
  Connection(sqlite3* handle, Figures& figures)
      : handle_(handle), figures_(figures), statements_(statements_max) {}
  Status configure(const SqliteConfig& config, Access access);
  Result<std::shared_ptr<Statement>> prepared(std::string_view sql);
  Result<std::shared_ptr<Statement>> prepare(std::string_view sql, unsigned flags);

  sqlite3* handle_;
  Figures& figures_;
  LruCache<std::shared_ptr<Statement>> statements_;
};

}  // namespace praxis::db::sqlite
