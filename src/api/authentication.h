// Who asks: a bearer token, or a browser session's cookie. A cookie goes along with any request
// that a browser makes, so with one a change needs evidence that our own page made it: a header
// that no other site can set, and Origin or Sec-Fetch-Site. Never remembers anything between
// requests. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "db/database.h"
#include "http/message.h"
#include "identity/authenticated.h"
#include "identity/session_store.h"

namespace praxis::api {

// plain: for plain HTTP on a trusted network, stated in the configuration; the cookie goes without
// Secure.
enum class CookieMode { secure, plain };
std::string_view cookie_name(CookieMode mode);
std::string session_cookie(CookieMode mode, std::string_view secret);
std::string ended_session_cookie(CookieMode mode);

struct Credentials {
  identity::Means means = identity::Means::token;
  std::string secret;
};

// Unauthenticated "session.missing" if there are none. A token goes before a cookie.
Result<Credentials> credentials_of(const http::Request& request, CookieMode mode);
Result<identity::Authenticated> authenticate(db::Transaction& tx, const Credentials& credentials,
                                             const identity::SessionLimits& limits, Instant now);

bool is_safe(http::Method method);  // GET, HEAD, OPTIONS
// Forbidden "csrf.header" or "csrf.origin".
Status check_same_origin(const http::Request& request);
// The same for a request that carries no session yet: a sign-in. Other sites are refused, tools are
// welcome.
Status check_not_cross_site(const http::Request& request);

}  // namespace praxis::api
