#include "base/word_places.h"

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>

#include "base/result.h"
#include "base/text.h"
#include "base/word_breaks.h"

namespace praxis {
namespace {

bool is_ascii_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void add_words_between(std::string_view text, std::size_t from, std::vector<WordPlace>& places) {
  const auto to = from + length_of(text);
  for (auto& token : tokens(text)) places.push_back({std::move(token), from, to});
}

std::vector<WordPlace> ascii_word_places(std::string_view text) {
  std::vector<WordPlace> places;
  for (std::size_t from = 0; from < text.size();) {
    if (!is_ascii_letter_or_digit(text[from])) {
      ++from;
      continue;
    }
    auto to = from;
    while (to < text.size() && is_ascii_letter_or_digit(text[to])) ++to;
    add_words_between(text.substr(from, to - from), from, places);
    from = to;
  }
  return places;
}

// A word as Unicode has it, taken apart at the ASCII punctuation inside it ("l'été"): so does
// search.
void add_parts(const std::string& word, std::size_t from, std::vector<WordPlace>& places) {
  const auto is_part = [](char c) {
    return is_ascii_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t at = 0; at < word.size();) {
    auto end = at;
    while (end < word.size() && is_part(word[end])) ++end;
    const auto part = std::string_view(word).substr(at, end - at);
    add_words_between(part, from, places);
    from += length_of(part) + (end < word.size() ? 1 : 0);
    at = end + 1;
  }
}

}  // namespace

std::vector<WordPlace> word_places(std::string_view text) {
  if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return ascii_word_places(text);
  const auto units = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  // Not that of tokens(), which are asked for between two words.
  thread_local const auto own_breaks = make_word_breaks();
  auto& breaks = *own_breaks;
  breaks.setText(units);
  std::vector<WordPlace> places;
  std::size_t point = 0;
  auto from = breaks.first();
  for (auto to = breaks.next(); to != icu::BreakIterator::DONE; from = to, to = breaks.next()) {
    if (breaks.getRuleStatus() >= UBRK_WORD_NONE_LIMIT) {
      std::string word;
      units.tempSubStringBetween(from, to).toUTF8String(word);
      add_parts(word, point, places);
    }
    point += static_cast<std::size_t>(units.countChar32(from, to - from));
  }
  return places;
}

}  // namespace praxis
