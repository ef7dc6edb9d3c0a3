// Text: UTF-8 checks, case folding and the one tokeniser of search. Pure; ICU does the Unicode
// work, and plain ASCII takes a short way round it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace praxis {

// Valid UTF-8 without U+0000 (neither database stores it).
bool is_valid_text(std::string_view text);

// Number of code points; `text` is valid UTF-8.
std::size_t length_of(std::string_view text);

// For comparing and sorting without regard to letter case: NFKC_Casefold (Unicode 3.13), then
// accents kept.
std::string fold(std::string_view text);

// Words for search: split at what is no letter, mark or digit (UAX 29 word boundaries outside
// ASCII), folded, accents removed, each cut at 64 bytes. Order and repeats are kept.
std::vector<std::string> tokens(std::string_view text);

}  // namespace praxis
