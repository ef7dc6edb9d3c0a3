// Transactions over a session: WriteTransaction between BEGIN and COMMIT, ReadTransaction statement
// by statement, each on its own and read-only. Belong to the thread that runs the closure.
#pragma once

#include <chrono>

#include "db/first_error.h"
#include "db/postgres/pool.h"

namespace praxis::db::postgres {

// What both share: a statement runs somehow, its result is told.
class PostgresTransaction : public Transaction {
 public:
  using Transaction::execute;
  using Transaction::query;

  Engine engine() const final { return Engine::postgres; }
  Result<std::int64_t> execute(std::string_view sql, std::span<const Parameter> parameters) final;
  Status query(std::string_view sql, std::span<const Parameter> parameters,
               FunctionRef<Status(const Row&)> each) final;

 private:
  virtual Result<ResultPointer> run(std::string_view sql,
                                    std::span<const Parameter> parameters) = 0;
};

class WriteTransaction final : public PostgresTransaction {
 public:
  explicit WriteTransaction(Connection& connection) : connection_(connection) {}

  Status script(std::string_view sql) override;
  Result<std::int64_t> next_number(std::string_view sequence, std::int64_t count) override;
  Status create_sequence(std::string_view sequence) override;
  Status raise_sequence(std::string_view sequence, std::int64_t at_least) override;
  Status lock(std::string_view name) override;

  // What the write ends with when the closure itself found nothing wrong.
  const FirstError& first_error() const { return first_error_; }
  Remedy remedy() const { return remedy_; }

 private:
  Result<ResultPointer> run(std::string_view sql, std::span<const Parameter> parameters) override;
  Result<ResultPointer> taken(Outcome outcome);

  Connection& connection_;
  FirstError first_error_;
  Remedy remedy_ = Remedy::none;
};

class ReadTransaction final : public PostgresTransaction {
 public:
  ReadTransaction(Pool::Lease& lease, const ReadLimits& limits);
  ~ReadTransaction() override;

  Status script(std::string_view sql) override;
  Result<std::int64_t> next_number(std::string_view sequence, std::int64_t count) override;
  Status create_sequence(std::string_view sequence) override;
  Status raise_sequence(std::string_view sequence, std::int64_t at_least) override;
  Status lock(std::string_view name) override;

 private:
  using Clock = std::chrono::steady_clock;
  Result<ResultPointer> run(std::string_view sql, std::span<const Parameter> parameters) override;
  Outcome run_within_limit(std::string_view sql, std::span<const Parameter> parameters);

  Pool::Lease& lease_;
  std::optional<Clock::time_point> ends_at_;
  Visited* visited_;
};

}  // namespace praxis::db::postgres
