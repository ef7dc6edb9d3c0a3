// The standard library of the language: what each function takes and gives, and how it is computed.
// A function is one implementation that looks at the values it is given; its signatures are for the
// checker alone. Pure.
#pragma once

#include <span>
#include <string_view>

#include "expr/evaluate.h"

namespace praxis::expr {

// Kinds as letters: i int, u uint, d double, s text, y bytes, b bool, t timestamp, r duration, l
// list, S list of texts, m map, T type, n null, I reference, * anything or dyn.
struct Function {
  std::string_view name;  // "size", "math.abs"
  CallStyle style;
  std::string_view arguments;  // of a receiver call: the target first
  char result;
  Implementation implementation;
};

std::span<const Function> text_functions();
std::span<const Function> time_functions();
std::span<const Function> conversion_functions();
std::span<const Function> math_functions();

bool format_text(Call& call);  // "%d of %s".format([1, x])

}  // namespace praxis::expr
