// The target of a request as a scenario writes it: plain text, "/records/incident?filter=priority
// <= 2
// && state == "new"", made fit for HTTP. Pure.
#pragma once

#include <string>
#include <string_view>

namespace praxis::main::scenario {

// Below /api/v1. Parameters are separated by single '&'; a name ends at its first '='.
std::string request_target(std::string_view written);

}  // namespace praxis::main::scenario
