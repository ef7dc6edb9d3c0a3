#include "db/postgres/error.h"

#include <fmt/format.h>

#include <string>

namespace praxis::db::postgres {
namespace {

std::string field(const PGresult* result, int code) {
  const char* text = result != nullptr ? PQresultErrorField(result, code) : nullptr;
  return text != nullptr ? text : "";
}

Error constraint_error(const PGresult* result, std::string_view state) {
  Error error{Code::conflict, state == "23505" ? "unique" : "constraint",
              field(result, PG_DIAG_MESSAGE_PRIMARY)};
  auto name = field(result, PG_DIAG_CONSTRAINT_NAME);
  if (name.empty())
    name = field(result, PG_DIAG_TABLE_NAME) + "." + field(result, PG_DIAG_COLUMN_NAME);
  error.details["constraint"] = name;
  return error;
}

// Class 57P: the server ends the session; class 08: the session is broken.
bool is_end_of_session(std::string_view state) {
  return state.starts_with("57P") || state.starts_with("08");
}

}  // namespace

bool is_good(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

Failure failure_of(PGconn* connection, const PGresult* result, std::string_view sql) {
  const auto state = field(result, PG_DIAG_SQLSTATE);
  auto message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (PQstatus(connection) == CONNECTION_BAD || is_end_of_session(state))
    return {{Code::unavailable, "database_unreachable",
             message.empty() ? PQerrorMessage(connection) : message},
            Remedy::other_connection};
  if (state.starts_with("23")) return {constraint_error(result, state)};
  const auto text = fmt::format("{} ({}): {}",
                                message.empty() ? PQerrorMessage(connection) : message, state, sql);
  if (state == "40001" || state == "40P01")
    return {{Code::unavailable, "database_busy", text}, Remedy::run_again};
  // "cached plan must not change result type"; any other feature that is missing is missing the
  // next time too.
  if (state == "0A000" && field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery")
    return {{Code::unavailable, "database_busy", text}, Remedy::run_again};
  if (state == "57014")
    return {{Code::unavailable, "time_limit", "the query ran over its time limit"}};
  if (state == "25006") return {{Code::internal, "sql.read_only", text}};
  if (state == "53100") return {{Code::unavailable, "disk_full", text}};
  if (state.starts_with("53") || state.starts_with("58"))
    return {{Code::unavailable, "storage_failed", text}};
  if (state == "XX001" || state == "XX002") return {{Code::unavailable, "storage_failed", text}};
  if (state.starts_with("54")) return {{Code::too_large, "value_too_large", text}};
  return {{Code::internal, "sql.failed", text}};
}

}  // namespace praxis::db::postgres
