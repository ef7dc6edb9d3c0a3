// Browser sessions: made by a sign-in, ended by their person, by idleness or by age. Only the hash
// of a session's secret is stored. Runs inside the caller's transaction. Not journaled: they come
// and go by the hour.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "identity/authenticated.h"
#include "identity/secret.h"

namespace praxis::identity {

constexpr std::size_t sessions_of_person_max = 100;  // the oldest end
constexpr std::size_t user_agent_length_max = 200;

struct SessionLimits {
  Span lasts = hours(12);  // however busy
  Span idle = hours(2);    // without a request; noted every five minutes
};

struct Session {
  Id id;
  Id person;
  Instant created_at, last_seen_at, expires_at;
  std::string peer, user_agent;
};

struct NewSession {
  Session session;
  std::string secret;  // for the cookie; shown once
};

struct SessionWanted {
  Id person;
  std::string peer, user_agent;
};

Result<NewSession> make_session(db::Transaction& tx, const SessionLimits& limits,
                                const SessionWanted& wanted, Instant now);

// Unauthenticated "session.malformed", "session.ended" (there is no such session),
// "session.expired".
Result<Authenticated> authenticate_session(db::Transaction& tx, const SessionLimits& limits,
                                           std::string_view secret, Instant now);

// Newest first; those that are over already are left out.
Result<std::vector<Session>> sessions_of(db::Transaction& tx, const SessionLimits& limits,
                                         Id person, Instant now);
// NotFound "session.not_found" if it is not one of the person's.
Status end_session(db::Transaction& tx, Id person, Id session);
Status end_all_sessions(db::Transaction& tx, Id person, Id but = {});
// Removes sessions that are over; for a job.
Status remove_old_sessions(db::Transaction& tx, const SessionLimits& limits, Instant now);

}  // namespace praxis::identity
