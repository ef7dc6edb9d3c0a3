// What a statement visited, from EXPLAIN (ANALYZE, FORMAT JSON) of it. For tests.
#pragma once

#include "db/postgres/connection.h"

namespace praxis::db::postgres {

Status add_visited(Connection& connection, std::string_view sql,
                   std::span<const Parameter> parameters, Visited& visited);

}  // namespace praxis::db::postgres
