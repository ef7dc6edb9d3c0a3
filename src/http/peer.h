// Who sent a request, and what it is called: trusted proxies' X-Forwarded-For and -Proto,
// X-Request-Id.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace praxis::http {

// `proxies` are addresses or networks ("10.0.0.0/8", "::1"). Sets request.peer and
// request.is_secure.
void settle_peer(Request& request, const std::string& socket_peer,
                 const std::vector<std::string>& proxies);

// The peer's X-Request-Id if it is 1 to 64 of [A-Za-z0-9._-], else a new one.
void settle_request_id(Request& request);

}  // namespace praxis::http
