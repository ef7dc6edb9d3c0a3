// The secrets that stand for a person: a browser session's cookie value and a machine's bearer
// token. Both carry 256 random bits; only the SHA-256 of their text is ever stored, and they are
// shown once. Pure but for the random generator.
#pragma once

#include <string>
#include <string_view>

#include "base/hash.h"

namespace praxis::identity {

struct Secret {
  std::string text;  // what the holder keeps
  Digest hash{};     // what is stored
};

Secret make_session_secret();  // 43 characters of base64url
// "prx_", 43 characters of base64url and six of a checksum, so that scanners find a leaked one and
// typing errors ask no database.
Secret make_token_secret();

// The hash to look up, or Unauthenticated "session.malformed" or "token.malformed".
Result<Digest> hash_of_session(std::string_view text);
Result<Digest> hash_of_token(std::string_view text);

}  // namespace praxis::identity
