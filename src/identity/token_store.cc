#include "identity/token_store.h"

#include <algorithm>

#include "base/text.h"

namespace praxis::identity {
namespace {

FieldError wrong_token_name(std::string reason, JsonObject details = {}) {
  return {"name", std::move(reason), std::move(details)};
}

Status check_token(const TokenWanted& wanted, const std::vector<Token>& others, Instant now) {
  Error error{Code::invalid_argument, "invalid", "the token cannot be made like this"};
  const auto has_same_name = [&](const Token& other) { return other.name == wanted.name; };
  if (!is_valid_text(wanted.name))
    error.fields.push_back(wrong_token_name("not_text"));
  else if (wanted.name.find_first_not_of(" \t\r\n") == std::string::npos)
    error.fields.push_back(wrong_token_name("required"));
  else if (length_of(wanted.name) > token_name_length_max)
    error.fields.push_back(wrong_token_name("too_long", {{"max", token_name_length_max}}));
  else if (std::any_of(others.begin(), others.end(), has_same_name))
    error.fields.push_back(wrong_token_name("not_unique"));
  if (wanted.expires_at && *wanted.expires_at <= now)
    error.fields.push_back({"expires_at", "in_the_past"});
  if (!error.fields.empty()) return fail(std::move(error));
  if (std::ssize(others) >= tokens_of_person_max) {
    Error full{Code::conflict, "token.too_many", "revoke a token first"};
    full.details["max"] = tokens_of_person_max;
    return fail(std::move(full));
  }
  return {};
}

// What the journal tells of a token: enough to know what it could do, nothing of its secret.
Json described(const Token& token) {
  JsonObject object{{"id", to_text(token.id)},
                    {"access", token.access == Access::full ? "full" : "read_only"}};
  if (token.expires_at) object["expires_at"] = to_text(*token.expires_at);
  return object;
}

}  // namespace

Result<NewToken> make_token(db::Transaction& tx, const Author& author, const TokenWanted& wanted) {
  const auto now = author.lister.now;
  const auto person = TRY(lock_person(tx, author, wanted.person));
  TRY(check_token(wanted, TRY(tokens_of(tx, person.id)), now));
  auto secret = make_token_secret();
  Token token{.id = new_id(now),
              .name = wanted.name,
              .person = person.id,
              .access = wanted.access,
              .created_at = now,
              .created_by = author.lister.scope.person,
              .expires_at = wanted.expires_at};
  const auto expires_us = wanted.expires_at ? db::parameter(*wanted.expires_at) : db::Parameter();
  TRY(tx.execute(
      R"(INSERT INTO "token" ("id", "secret_hash", "name", "person", "is_read_only", "created_at",
                              "created_by", "expires_at")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
      {token.id, db::Bytes{view(secret.hash)}, std::string_view(token.name), token.person,
       db::parameter(token.access == Access::read_only), now.us, token.created_by, expires_us}));
  TRY(journal_changes(tx, author, person, {{"tokens." + token.name, nullptr, described(token)}}));
  return NewToken{std::move(token), std::move(secret.text)};
}

Result<Authenticated> authenticate_token(db::Transaction& tx, std::string_view secret,
                                         Instant now) {
  const auto hash = TRY(hash_of_token(secret));
  Authenticated found{.means = Means::token};
  bool is_over = false;
  const bool is_known = TRY(tx.query_one(
      R"(SELECT k."id", k."person", k."is_read_only", k."last_used_at", k."expires_at",
                t."generation", t."directory_version"
         FROM "token" k LEFT JOIN "tenant_state" t ON t."one" = 1 WHERE k."secret_hash" = $1)",
      {db::Bytes{view(hash)}}, [&](const db::Row& row) -> Status {
        found.id = row.id(0);
        found.person = row.id(1);
        found.access = row.boolean(2) ? Access::read_only : Access::full;
        found.is_touch_due = row.is_null(3) || now - row.instant(3) >= touched_every;
        is_over = !row.is_null(4) && now >= row.instant(4);
        found.tenant = {row.integer_or_null(5).value_or(0),
                        static_cast<std::uint64_t>(row.integer_or_null(6).value_or(0))};
        return {};
      }));
  if (!is_known)
    return fail(Code::unauthenticated, "token.revoked", "this token is not valid (any more)");
  if (is_over) return fail(Code::unauthenticated, "token.expired", "this token's time is over");
  return found;
}

Result<std::vector<Token>> tokens_of(db::Transaction& tx, Id person) {
  std::vector<Token> tokens;
  const auto instant_or_none = [](const db::Row& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.instant(column));
  };
  TRY(tx.query(
      R"(SELECT "id", "name", "person", "is_read_only", "created_at", "created_by", "expires_at",
                         "last_used_at"
                  FROM "token" WHERE "person" = $1 ORDER BY "name")",
      {person}, [&](const db::Row& row) -> Status {
        tokens.push_back({row.id(0), std::string(row.text(1)), row.id(2),
                          row.boolean(3) ? Access::read_only : Access::full, row.instant(4),
                          row.id(5), instant_or_none(row, 6), instant_or_none(row, 7)});
        return {};
      }));
  return tokens;
}

Status revoke_token(db::Transaction& tx, const Author& author, Id person_id, Id token_id) {
  const auto person = TRY(lock_person(tx, author, person_id));
  for (const auto& token : TRY(tokens_of(tx, person.id))) {
    if (token.id != token_id) continue;
    TRY(tx.execute(R"(DELETE FROM "token" WHERE "id" = $1)", {token_id}));
    return journal_changes(tx, author, person,
                           {{"tokens." + token.name, described(token), nullptr}});
  }
  return fail(Code::not_found, "token.not_found", "there is no such token");
}

}  // namespace praxis::identity
