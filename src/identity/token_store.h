// Bearer tokens for machines: each speaks for its person, perhaps for reading only, perhaps for a
// time. A token is shown once, when it is made; only its hash is stored. Making and revoking are
// journaled in the person's record as "tokens.NAME". Runs inside the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/authenticated.h"
#include "identity/author.h"
#include "identity/secret.h"

namespace praxis::identity {

constexpr std::int64_t tokens_of_person_max = 100;
constexpr std::size_t token_name_length_max = 80;  // code points

struct Token {
  Id id;
  std::string name;
  Id person;
  Access access = Access::full;
  Instant created_at{};
  Id created_by{};
  std::optional<Instant> expires_at{}, last_used_at{};
};

struct TokenWanted {
  Id person{};
  std::string name{};  // the person's own word for it, once each
  Access access = Access::full;
  std::optional<Instant> expires_at{};
};

struct NewToken {
  Token token;
  std::string secret;
};

// InvalidArgument with a FieldError: name "required", "too_long" {max}, "not_text", "not_unique";
// expires_at "in_the_past"; Conflict "token.too_many" {max}.
Result<NewToken> make_token(db::Transaction& tx, const Author& author, const TokenWanted& wanted);
// Unauthenticated "token.malformed", "token.revoked" (there is no such token), "token.expired".
Result<Authenticated> authenticate_token(db::Transaction& tx, std::string_view secret, Instant now);
// By name.
Result<std::vector<Token>> tokens_of(db::Transaction& tx, Id person);
// NotFound "token.not_found" if it is not one of the person's.
Status revoke_token(db::Transaction& tx, const Author& author, Id person, Id token);

}  // namespace praxis::identity
