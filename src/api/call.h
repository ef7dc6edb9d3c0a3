// One call of the API: what every handler is given, and the three ways in. `open` handlers ask
// nobody's name. A `reading` handler runs inside one read of the database, which also finds out who
// asks: one look-up, one snapshot. A `writing` handler is given the caller and calls a use case.
// Errors become problem+json here, once. Handlers are plain functions without state; a Call belongs
// to one request and one thread.
#pragma once

#include <string>

#include "api/actor_cache.h"
#include "api/api.h"
#include "http/router.h"
#include "identity/authenticated.h"
#include "usecases/work.h"

namespace praxis::api {

struct Call {
  const http::Request& request;
  const http::PathValues& path;
  Services& services;
  identity::Authenticated who{};  // of reading and writing handlers
  Actor actor{};                  // of reading handlers
  std::string language = "en";

  // The value of a name of the pattern; "" where this pattern has no such name.
  std::string_view segment(std::string_view name) const;
};

using Answer = Result<http::Response>;
using OpenHandler = Answer (*)(Call&);
using ReadHandler = Answer (*)(Call&, usecases::Work&);
using WriteHandler = Answer (*)(Call&, const usecases::Caller&);

constexpr Span read_time_max = seconds(5);  // a list without an index ends here with "time_limit"

http::Handler open(Services& services, OpenHandler handler);
http::Handler reading(Services& services, ReadHandler handler);
http::Handler writing(Services& services, WriteHandler handler);

// A guard's reason is the address of its text in the packs: that text says it best.
void explain_by_packs(const Call& call, Error& error);

// For a writing handler that then shows what it wrote, as the caller may see it now.
Answer read_again(Call& call, const usecases::Caller& caller,
                  FunctionRef<Answer(usecases::Work&)> show);

}  // namespace praxis::api
