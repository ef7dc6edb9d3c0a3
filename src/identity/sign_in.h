// Signing in by e-mail address and password. What does not exist answers as slowly and with the
// same words as a wrong password. Three steps: count the attempt (a short write), look at the
// password (slow, outside of any transaction), make the session (a short write that looks again
// whether the password is still the one). Thread-safe.
#pragma once

#include <string>

#include "identity/password.h"
#include "identity/session_store.h"
#include "record/model.h"

namespace praxis::identity {

struct SignInRequest {
  std::string email, password;
  std::string peer, user_agent;
};

class SignIn {
 public:
  SignIn(db::Database& database, const PasswordHasher& hasher, SessionLimits limits)
      : database_(database), hasher_(hasher), limits_(limits) {}

  // Unauthenticated "sign_in.wrong"; RateLimited "sign_in.throttled" {retry_after: seconds};
  // Unavailable "sign_in.busy".
  Result<NewSession> sign_in(const record::Model& model, const SignInRequest& request,
                             Instant now) const;

 private:
  db::Database& database_;
  const PasswordHasher& hasher_;
  SessionLimits limits_;
};

}  // namespace praxis::identity
