#include "db/postgres/transaction.h"

#include <fmt/format.h>

#include <algorithm>

#include "db/postgres/row.h"
#include "db/postgres/visited.h"

namespace praxis::db::postgres {
namespace {

// A sequence is a relation of the schema like a table: the prefix keeps their names apart.
std::string sequence_name(std::string_view sequence) {
  return quoted("sequence_" + std::string(sequence));
}

// Numbers in a row need setval after nextval, which others must not fall between: whoever takes one
// number holds this lock shared, whoever moves the sequence holds it alone, both for one statement
// and not for the transaction. The select list is worked through from left to right.
std::string under_lock(std::string_view lock, std::string_view unlock,
                       std::string_view expression) {
  constexpr std::string_view key = "hashtextextended(current_schema() || '/sequence/' || $1, 0)";
  return fmt::format("SELECT {}({}), {}, {}({})", lock, key, expression, unlock, key);
}

Status read_only() {
  return fail(Code::internal, "sql.read_only", "a read cannot write, lock or count");
}

}  // namespace

Result<std::int64_t> PostgresTransaction::execute(std::string_view sql,
                                                  std::span<const Parameter> parameters) {
  const auto result = TRY(run(sql, parameters));
  const std::string_view command = PQcmdStatus(result.get());
  if (command.starts_with("SELECT")) return 0;
  return std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
}

Status PostgresTransaction::query(std::string_view sql, std::span<const Parameter> parameters,
                                  FunctionRef<Status(const Row&)> each) {
  const auto result = TRY(run(sql, parameters));
  const int rows = PQntuples(result.get());
  for (int row = 0; row < rows; ++row) TRY(each(PostgresRow(result.get(), row)));
  return {};
}

Result<ResultPointer> WriteTransaction::taken(Outcome outcome) {
  if (outcome) return std::move(*outcome);
  remedy_ = outcome.error().remedy;
  return first_error_.keep(std::move(outcome.error().error));
}

Result<ResultPointer> WriteTransaction::run(std::string_view sql,
                                            std::span<const Parameter> parameters) {
  TRY(first_error_.check());
  return taken(connection_.run(sql, parameters));
}

Status WriteTransaction::script(std::string_view sql) {
  TRY(first_error_.check());
  TRY(taken(connection_.command(std::string(sql))));
  return {};
}

Result<std::int64_t> WriteTransaction::next_number(std::string_view sequence, std::int64_t count) {
  must(count >= 1);
  static const std::string one =
      under_lock("pg_advisory_lock_shared", "pg_advisory_unlock_shared", "nextval($2::regclass)");
  static const std::string many =
      under_lock("pg_advisory_lock", "pg_advisory_unlock",
                 "setval($2::regclass, nextval($2::regclass) + $3 - 1) - $3 + 1");
  const auto name = sequence_name(sequence);
  std::int64_t first = 0;
  const auto take = [&](const Row& row) -> Status {
    first = row.integer(1);
    return {};
  };
  if (count == 1) {
    TRY(query(one, {sequence, std::string_view(name)}, take));
  } else {
    TRY(query(many, {sequence, std::string_view(name), count}, take));
  }
  return first;
}

Status WriteTransaction::create_sequence(std::string_view sequence) {
  const auto name = sequence_name(sequence);
  TRY(lock("create " + name));  // IF NOT EXISTS alone fails when two make it at once
  return script(fmt::format("CREATE SEQUENCE IF NOT EXISTS {} AS bigint", name));
}

Status WriteTransaction::raise_sequence(std::string_view sequence, std::int64_t at_least) {
  if (at_least < 1) return first_error_.check();
  const auto name = sequence_name(sequence);
  const auto raised =
      fmt::format("(SELECT setval($2::regclass, $3) FROM {} WHERE last_value <= $3)", name);
  return query(under_lock("pg_advisory_lock", "pg_advisory_unlock", raised),
               {sequence, std::string_view(name), at_least},
               [](const Row&) -> Status { return {}; });
}

Status WriteTransaction::lock(std::string_view name) {
  return query(
      "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/lock/' || $1, 0))",
      {name}, [](const Row&) -> Status { return {}; });
}

ReadTransaction::ReadTransaction(Pool::Lease& lease, const ReadLimits& limits)
    : lease_(lease), visited_(limits.visited) {
  if (limits.time_max) ends_at_ = Clock::now() + std::chrono::microseconds(limits.time_max->us);
}

ReadTransaction::~ReadTransaction() {
  if (ends_at_) (void)lease_.connection().command("SET statement_timeout = 0");
}

Outcome ReadTransaction::run_within_limit(std::string_view sql,
                                          std::span<const Parameter> parameters) {
  if (ends_at_) {
    const auto left_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(*ends_at_ - Clock::now()).count();
    if (left_ms <= 0)
      return tl::unexpected<Failure>(
          Failure{{Code::unavailable, "time_limit", "the query ran over its time limit"}});
    if (auto set = lease_.connection().command(fmt::format("SET statement_timeout = {}", left_ms));
        !set)
      return set;
  }
  return lease_.connection().run(sql, parameters);
}

// Each statement stands alone and its rows are told only when it is done, so it may run a second
// time.
Result<ResultPointer> ReadTransaction::run(std::string_view sql,
                                           std::span<const Parameter> parameters) {
  auto outcome = run_within_limit(sql, parameters);
  if (!outcome && outcome.error().remedy != Remedy::none) {
    if (outcome.error().remedy == Remedy::other_connection) TRY(lease_.renew());
    outcome = run_within_limit(sql, parameters);
  }
  if (!outcome) return fail(std::move(outcome.error().error));
  if (visited_ != nullptr) TRY(add_visited(lease_.connection(), sql, parameters, *visited_));
  return std::move(*outcome);
}

Status ReadTransaction::script(std::string_view) { return read_only(); }
Result<std::int64_t> ReadTransaction::next_number(std::string_view, std::int64_t) {
  return fail(read_only().error());
}
Status ReadTransaction::create_sequence(std::string_view) { return read_only(); }
Status ReadTransaction::raise_sequence(std::string_view, std::int64_t) { return read_only(); }
Status ReadTransaction::lock(std::string_view) { return read_only(); }

}  // namespace praxis::db::postgres
