// One session with a PostgreSQL server, its prepared statements kept by their text. Its
// transactions are read-only unless they say READ WRITE. Knows nothing of pools or retries. One
// thread at a time.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "db/lru_cache.h"
#include "db/parameters.h"
#include "db/postgres/error.h"
#include "db/postgres/figures.h"

namespace praxis::db::postgres {

using Outcome = tl::expected<ResultPointer, Failure>;

class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const PostgresConfig& config, Figures& figures);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // A statement with parameters, prepared once; the whole result, in binary.
  Outcome run(std::string_view sql, std::span<const Parameter> parameters);
  // The same without keeping it, the result as text: EXPLAIN.
  Outcome run_once(const std::string& sql, std::span<const Parameter> parameters);
  // One or more statements without parameters.
  Outcome command(const std::string& sql);

  bool is_dead() const { return PQstatus(connection_) == CONNECTION_BAD; }

 private:
  struct Statement {
    std::string name;
    std::vector<Oid> types;  // as the server has them
  };
  Connection(PGconn* connection, Figures& figures)
      : connection_(connection), figures_(figures), statements_(statements_max) {}
  Status configure(const PostgresConfig& config);
  Outcome checked(PGresult* result, std::string_view sql);
  tl::expected<Statement*, Failure> prepared(std::string_view sql,
                                             std::span<const Parameter> parameters);
  tl::expected<std::vector<Oid>, Failure> prepare(const std::string& name, const std::string& sql,
                                                  std::vector<Oid> types);
  void forget(std::string_view sql);
  void deallocate_forgotten();

  PGconn* connection_;
  Figures& figures_;
  LruCache<Statement> statements_;
  std::vector<std::string> forgotten_;  // still there on the server
  std::int64_t names_ = 0;
};

}  // namespace praxis::db::postgres
