#include "identity/password.h"

#include <sodium.h>

#include <array>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace praxis::identity {
namespace {

tl::unexpected<Error> wrong_password_field(std::string reason, JsonObject details,
                                           std::string message) {
  Error error{Code::invalid_argument, "invalid", std::move(message)};
  error.fields.push_back({"password", std::move(reason), std::move(details)});
  return fail(std::move(error));
}

}  // namespace

Status check_new_password(std::string_view password, std::string_view email) {
  if (!is_valid_text(password))
    return wrong_password_field("not_text", {}, "a password must be UTF-8 text");
  if (length_of(password) < password_length_min)
    return wrong_password_field("too_short", {{"min", password_length_min}},
                                "the password is too short");
  if (password.size() > password_bytes_max)
    return wrong_password_field("too_long", {{"max_bytes", password_bytes_max}},
                                "the password is too long");
  if (!email.empty() && fold(password) == fold(email))
    return wrong_password_field("password.is_email", {}, "the password is the e-mail address");
  return {};
}

PasswordHasher::PasswordHasher(PasswordCost cost) : cost_(cost) {
  must(sodium_init() >= 0);
  auto hash = hash_now(random_bytes(16));
  must(hash);
  nobodys_hash_ = std::move(*hash);
}

Status PasswordHasher::enter() const {
  const bool may_wait = running_.with([&](Running& state) {
    if (state.running >= cost_.at_once_max && state.waiting >= cost_.waiting_max) return false;
    ++state.waiting;
    return true;
  });
  if (!may_wait) return fail(Code::unavailable, "sign_in.busy", "too many sign in at once");
  running_.wait(
      free_, [&](const Running& state) { return state.running < cost_.at_once_max; },
      [](Running& state) {
        --state.waiting;
        ++state.running;
      });
  return {};
}

void PasswordHasher::leave() const {
  running_.with([](Running& state) { --state.running; });
  free_.notify_one();
}

Result<std::string> PasswordHasher::hash_now(std::string_view password) const {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.data(), password.size(), cost_.passes,
                        cost_.memory_bytes) != 0)
    return fail(Code::unavailable, "sign_in.busy", "no memory to hash a password");
  return std::string(hash.data());
}

Result<std::string> PasswordHasher::hash(std::string_view password) const {
  TRY(enter());
  auto hash = hash_now(password);
  leave();
  return hash;
}

Result<bool> PasswordHasher::verify(std::string_view hash, std::string_view password) const {
  const std::string text(hash);  // libsodium wants its end marked
  if (text.size() >= crypto_pwhash_STRBYTES) return false;
  TRY(enter());
  // A wrong password and a lack of memory look the same to libsodium; both keep the door shut.
  const bool is_right =
      password.size() <= password_bytes_max &&
      crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
  leave();
  return is_right;
}

Status PasswordHasher::verify_nothing(std::string_view password) const {
  TRY(verify(nobodys_hash_, password));
  return {};
}

bool PasswordHasher::needs_rehash(std::string_view hash) const {
  return crypto_pwhash_str_needs_rehash(std::string(hash).c_str(), cost_.passes,
                                        cost_.memory_bytes) != 0;
}

}  // namespace praxis::identity
