#include <algorithm>

#include "identity/throttle.h"

namespace praxis::identity {
namespace {

Result<Span> wait_of(db::Transaction& tx, std::string_view key, const ThrottleLimits& limits,
                     Instant now) {
  Span wait;
  // Not the row alone: the first failures of an account find none to lock.
  TRY(tx.lock(key));
  constexpr std::string_view sql =
      R"(SELECT "failures", "last_at" FROM "sign_in_failure" WHERE "key" = $1)";
  TRY(tx.query(sql, {key}, [&](const db::Row& row) -> Status {
    const auto last_at = row.instant(1);
    // A time far ahead was written before the clock was set back: it must not lock people out.
    if (now - last_at > limits.forgotten_after || last_at - now > limits.delay_max) return {};
    wait = last_at + delay_after(limits, row.integer(0)) - now;
    return {};
  }));
  return wait;
}

Status count_failure(db::Transaction& tx, std::string_view key, Instant now) {
  TRY(tx.execute(R"(INSERT INTO "sign_in_failure" ("key", "failures", "last_at") VALUES ($1, 1, $2)
                    ON CONFLICT ("key") DO UPDATE SET "last_at" = excluded."last_at", "failures" =
                      CASE WHEN "sign_in_failure"."last_at" < $3 THEN 1
                           ELSE "sign_in_failure"."failures" + 1 END)",
                 {key, now.us, (now - account_limits.forgotten_after).us}));
  return {};
}

Status take_back(db::Transaction& tx, std::string_view key) {
  if (key.empty()) return {};
  TRY(tx.execute(
      R"(UPDATE "sign_in_failure" SET "failures" = "failures" - 1
         WHERE "key" = $1 AND "failures" > 0)",
      {key}));
  return {};
}

Status forget(db::Transaction& tx, std::string_view key) {
  TRY(tx.execute(R"(DELETE FROM "sign_in_failure" WHERE "key" = $1)", {key}));
  return {};
}

}  // namespace

Result<std::optional<Span>> begin_attempt(db::Transaction& tx, const AttemptKeys& keys,
                                          Instant now) {
  auto wait = TRY(wait_of(tx, keys.account, account_limits, now));
  if (!keys.peer.empty()) wait = std::max(wait, TRY(wait_of(tx, keys.peer, peer_limits, now)));
  if (wait > Span{}) return wait;
  TRY(count_failure(tx, keys.account, now));
  if (!keys.peer.empty()) TRY(count_failure(tx, keys.peer, now));
  return std::nullopt;
}

Status attempt_succeeded(db::Transaction& tx, const AttemptKeys& keys) {
  TRY(forget(tx, keys.account));
  return take_back(tx, keys.peer);
}

Status attempt_withdrawn(db::Transaction& tx, const AttemptKeys& keys) {
  TRY(take_back(tx, keys.account));
  return take_back(tx, keys.peer);
}

Status forget_failures(db::Transaction& tx, std::string_view email) {
  return forget(tx, attempt_keys(email, {}).account);
}

Status remove_old_failures(db::Transaction& tx, Instant now) {
  const auto before = now - account_limits.forgotten_after;
  TRY(tx.execute(R"(DELETE FROM "sign_in_failure" WHERE "last_at" < $1)", {before.us}));
  return {};
}

}  // namespace praxis::identity
