#include "record/near_words.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

namespace praxis::record {
namespace {

constexpr std::size_t long_word_letters = 8;  // from here on two edits
constexpr int chunk_letters = 3;
constexpr std::int64_t places_of_chunks = 16, lengths_of_words = 64, codes_of_letters = 64;

using Letters = std::array<char32_t, near_letters_max + 1>;
struct Spelling {
  Letters letters;
  std::size_t size = 0;  // near_letters_max + 1: too long
};

Spelling spelling_of(std::string_view word) {
  Spelling spelling;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(word.data());
  const auto length = static_cast<std::int32_t>(word.size());
  for (std::int32_t i = 0; i < length && spelling.size <= near_letters_max;) {
    UChar32 letter = 0;
    U8_NEXT(bytes, i, length, letter);
    spelling.letters[spelling.size++] = static_cast<char32_t>(letter);
  }
  return spelling;
}

// Six bits of a letter; the few that share them cost a comparison.
std::int64_t code_of(char32_t letter) {
  if (letter >= U'a' && letter <= U'z') return 1 + static_cast<std::int64_t>(letter - U'a');
  return 27 + static_cast<std::int64_t>(letter % 37);
}

// Of the three letters from `at` on; past the end stands 0.
std::int64_t gram_at(const Spelling& word, std::size_t at) {
  std::int64_t gram = 0;
  for (std::size_t i = at; i < at + chunk_letters; ++i)
    gram = gram * codes_of_letters + (i < word.size ? code_of(word.letters[i]) : 0);
  return gram;
}

std::int64_t key_of(std::int64_t gram, std::int64_t place, std::int64_t length) {
  return (gram * places_of_chunks + place) * lengths_of_words + length;
}

// Two swapped letters across the chunks of a word of two spoil both: the word is looked for as it
// would then be written.
void add_swapped(Spelling word, std::vector<std::int64_t>& keys) {
  if (word.size > 2 * chunk_letters) return;
  std::swap(word.letters[chunk_letters - 1], word.letters[chunk_letters]);
  keys.push_back(key_of(gram_at(word, 0), 0, static_cast<std::int64_t>(word.size)));
}

bool are_swapped(const Spelling& left, const Spelling& right, std::size_t i) {
  return i + 1 < left.size && i + 1 < right.size && left.letters[i] == right.letters[i + 1] &&
         left.letters[i + 1] == right.letters[i];
}

// Whether what is left of both from these letters on is the same.
bool is_same_rest(const Spelling& left, std::size_t i, const Spelling& right, std::size_t j) {
  return std::equal(left.letters.begin() + static_cast<std::ptrdiff_t>(i),
                    left.letters.begin() + static_cast<std::ptrdiff_t>(left.size),
                    right.letters.begin() + static_cast<std::ptrdiff_t>(j),
                    right.letters.begin() + static_cast<std::ptrdiff_t>(right.size));
}

// Whether `edits` letters more, less or other make one of the other from these letters on.
bool is_within(const Spelling& left, std::size_t i, const Spelling& right, std::size_t j,
               int edits) {
  while (i < left.size && j < right.size && left.letters[i] == right.letters[j]) ++i, ++j;
  if (i == left.size && j == right.size) return true;
  if (edits == 0) return false;
  return (i < left.size && j < right.size && is_within(left, i + 1, right, j + 1, edits - 1)) ||
         (i < left.size && is_within(left, i + 1, right, j, edits - 1)) ||
         (j < right.size && is_within(left, i, right, j + 1, edits - 1));
}

bool is_one_swap_away(const Spelling& left, const Spelling& right) {
  std::size_t i = 0;
  while (i < left.size && i < right.size && left.letters[i] == right.letters[i]) ++i;
  return are_swapped(left, right, i) && is_same_rest(left, i + 2, right, i + 2);
}

bool is_long(const Spelling& word) { return word.size >= long_word_letters; }

}  // namespace

bool can_be_near(std::string_view word) {
  if (word.size() < near_letters_min || word.size() > near_letters_max * U8_MAX_LENGTH)
    return false;
  const auto spelling = spelling_of(word);
  if (spelling.size < near_letters_min || spelling.size > near_letters_max) return false;
  return std::all_of(spelling.letters.begin(),
                     spelling.letters.begin() + static_cast<std::ptrdiff_t>(spelling.size),
                     [](char32_t letter) {
                       return letter < 0x80 ? letter >= U'a' && letter <= U'z'
                                            : u_isUAlphabetic(static_cast<UChar32>(letter));
                     });
}

int edits_allowed(std::string_view word) {
  if (!can_be_near(word)) return 0;
  return is_long(spelling_of(word)) ? 2 : 1;
}

int edits_between(std::string_view left, std::string_view right) {
  if (left == right) return 0;
  const auto one = spelling_of(left), other = spelling_of(right);
  if (is_within(one, 0, other, 0, 1) || is_one_swap_away(one, other)) return 1;
  if (is_long(one) && is_long(other) && is_within(one, 0, other, 0, 2)) return 2;
  return near_edits_max + 1;
}

std::vector<std::int64_t> keys_of(std::string_view word) {
  const auto spelling = spelling_of(word);
  std::vector<std::int64_t> keys;
  for (std::size_t at = 0; at < spelling.size; at += chunk_letters)
    keys.push_back(key_of(gram_at(spelling, at), static_cast<std::int64_t>(at / chunk_letters),
                          static_cast<std::int64_t>(spelling.size)));
  return keys;
}

std::vector<std::int64_t> keys_near(std::string_view word, int edits) {
  const auto spelling = spelling_of(word);
  const auto size = static_cast<int>(spelling.size);
  std::vector<std::int64_t> keys;
  for (int at = 0; at < size; ++at) {
    const auto gram = gram_at(spelling, static_cast<std::size_t>(at));
    for (int place = 0; place * chunk_letters <= at + edits; ++place) {
      if (place * chunk_letters < at - edits) continue;
      for (int length = size - edits; length <= size + edits; ++length)
        if (length >= static_cast<int>(near_letters_min))
          keys.push_back(key_of(gram, place, length));
    }
  }
  add_swapped(spelling, keys);
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace praxis::record
