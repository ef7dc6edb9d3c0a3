#include "db/sqlite/transaction.h"

#include <fmt/format.h>

namespace praxis::db::sqlite {

Result<std::int64_t> SqliteTransaction::execute(std::string_view sql,
                                                std::span<const Parameter> parameters) {
  TRY(first_error_.check());
  auto changed = connection_.execute(sql, parameters, visited_);
  if (!changed) return keep(std::move(changed.error()));
  return changed;
}

Status SqliteTransaction::query(std::string_view sql, std::span<const Parameter> parameters,
                                FunctionRef<Status(const Row&)> each) {
  TRY(first_error_.check());
  Status of_each;
  const auto status = connection_.query(
      sql, parameters,
      [&](const Row& row) {
        of_each = each(row);
        return of_each.has_value();
      },
      visited_);
  if (!status) return keep(status.error());
  return of_each;
}

Status SqliteTransaction::script(std::string_view sql) {
  TRY(first_error_.check());
  const auto status = connection_.script(std::string(sql));
  if (!status) return keep(status.error());
  return {};
}

Result<std::int64_t> SqliteTransaction::next_number(std::string_view sequence, std::int64_t count) {
  must(count >= 1);
  TRY(check_writes());
  std::int64_t first = 0;
  const bool is_found = TRY(
      query_one("UPDATE praxis_sequence SET next = next + $2 WHERE name = $1 RETURNING next - $2",
                {sequence, count}, [&](const Row& row) -> Status {
                  first = row.integer(0);
                  return {};
                }));
  if (!is_found)
    return keep(
        {Code::internal, "sql.no_sequence", fmt::format("there is no sequence {}", sequence)});
  return first;
}

Status SqliteTransaction::create_sequence(std::string_view sequence) {
  TRY(check_writes());
  TRY(execute("INSERT INTO praxis_sequence (name, next) VALUES ($1, 1) ON CONFLICT DO NOTHING",
              {sequence}));
  return {};
}

Status SqliteTransaction::raise_sequence(std::string_view sequence, std::int64_t at_least) {
  TRY(check_writes());
  TRY(execute("UPDATE praxis_sequence SET next = max(next, $2 + 1) WHERE name = $1",
              {sequence, at_least}));
  return {};
}

Status SqliteTransaction::lock(std::string_view) { return check_writes(); }

Status SqliteTransaction::check_writes() const {
  TRY(first_error_.check());
  if (access_ == Access::read)
    return fail(Code::internal, "sql.read_only", "a read cannot write, lock or count");
  return {};
}

// A read goes on after an error, as each of its statements stands alone on PostgreSQL; its time
// limit stays passed.
tl::unexpected<Error> SqliteTransaction::keep(Error error) {
  if (access_ == Access::read && error.reason != "time_limit") return fail(std::move(error));
  is_lost_ = is_lost_ || (access_ == Access::write && !connection_.is_in_transaction());
  return first_error_.keep(std::move(error));
}

Status create_sequences(Connection& connection) {
  return connection.script(
      "CREATE TABLE IF NOT EXISTS praxis_sequence (name TEXT NOT NULL PRIMARY KEY, next INTEGER "
      "NOT NULL)"
      " STRICT, WITHOUT ROWID");
}

}  // namespace praxis::db::sqlite
