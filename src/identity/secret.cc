#include "identity/secret.h"

namespace praxis::identity {
namespace {

constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_characters = 43;
constexpr std::size_t checksum_bytes = 4;
constexpr std::size_t checksum_characters = 6;
constexpr std::string_view token_prefix = "prx_";

std::string checksum_of(std::string_view secret) {
  const auto digest = sha256({token_prefix, secret});
  return to_base64url(view(digest).substr(0, checksum_bytes));
}

bool is_secret(std::string_view text) {
  if (text.size() != secret_characters) return false;
  const auto bytes = from_base64url(text);
  return bytes && bytes->size() == secret_bytes;
}

}  // namespace

Secret make_session_secret() {
  auto text = to_base64url(random_bytes(secret_bytes));
  const auto hash = sha256(text);
  return {std::move(text), hash};
}

Secret make_token_secret() {
  const auto secret = to_base64url(random_bytes(secret_bytes));
  auto text = std::string(token_prefix) + secret + checksum_of(secret);
  const auto hash = sha256(text);
  return {std::move(text), hash};
}

Result<Digest> hash_of_session(std::string_view text) {
  if (!is_secret(text))
    return fail(Code::unauthenticated, "session.malformed", "this is no session");
  return sha256(text);
}

Result<Digest> hash_of_token(std::string_view text) {
  const auto malformed = [] {
    return fail(Code::unauthenticated, "token.malformed",
                "this is no token, or was not copied whole");
  };
  if (text.size() != token_prefix.size() + secret_characters + checksum_characters ||
      !text.starts_with(token_prefix))
    return malformed();
  const auto secret = text.substr(token_prefix.size(), secret_characters);
  if (!is_secret(secret) || !text.ends_with(checksum_of(secret))) return malformed();
  return sha256(text);
}

}  // namespace praxis::identity
