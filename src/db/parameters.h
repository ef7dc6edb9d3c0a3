// What both drivers do with a statement's text and its parameters before the engine sees them.
// Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "db/database.h"

namespace praxis::db {

// How many statements a connection keeps prepared.
constexpr std::size_t statements_max = 256;

struct ParameterText {
  std::string sql;  // with `?n` in place of `$n`: SQLite numbers `$n` by their first appearance
  std::size_t count = 0;  // the highest n
};

// Finds `$n` outside of literals, quoted identifiers and comments.
ParameterText rewrite_parameters(std::string_view sql);

// What neither engine stores alike is refused: U+0000, ill-formed UTF-8, NaN.
Status check_parameters(std::span<const Parameter> parameters);

Error wrong_parameter_count(std::string_view sql, std::size_t wanted, std::size_t given);

}  // namespace praxis::db
