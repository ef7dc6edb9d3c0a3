// The target of a request line, decoded (RFC 3986, RFC 9112 §3.2). What could mean two things to
// two readers is refused: dot segments, empty segments, an encoded slash, NUL, control characters
// in the path, ill-formed UTF-8. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace praxis::http {

struct Target {
  std::string path{};
  std::vector<std::pair<std::string, std::string>> query{};
};

// Takes origin form ("/a?b=c") and absolute form ("http://host/a?b=c"), and "*".
Result<Target> target_from_text(std::string_view text);

}  // namespace praxis::http
