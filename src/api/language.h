// Which of the packs' languages an answer is written in: ?language, then Accept-Language, then the
// person's own, then English. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace praxis::api {

// `preferred` is the person's ("" before anybody is known).
std::string language_of(const http::Request& request, const std::vector<std::string>& available,
                        std::string_view preferred);

}  // namespace praxis::api
