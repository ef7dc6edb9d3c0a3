// Where in an expression's text something stands, and errors that say so. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace praxis::expr {

struct Position {
  std::uint32_t offset = 0;  // bytes from the beginning of the text
  std::uint32_t length = 0;
};

// InvalidArgument with the reason "expression." + reason, a message that begins with line and
// column, and the details
// {"line", "column", "length"}: lines and columns count from 1, columns and length in code points.
Error error_at(std::string_view text, Position at, std::string_view reason,
               std::string_view message);

}  // namespace praxis::expr
