// The HTTP interface: what it needs, and the table of its routes. JSON and HTTP end here: below are
// plain values and use cases. Documented in docs/api. Services must outlive the routes.
// Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/authentication.h"
#include "http/router.h"
#include "identity/scope_maker.h"
#include "identity/sign_in.h"
#include "usecases/application.h"

namespace praxis::api {

class EventStreams;
class Metrics;
struct Prepared;                            // prepared.h
std::shared_ptr<Prepared> make_prepared();  // empty

struct Services {
  usecases::Application& application;
  identity::ScopeCache& scopes;
  const identity::SignIn& sign_in;
  const identity::PasswordHasher& hasher;
  identity::SessionLimits session_limits{};
  CookieMode cookies = CookieMode::secure;
  std::string version = "0.1.0";
  EventStreams* events = nullptr;  // none: events are answered with 503
  Metrics* metrics = nullptr;      // none: nothing is measured
  std::shared_ptr<Prepared> prepared = make_prepared();
};

std::vector<http::Route> routes(Services& services);

}  // namespace praxis::api
