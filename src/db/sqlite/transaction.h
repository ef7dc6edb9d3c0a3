// A Transaction over one connection: the writer's, inside its group, or a reader's snapshot.
// Belongs to the thread that runs the closure.
#pragma once

#include "db/first_error.h"
#include "db/sqlite/connection.h"

namespace praxis::db::sqlite {

class SqliteTransaction final : public Transaction {
 public:
  SqliteTransaction(Connection& connection, Access access, Visited* visited = nullptr)
      : connection_(connection), access_(access), visited_(visited) {}
  SqliteTransaction(Connection& connection, KnownMarks& known)
      : connection_(connection), access_(Access::write), visited_(nullptr), known_(&known) {}

  using Transaction::execute;
  using Transaction::query;

  Engine engine() const override { return Engine::sqlite; }
  Result<std::int64_t> execute(std::string_view sql,
                               std::span<const Parameter> parameters) override;
  Status query(std::string_view sql, std::span<const Parameter> parameters,
               FunctionRef<Status(const Row&)> each) override;
  Status script(std::string_view sql) override;
  Result<std::int64_t> next_number(std::string_view sequence, std::int64_t count) override;
  Status create_sequence(std::string_view sequence) override;
  Status raise_sequence(std::string_view sequence, std::int64_t at_least) override;
  Status lock(std::string_view name) override;
  KnownMarks* known() override { return known_; }

  // What the write ends with when the closure itself found nothing wrong.
  const FirstError& first_error() const { return first_error_; }
  // The engine threw away the whole transaction, and with it the work of other closures.
  bool is_lost() const { return is_lost_; }

 private:
  tl::unexpected<Error> keep(Error error);
  Status check_writes() const;

  Connection& connection_;
  Access access_;
  Visited* visited_;
  KnownMarks* known_ = nullptr;
  FirstError first_error_;
  bool is_lost_ = false;
};

// The table of sequences; made when a file is opened.
Status create_sequences(Connection& connection);

}  // namespace praxis::db::sqlite
