#include "db/database.h"

namespace praxis::db {

Result<bool> Transaction::query_one(std::string_view sql, std::span<const Parameter> parameters,
                                    FunctionRef<Status(const Row&)> each) {
  bool is_found = false;
  Status outcome;
  const auto status = query(sql, parameters, [&](const Row& row) -> Status {
    is_found = true;
    outcome = each(row);
    return fail(Error{});  // enough: one row was wanted
  });
  if (is_found) {
    TRY(std::move(outcome));
    return true;
  }
  TRY(status);
  return false;
}

}  // namespace praxis::db
