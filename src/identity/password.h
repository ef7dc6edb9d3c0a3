// Passwords: what a new one must be, and argon2id over it (libsodium). A hash carries its own cost,
// so that the cost can be raised: whoever signs in next with an older one is hashed anew. Never
// stores, logs or journals a password. Thread-safe: few hashes run at once (each takes its cost in
// memory), others wait, and beyond `waiting_max` are turned away.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/synchronized.h"

namespace praxis::identity {

constexpr std::size_t password_length_min = 10;  // code points
constexpr std::size_t password_bytes_max = 256;

struct PasswordCost {
  std::uint64_t passes = 6;
  std::size_t memory_bytes = 32u << 20;  // with 6 passes 60 to 100 ms on a core of today
  int at_once_max = 2;                   // so 64 MB at most, however many sign in
  int waiting_max = 64;
};

// InvalidArgument with one FieldError for `password`: "too_short" {min}, "too_long" {max_bytes},
// "not_text", "password.is_email".
Status check_new_password(std::string_view password, std::string_view email);

class PasswordHasher {
 public:
  explicit PasswordHasher(PasswordCost cost = {});

  // "$argon2id$v=19$m=…" with a salt of its own. Unavailable "sign_in.busy" when too many wait.
  Result<std::string> hash(std::string_view password) const;
  Result<bool> verify(std::string_view hash, std::string_view password) const;
  // Takes as long as verify() with a current hash and is never true: for accounts that do not
  // exist.
  Status verify_nothing(std::string_view password) const;
  bool needs_rehash(std::string_view hash) const;

 private:
  struct Running {
    int running = 0, waiting = 0;
  };
  Status enter() const;
  void leave() const;
  Result<std::string> hash_now(std::string_view password) const;

  PasswordCost cost_;
  std::string nobodys_hash_;
  mutable Synchronized<Running> running_;
  mutable std::condition_variable free_;
};

}  // namespace praxis::identity
