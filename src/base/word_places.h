// Where the words of a text stand, for marking them: the tokens of tokens() (base/text.h) each with
// the place of the word it was made from, in code points. Words are taken one by one, so that a
// token that Unicode's rules make of two words' meeting is not found. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace praxis {

struct WordPlace {
  std::string token;
  std::size_t from = 0, to = 0;  // code points; `to` is the one after
};
std::vector<WordPlace> word_places(std::string_view text);

}  // namespace praxis
