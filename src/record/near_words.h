// Which words are nearly the same, for searches with typing errors. One edit is a letter more, a
// letter less, another letter or two letters swapped; two edits are letters more, less or other.
// Words of four letters and more are corrected by one edit, both above seven by two; words with
// digits never: they are codes, and one code is no misspelling of another.
//
// A word is kept under every third of its trigrams ("pri", "nte", "r$$"), each with its place and
// the word's length. An edit spoils one of them, two swapped letters at most two, so that at least
// one stays whole and in reach: keys_near() names all under which a near word can stand. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace praxis::record {

constexpr std::size_t near_letters_min = 4, near_letters_max = 32;
constexpr int near_edits_max = 2;

// Whether the word is one that is kept, and looked for, as near: letters alone, of such a length.
bool can_be_near(std::string_view word);
// How many edits a word may be away from what was meant.
int edits_allowed(std::string_view word);
// 0 to near_edits_max, or more than that: not near. Both are words that can_be_near().
int edits_between(std::string_view left, std::string_view right);

// The keys under which a word is kept; the first is as good as any to look for it.
std::vector<std::int64_t> keys_of(std::string_view word);
// The keys under which all words that so many edits lead to have at least one.
std::vector<std::int64_t> keys_near(std::string_view word, int edits);

}  // namespace praxis::record
