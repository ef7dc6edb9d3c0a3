#include "identity/authenticated.h"

namespace praxis::identity {

Status touch(db::Database& database, const Authenticated& authenticated, Instant now) {
  if (!authenticated.is_touch_due) return {};
  // Many requests may come at once when it is due: the first one writes, the others find it done.
  const auto sql =
      authenticated.means == Means::session
          ? R"(UPDATE "session" SET "last_seen_at" = $1 WHERE "id" = $2 AND "last_seen_at" <= $3)"
          : R"(UPDATE "token" SET "last_used_at" = $1 WHERE "id" = $2
                            AND ("last_used_at" IS NULL OR "last_used_at" <= $3))";
  return database.write([&](db::Transaction& tx) -> Status {
    TRY(tx.execute(sql, {now.us, authenticated.id, (now - touched_every).us}));
    return {};
  });
}

}  // namespace praxis::identity
