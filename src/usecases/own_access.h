// What people do about their own access: their password, their tokens, their sessions. Journaled in
// their record.
#pragma once

#include "identity/password.h"
#include "identity/token_store.h"
#include "usecases/work.h"

namespace praxis::usecases {

struct PasswordWanted {
  std::string current, wanted;
  std::string peer;  // whose wrong guesses are counted
  Id session{};      // goes on; all others of the person end
};
// Forbidden "password.wrong" with the field `current`; RateLimited "sign_in.throttled";
// InvalidArgument as identity::check_new_password says; Conflict "password.none" for who has none
// to change.
Status change_own_password(Application& application, const identity::PasswordHasher& hasher,
                           const Caller& caller, const PasswordWanted& wanted);

struct OwnTokenWanted {
  std::string name;
  identity::Access access = identity::Access::full;
  std::optional<Instant> expires_at{};
};
Result<identity::NewToken> make_own_token(Application& application, const Caller& caller,
                                          const OwnTokenWanted& wanted);
Status revoke_own_token(Application& application, const Caller& caller, Id token);

Status end_own_session(Application& application, const Caller& caller, Id session);

}  // namespace praxis::usecases
