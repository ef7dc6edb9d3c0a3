// A private PostgreSQL 15 for tests: made in a temporary directory, reached by a unix socket alone,
// started once a process and gone, with its directory, when the process ends in whatever way. Not
// found is an error, never a skip.
#pragma once

#include <string>

#include "base/result.h"

namespace praxis::test {

// libpq's connection text. The first call starts the server (fsync off: tests do not pull the
// plug). Thread-safe.
Result<std::string> postgres_connection();

}  // namespace praxis::test
