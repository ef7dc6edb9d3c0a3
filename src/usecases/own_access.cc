#include "usecases/own_access.h"

#include "identity/credential_store.h"
#include "identity/session_store.h"
#include "identity/throttle.h"

namespace praxis::usecases {
namespace {

Error password_field(std::string_view field, Error error) {
  for (auto& each : error.fields) each.field = field;
  return error;
}

Result<std::string> own_email(Work& work) {
  const auto* type = work.model.type("person");
  if (!type) return fail(Code::not_found, "record.not_found", "there are no people");
  const auto person = TRY(record::find(work.tx, work.model, *type, work.scope.person));
  if (!person) return fail(Code::not_found, "record.not_found", "there is no such person");
  for (const auto& field : type->fields) {
    const auto* text = person->value(field.name).get<std::string>();
    if (field.type == pack::FieldType::email && field.is_unique && text) return *text;
  }
  return std::string();
}

struct Attempt {
  std::string email;
  identity::Credential credential;
};

// Counts a guess as failed before it is looked at, as a sign-in does.
Result<Attempt> begin_guess(Work& work, const PasswordWanted& wanted) {
  Attempt attempt{.email = TRY(own_email(work)), .credential = {}};
  auto credential = TRY(identity::find_credential(work.tx, work.model, attempt.email));
  if (!credential || credential->hash.empty())
    return fail(Code::conflict, "password.none", "there is no password to change");
  attempt.credential = std::move(*credential);
  const auto wait = TRY(identity::begin_attempt(
      work.tx, identity::attempt_keys(attempt.email, wanted.peer), work.recorded_at));
  if (!wait) return attempt;
  Error error{Code::rate_limited, "sign_in.throttled", "too many wrong passwords"};
  error.details["retry_after"] = (wait->us + seconds(1).us - 1) / seconds(1).us;
  return fail(std::move(error));
}

tl::unexpected<Error> wrong_password() {
  return fail(Error{Code::forbidden,
                    "password.wrong",
                    "the current password is wrong",
                    {{"current", "password.wrong"}}});
}

}  // namespace

Status change_own_password(Application& application, const identity::PasswordHasher& hasher,
                           const Caller& caller, const PasswordWanted& wanted) {
  const auto attempt =
      TRY(in_write(application, caller, {}, [&](Work& work) { return begin_guess(work, wanted); }));
  if (!TRY(hasher.verify(attempt.credential.hash, wanted.current))) return wrong_password();
  const auto checked = identity::check_new_password(wanted.wanted, attempt.email);
  if (!checked) return fail(password_field("new", checked.error()));
  const auto hash = TRY(hasher.hash(wanted.wanted));
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    if (!TRY(identity::lock_credential(work.tx, attempt.credential))) return wrong_password();
    TRY(identity::attempt_succeeded(work.tx, identity::attempt_keys(attempt.email, wanted.peer)));
    const auto lister = work.lister();
    const identity::Author author{lister, work.via};
    return identity::set_credential(work.tx, author, {work.scope.person, hash, wanted.session});
  });
}

Result<identity::NewToken> make_own_token(Application& application, const Caller& caller,
                                          const OwnTokenWanted& wanted) {
  return in_write(application, caller, {}, [&](Work& work) -> Result<identity::NewToken> {
    const auto lister = work.lister();
    const identity::Author author{lister, work.via};
    return identity::make_token(work.tx, author,
                                {work.scope.person, wanted.name, wanted.access, wanted.expires_at});
  });
}

Status revoke_own_token(Application& application, const Caller& caller, Id token) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    const auto lister = work.lister();
    const identity::Author author{lister, work.via};
    return identity::revoke_token(work.tx, author, work.scope.person, token);
  });
}

Status end_own_session(Application& application, const Caller& caller, Id session) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    return identity::end_session(work.tx, work.scope.person, session);
  });
}

}  // namespace praxis::usecases
