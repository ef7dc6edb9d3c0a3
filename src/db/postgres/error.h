// PostgreSQL's SQLSTATEs as Errors, and what they mean for going on. Pure.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string_view>

#include "base/result.h"

namespace praxis::db::postgres {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPointer = std::unique_ptr<PGresult, ClearResult>;

// What may be tried after an error.
enum class Remedy {
  none,
  run_again,         // a serialization failure, a deadlock, a plan that a migration made stale
  other_connection,  // this one is dead, and what was not committed is gone with it
};

struct Failure {
  Error error;
  Remedy remedy = Remedy::none;
};

// Of a result that is an error (null: the connection broke).
Failure failure_of(PGconn* connection, const PGresult* result, std::string_view sql);
bool is_good(const PGresult* result);

}  // namespace praxis::db::postgres
