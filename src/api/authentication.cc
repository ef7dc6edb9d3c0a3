#include "api/authentication.h"

#include <fmt/format.h>

#include "http/field.h"
#include "identity/token_store.h"

namespace praxis::api {
namespace {

constexpr std::string_view bearer = "bearer ";

enum class Origin { unknown, same, other };

// "https://desk.example:8443" and the Host it was sent to. The scheme is not compared: a proxy may
// end TLS.
bool is_origin_of_host(std::string_view origin, std::string_view host) {
  const auto at = origin.find("://");
  return at != origin.npos && !host.empty() && origin.substr(at + 3) == host;
}

Origin origin_of(const http::Request& request) {
  const auto site = request.header("sec-fetch-site");
  if (site == "same-origin") return Origin::same;
  if (!site.empty() && site != "none") return Origin::other;
  const auto origin = request.header("origin");
  if (origin.empty()) return Origin::unknown;
  return is_origin_of_host(origin, request.header("host")) ? Origin::same : Origin::other;
}

tl::unexpected<Error> from_elsewhere() {
  return fail(Code::forbidden, "csrf.origin", "the request came from another site");
}

}  // namespace

std::string_view cookie_name(CookieMode mode) {
  return mode == CookieMode::secure ? "__Host-praxis" : "praxis";
}

std::string session_cookie(CookieMode mode, std::string_view secret) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax{}", cookie_name(mode), secret,
                     mode == CookieMode::secure ? "; Secure" : "");
}

std::string ended_session_cookie(CookieMode mode) {
  return session_cookie(mode, "") + "; Max-Age=0";
}

Result<Credentials> credentials_of(const http::Request& request, CookieMode mode) {
  const auto header = request.header("authorization");
  if (header.size() > bearer.size() &&
      http::equals_ignoring_case(header.substr(0, bearer.size()), bearer))
    return Credentials{identity::Means::token,
                       std::string(http::trimmed(header.substr(bearer.size())))};
  if (!header.empty())
    return fail(Code::unauthenticated, "authorization.scheme", "only bearer tokens are understood");
  if (const auto cookie = request.cookie(cookie_name(mode)); !cookie.empty())
    return Credentials{identity::Means::session, std::string(cookie)};
  return fail(Code::unauthenticated, "session.missing", "sign in, or send a bearer token");
}

Result<identity::Authenticated> authenticate(db::Transaction& tx, const Credentials& credentials,
                                             const identity::SessionLimits& limits, Instant now) {
  if (credentials.means == identity::Means::token)
    return identity::authenticate_token(tx, credentials.secret, now);
  return identity::authenticate_session(tx, limits, credentials.secret, now);
}

bool is_safe(http::Method method) {
  return method == http::Method::get || method == http::Method::head ||
         method == http::Method::options;
}

Status check_same_origin(const http::Request& request) {
  if (request.header("x-praxis-request") != "1")
    return fail(Code::forbidden, "csrf.header", "changes need X-Praxis-Request: 1");
  if (origin_of(request) != Origin::same) return from_elsewhere();
  return {};
}

Status check_not_cross_site(const http::Request& request) {
  if (origin_of(request) == Origin::other) return from_elsewhere();
  return {};
}

}  // namespace praxis::api
