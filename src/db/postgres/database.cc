// The PostgreSQL engine behind db::Database: a pool of sessions on one schema, writes that are
// tried again after a deadlock, a serialization failure or a lost session.
#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <chrono>
#include <thread>

#include "db/closure_scope.h"
#include "db/postgres/transaction.h"

namespace praxis::db {
namespace postgres {
namespace {

constexpr int write_attempts_max = 8;

using Written = tl::expected<void, Failure>;

// Those who met in a deadlock should not meet again: a pause at random, longer each time.
void pause_before(int attempt) {
  const auto longest_us = 500U << static_cast<unsigned>(attempt);
  std::this_thread::sleep_for(std::chrono::microseconds(randombytes_uniform(longest_us)));
}

Written write_once(Connection& connection, FunctionRef<Status(Transaction&)> body) {
  if (auto begun = connection.command("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"); !begun)
    return tl::unexpected<Failure>(std::move(begun.error()));
  WriteTransaction transaction(connection);
  auto outcome = body(transaction);
  if (outcome) outcome = transaction.first_error().check();
  if (!outcome) {
    // With the locks of a sequence that a statement may have left behind.
    (void)connection.command("ROLLBACK");
    if (!transaction.first_error().check())
      (void)connection.command("SELECT pg_advisory_unlock_all()");
    return tl::unexpected<Failure>(Failure{std::move(outcome.error()), transaction.remedy()});
  }
  auto committed = connection.command("COMMIT");
  if (committed && std::string_view(PQcmdStatus(committed->get())) == "COMMIT") return {};
  if (committed)
    return tl::unexpected<Failure>(
        Failure{{Code::internal, "sql.failed", "the transaction was rolled back at its COMMIT"}});
  if (committed.error().remedy == Remedy::other_connection)
    return tl::unexpected<Failure>(
        Failure{{Code::unavailable, "commit_unknown",
                 "the connection broke at COMMIT: it may or may not have happened"}});
  return tl::unexpected<Failure>(std::move(committed.error()));
}

class PostgresDatabase final : public Database {
 public:
  static Result<std::unique_ptr<Database>> open(PostgresConfig config) {
    must(config.connections_max >= 1);
    std::unique_ptr<PostgresDatabase> database(new PostgresDatabase(std::move(config)));
    TRY(database->create_schema());
    return database;
  }

  Engine engine() const override { return Engine::postgres; }

  // After a failure the server itself is asked, so that whoever waits for readiness sees it return.
  bool is_writable() const override {
    if (is_reachable_) return true;
    auto lease = pool_.take();
    if (!lease || (lease->connection().is_dead() && !lease->renew())) return false;
    const auto answer = lease->connection().run("SELECT pg_is_in_recovery()", {});
    is_reachable_ = answer && *PQgetvalue(answer->get(), 0, 0) == 0;
    return is_reachable_;
  }

  Status run_alone(std::string_view sql) override {
    const auto lease = TRY(pool_.take());
    auto& connection = lease.connection();
    auto outcome = connection.command("SET default_transaction_read_only = off");
    if (outcome) outcome = connection.command(std::string(sql));
    (void)connection.command("SET default_transaction_read_only = on");
    if (!outcome) return fail(std::move(outcome.error().error));
    return {};
  }

  Status copy_to(const std::string&) override {
    return fail(Code::unavailable, "use_pg_dump", "PostgreSQL is copied by pg_dump");
  }

  std::vector<std::pair<std::string, double>> figures() const override {
    const auto value = [](const std::atomic<std::int64_t>& figure) {
      return static_cast<double>(figure.load());
    };
    return {{"commits_total", value(figures_.commits)},
            {"groups_total", value(figures_.commits)},
            {"retries_total", value(figures_.retries)},
            {"reads_total", value(figures_.reads)},
            {"statements_prepared_total", value(figures_.statements_prepared)},
            {"statements_cached", value(figures_.statements_cached)},
            {"connections", value(figures_.connections)}};
  }

 private:
  explicit PostgresDatabase(PostgresConfig config)
      : config_(std::move(config)), pool_(config_, figures_) {}

  // Two nodes may start at once, and IF NOT EXISTS does not stand that: who comes second finds it
  // there.
  Status create_schema() {
    const auto lease = TRY(pool_.take());
    const auto is_there = [&] {
      const std::array<Parameter, 1> name{std::string_view(config_.schema)};
      const auto found =
          lease.connection().run("SELECT 1 FROM pg_namespace WHERE nspname = $1", name);
      return found && PQntuples(found->get()) > 0;
    };
    if (is_there()) return {};
    const auto made = lease.connection().command("BEGIN READ WRITE; CREATE SCHEMA " +
                                                 quoted(config_.schema) + "; COMMIT");
    if (made || (lease.connection().command("ROLLBACK") && is_there())) return {};
    return fail(made.error().error);
  }

  Status run_read(FunctionRef<Status(Transaction&)> body, const ReadLimits& limits) override {
    must(!ClosureScope::is_inside(this));
    const ClosureScope scope(this);
    ++figures_.reads;
    auto lease = TRY(pool_.take());
    ReadTransaction transaction(lease, limits);
    return body(transaction);
  }

  Status run_write(FunctionRef<Status(Transaction&)> body) override {
    must(!ClosureScope::is_inside(this));
    const ClosureScope scope(this);
    auto lease = TRY(pool_.take());
    bool is_renewed = false;
    for (int attempt = 1;; ++attempt) {
      auto written = write_once(lease.connection(), body);
      if (written) {
        ++figures_.commits;
        is_reachable_ = true;
        return {};
      }
      auto& [error, remedy] = written.error();
      const bool may_renew = remedy == Remedy::other_connection && !std::exchange(is_renewed, true);
      if (may_renew && lease.renew()) continue;
      if (remedy != Remedy::run_again || attempt == write_attempts_max) {
        if (error.code == Code::unavailable && error.reason != "database_busy")
          is_reachable_ = false;
        return fail(std::move(error));
      }
      ++figures_.retries;
      pause_before(attempt);
    }
  }

  const PostgresConfig config_;
  mutable Figures figures_;
  mutable Pool pool_;
  mutable std::atomic<bool> is_reachable_{true};
};

}  // namespace
}  // namespace postgres

Result<std::unique_ptr<Database>> open_postgres(PostgresConfig config) {
  return postgres::PostgresDatabase::open(std::move(config));
}

}  // namespace praxis::db
