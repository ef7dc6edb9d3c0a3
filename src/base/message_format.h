// Texts of packs with their arguments put in: ICU messages ("{count, plural, one {one part} other
// {# parts}}"). Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace praxis {

// Arguments are texts and numbers; others are written as JSON. What is no ICU message comes back as
// it is.
std::string formatted_message(std::string_view pattern, std::string_view language,
                              const JsonObject& arguments);

}  // namespace praxis
