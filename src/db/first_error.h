// The first error of a write's statements: nothing runs after it in that transaction, on either
// engine. (PostgreSQL refuses the rest of an aborted transaction; SQLite would go on, and so hide
// the difference.)
#pragma once

#include <optional>

#include "base/result.h"

namespace praxis::db {

class FirstError {
 public:
  Status check() const { return error_ ? Status(fail(*error_)) : Status(); }
  tl::unexpected<Error> keep(Error error) {
    if (!error_) error_ = error;
    return fail(std::move(error));
  }

 private:
  std::optional<Error> error_;
};

}  // namespace praxis::db
