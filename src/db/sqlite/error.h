// SQLite's result codes as Errors, and the one test for "the storage below failed". Pure.
#pragma once

#include <sqlite3.h>

#include <string_view>

#include "base/result.h"

namespace praxis::db::sqlite {

// `code` is an extended result code of a call on `handle` (null when there is no connection).
Error error_of(sqlite3* handle, int code, std::string_view sql);

}  // namespace praxis::db::sqlite
