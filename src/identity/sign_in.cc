#include "identity/sign_in.h"

#include "identity/credential_store.h"
#include "identity/throttle.h"

namespace praxis::identity {
namespace {

constexpr std::size_t email_length_max = 320;

tl::unexpected<Error> wrong_sign_in() {
  return fail(Code::unauthenticated, "sign_in.wrong",
              "the e-mail address or the password is wrong");
}

tl::unexpected<Error> throttled(Span wait) {
  Error error{Code::rate_limited, "sign_in.throttled", "too many failed attempts to sign in"};
  error.details["retry_after"] = (wait.us + seconds(1).us - 1) / seconds(1).us;
  return fail(std::move(error));
}

}  // namespace

Result<NewSession> SignIn::sign_in(const record::Model& model, const SignInRequest& request,
                                   Instant now) const {
  const auto email = std::string_view(request.email).substr(0, email_length_max);
  const auto keys = attempt_keys(email, request.peer);
  struct Begun {
    std::optional<Span> wait;
    std::optional<Credential> credential;
  };
  const auto begun = TRY(database_.write([&](db::Transaction& tx) -> Result<Begun> {
    const auto wait = TRY(begin_attempt(tx, keys, now));
    if (wait) return Begun{wait, std::nullopt};
    return Begun{std::nullopt, TRY(find_credential(tx, model, email))};
  }));
  if (begun.wait) return throttled(*begun.wait);

  const auto& credential = begun.credential;
  const bool is_known = credential && !credential->hash.empty();
  const auto is_right = is_known
                            ? hasher_.verify(credential->hash, request.password)
                            : hasher_.verify_nothing(request.password).map([] { return false; });
  if (!is_right) {
    TRY(database_.write([&](db::Transaction& tx) { return attempt_withdrawn(tx, keys); }));
    return fail(is_right.error());
  }
  if (!*is_right) return wrong_sign_in();

  std::string rehashed;
  if (hasher_.needs_rehash(credential->hash)) rehashed = TRY(hasher_.hash(request.password));
  const auto made =
      TRY(database_.write([&](db::Transaction& tx) -> Result<std::optional<NewSession>> {
        // Set anew or removed meanwhile: what was right a moment ago must open nothing.
        if (!TRY(lock_credential(tx, *credential))) return std::nullopt;
        TRY(attempt_succeeded(tx, keys));
        if (!rehashed.empty()) TRY(rehash_credential(tx, *credential, rehashed));
        return TRY(
            make_session(tx, limits_, {credential->person, request.peer, request.user_agent}, now));
      }));
  if (!made) return wrong_sign_in();
  return *made;
}

}  // namespace praxis::identity
