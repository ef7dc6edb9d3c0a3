// "Did you mean": the known words nearest to an unknown one. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace praxis::expr {

// At most three, nearest first: those within one edit, two above four letters, a third of the
// length above eight.
std::vector<std::string> near_words(std::string_view word, std::span<const std::string> known);

// "; did you mean \"priority\" or \"phase\"?", or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace praxis::expr
