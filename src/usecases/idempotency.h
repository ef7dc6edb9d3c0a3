// Idempotency keys (IETF draft "The Idempotency-Key HTTP Header Field"): a retried request makes one record. The key is
// remembered in the transaction of the effect, for its person, for a day.
#pragma once

#include <optional>
#include <string>

#include "usecases/work.h"

namespace praxis::usecases {

struct Idempotency {
  std::string key;                 // 1 to 255 characters
  std::string fingerprint;         // of the request: method, path and body
};

constexpr Span idempotency_kept = hours(24);

// The record that this key made before; Conflict "idempotency.other_request" if it was used for another request.
Result<std::optional<Id>> recall(Work& work, const Idempotency& idempotency);
Status remember(Work& work, const Idempotency& idempotency, Id record);

}  // namespace praxis::usecases
