// Idempotency keys: a retried request finds what the first one made. The key is remembered in the
// transaction that makes the record, so there is never an effect without its key nor a key without
// its effect. Kept for idempotency_kept, per person. Runs inside the caller's transaction.
#pragma once

#include <optional>
#include <string>

#include "usecases/work.h"

namespace praxis::usecases {

constexpr Span idempotency_kept = hours(24);
constexpr std::size_t idempotency_key_length_max = 255;  // bytes

struct Idempotency {
  std::string key;
  std::string fingerprint;  // of the whole request: the same key with another request is a mistake
};

// The record that the key's first request made, if there was one. Conflict
// "idempotency.other_request" if that was another request.
Result<std::optional<Id>> recall(Work& work, const Idempotency& idempotency);
// Conflict "idempotency.at_once" if the same request is just being answered elsewhere: retry, and
// recall() will know it.
Status remember(Work& work, const Idempotency& idempotency, Id record);

// The same for what is an entry of a record's journal: a comment.
struct RememberedEntry {
  Id record;
  std::int64_t seq = 0;
};
Result<std::optional<RememberedEntry>> recall_entry(Work& work, const Idempotency& idempotency);
Status remember_entry(Work& work, const Idempotency& idempotency, const RememberedEntry& entry);

// For a job.
Status forget_old_keys(db::Transaction& tx, Instant now);

}  // namespace praxis::usecases
