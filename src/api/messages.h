// The sentences that go with reason codes, in English and German; {name} stands for a detail of the
// error. Clients decide by the reason, people read these. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace praxis::api {

// None if there is no sentence for the reason.
std::optional<std::string> message(std::string_view reason, const JsonObject& details,
                                   std::string_view language);

}  // namespace praxis::api
