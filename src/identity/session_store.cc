#include "identity/session_store.h"

#include <algorithm>

#include "base/text.h"

namespace praxis::identity {
namespace {

// Peers send what they like: what is no text keeps its plain characters, and all is cut at a
// character's end.
std::string tidy_user_agent(std::string text) {
  if (!is_valid_text(text))
    for (auto& c : text)
      if (static_cast<unsigned char>(c) >= 0x80 || static_cast<unsigned char>(c) < 0x20) c = '?';
  if (text.size() <= user_agent_length_max) return text;
  auto end = user_agent_length_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

Status end_oldest_sessions(db::Transaction& tx, Id person) {
  TRY(tx.execute(R"(DELETE FROM "session" WHERE "person" = $1 AND "id" NOT IN
                      (SELECT "id" FROM "session" WHERE "person" = $1
                       ORDER BY "created_at" DESC, "id" DESC LIMIT $2))",
                 {person, static_cast<std::int64_t>(sessions_of_person_max)}));
  return {};
}

}  // namespace

Result<NewSession> make_session(db::Transaction& tx, const SessionLimits& limits,
                                const SessionWanted& wanted, Instant now) {
  auto secret = make_session_secret();
  Session session{new_id(now),
                  wanted.person,
                  now,
                  now,
                  now + limits.lasts,
                  wanted.peer,
                  tidy_user_agent(wanted.user_agent)};
  TRY(tx.execute(
      R"(INSERT INTO "session" ("id", "secret_hash", "person", "created_at", "last_seen_at",
                                "expires_at", "peer", "user_agent")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
      {session.id, db::Bytes{view(secret.hash)}, session.person, now.us, now.us,
       session.expires_at.us, std::string_view(session.peer),
       std::string_view(session.user_agent)}));
  TRY(end_oldest_sessions(tx, wanted.person));
  return NewSession{std::move(session), std::move(secret.text)};
}

Result<Authenticated> authenticate_session(db::Transaction& tx, const SessionLimits& limits,
                                           std::string_view secret, Instant now) {
  const auto hash = TRY(hash_of_session(secret));
  Authenticated found{.means = Means::session};
  bool is_over = false;
  const bool is_known = TRY(tx.query_one(
      R"(SELECT s."id", s."person", s."last_seen_at", s."expires_at",
                t."generation", t."directory_version"
         FROM "session" s LEFT JOIN "tenant_state" t ON t."one" = 1 WHERE s."secret_hash" = $1)",
      {db::Bytes{view(hash)}}, [&](const db::Row& row) -> Status {
        found.id = row.id(0);
        found.person = row.id(1);
        found.is_touch_due = now - row.instant(2) >= touched_every;
        is_over = now >= row.instant(3) || now - row.instant(2) >= limits.idle;
        found.tenant = {row.integer_or_null(4).value_or(0),
                        static_cast<std::uint64_t>(row.integer_or_null(5).value_or(0))};
        return {};
      }));
  if (!is_known) return fail(Code::unauthenticated, "session.ended", "this session has ended");
  if (is_over) return fail(Code::unauthenticated, "session.expired", "this session is over");
  return found;
}

Result<std::vector<Session>> sessions_of(db::Transaction& tx, const SessionLimits& limits,
                                         Id person, Instant now) {
  std::vector<Session> sessions;
  TRY(tx.query(
      R"(SELECT "id", "person", "created_at", "last_seen_at", "expires_at", "peer", "user_agent"
                  FROM "session"
                  WHERE "person" = $1 AND "expires_at" > $2 AND "last_seen_at" > $3
                  ORDER BY "created_at" DESC, "id" DESC)",
      {person, now.us, (now - limits.idle).us}, [&](const db::Row& row) -> Status {
        sessions.push_back({row.id(0), row.id(1), row.instant(2), row.instant(3), row.instant(4),
                            std::string(row.text(5)), std::string(row.text(6))});
        return {};
      }));
  return sessions;
}

Status end_session(db::Transaction& tx, Id person, Id session) {
  const auto ended = TRY(
      tx.execute(R"(DELETE FROM "session" WHERE "id" = $1 AND "person" = $2)", {session, person}));
  if (ended == 0) return fail(Code::not_found, "session.not_found", "there is no such session");
  return {};
}

Status end_all_sessions(db::Transaction& tx, Id person, Id but) {
  TRY(tx.execute(R"(DELETE FROM "session" WHERE "person" = $1 AND "id" <> $2)", {person, but}));
  return {};
}

Status remove_old_sessions(db::Transaction& tx, const SessionLimits& limits, Instant now) {
  TRY(tx.execute(R"(DELETE FROM "session" WHERE "expires_at" <= $1)", {now.us}));
  TRY(tx.execute(R"(DELETE FROM "session" WHERE "last_seen_at" <= $1)", {(now - limits.idle).us}));
  return {};
}

}  // namespace praxis::identity
