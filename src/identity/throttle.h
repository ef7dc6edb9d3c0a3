// Holds back guessing of passwords: attempts are counted for each account and each peer address, in
// the database, so that all nodes count together and a restart forgets nothing. An attempt counts
// as failed before its password is looked at, so that many at once are not free; the right password
// takes it back. Accounts stand here by a hash of what was typed, whether they exist or not. Runs
// inside the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/database.h"

namespace praxis::identity {

struct ThrottleLimits {
  int free_failures = 5;          // before the first delay
  Span delay_first = seconds(1);  // doubles with each further failure
  Span delay_max = minutes(15);
  Span forgotten_after = hours(12);  // without a failure
};
constexpr ThrottleLimits account_limits{};
constexpr ThrottleLimits peer_limits{.free_failures = 30};  // a whole office may share an address

// How long after the latest of so many failures the next attempt may come. Pure.
Span delay_after(const ThrottleLimits& limits, std::int64_t failures);

// The keys under which an attempt is counted. An IPv6 peer counts by its /64, which is what one
// customer is given; no peer (a local socket) is not counted. Pure.
struct AttemptKeys {
  std::string account, peer;
};
AttemptKeys attempt_keys(std::string_view email, std::string_view peer);

// Counts an attempt, or says how long to wait; what must wait is not counted.
Result<std::optional<Span>> begin_attempt(db::Transaction& tx, const AttemptKeys& keys,
                                          Instant now);
// The password was right: the account's failures are forgotten, this attempt is taken back from the
// peer's.
Status attempt_succeeded(db::Transaction& tx, const AttemptKeys& keys);
// The password could not be looked at: the attempt is taken back.
Status attempt_withdrawn(db::Transaction& tx, const AttemptKeys& keys);
Status forget_failures(db::Transaction& tx, std::string_view email);
// Removes counters that no longer matter; for a job.
Status remove_old_failures(db::Transaction& tx, Instant now);

}  // namespace praxis::identity
