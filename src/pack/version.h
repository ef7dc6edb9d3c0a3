// Versions of packs (1.2.3) and what a need says of them (^1, ^1.2, 1.2.3). Pure.
#pragma once

#include <string_view>

namespace praxis::pack {

bool is_version(std::string_view text);
bool is_need(std::string_view text);
// ^1.2 is met by 1.2.0 up to, not including, 2.0.0; ^0.2 by 0.2.x only; without ^ by that version
// only.
bool meets(std::string_view version, std::string_view need);

}  // namespace praxis::pack
