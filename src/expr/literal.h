// Reads literals: numbers, texts and bytes as they are written. Pure. Errors are words for a
// message.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "expr/value.h"

namespace praxis::expr {

enum class Sign { positive, negative };

// "42", "0x2A", "42u", "4.2e1"; what does not fit its type is an error.
tl::expected<Value, std::string> number_from_literal(std::string_view literal, Sign sign);
// Quotes and prefixes included: r"…", '''…''', b"…".
tl::expected<Value, std::string> text_from_literal(std::string_view literal);

void append_code_point(std::string& out, char32_t code_point);

}  // namespace praxis::expr
