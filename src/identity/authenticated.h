// Whom a request comes from, as a session or a token says: the result of one indexed look-up, which
// also brings the tenant's state, so that a request needs no other statement to know whether its
// snapshots are still right. Nothing is remembered between requests: what was revoked a moment ago
// on another node is refused here.
#pragma once

#include "db/database.h"
#include "record/directory.h"

namespace praxis::identity {

enum class Means { session, token };
enum class Access { full, read_only };

struct Authenticated {
  Means means = Means::session;
  Id id{};  // of the session or token
  Id person{};
  Access access = Access::full;
  bool is_touch_due = false;  // its last use was noted more than touched_every ago
  record::TenantState tenant{};
};

constexpr Span touched_every = minutes(5);

// Notes the use where that is due; call it outside of closures, and go on where it fails.
Status touch(db::Database& database, const Authenticated& authenticated, Instant now);

}  // namespace praxis::identity
