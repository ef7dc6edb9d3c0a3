#include "expr/position.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace praxis::expr {
namespace {

std::size_t code_points_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

}  // namespace

Error error_at(std::string_view text, Position at, std::string_view reason,
               std::string_view message) {
  const auto before = text.substr(0, std::min<std::size_t>(at.offset, text.size()));
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto column = 1 + code_points_of(before.substr(line_start));
  const auto length = code_points_of(text.substr(before.size(), at.length));
  Error error{Code::invalid_argument, fmt::format("expression.{}", reason),
              fmt::format("{}:{}: {}", line, column, message)};
  error.details["line"] = line;
  error.details["column"] = column;
  error.details["length"] = length;
  return error;
}

}  // namespace praxis::expr
