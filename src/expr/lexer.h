// Cuts an expression's text into tokens. Literals are cut, not read: literal.h reads them. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "expr/position.h"

namespace praxis::expr {

enum class TokenKind { end, identifier, quoted_identifier, number, text, bytes, symbol };

struct Token {
  TokenKind kind = TokenKind::end;
  Position at{};
  std::string_view text{};  // as written: quotes and prefixes included
};

// The tokens, the last of kind `end`. Errors: "expression.syntax".
Result<std::vector<Token>> tokens_of(std::string_view text);

}  // namespace praxis::expr
