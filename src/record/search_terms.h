// What a record gives to search and what a search asks for: words by base/text tokens(), the same
// for both databases, and how well a record's short fields answer them. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/model.h"
#include "record/record.h"

namespace praxis::record {

constexpr int title_weight_min = 3;  // fields of this weight and more are searched as the title
constexpr std::size_t search_words_max = 12;  // of one search; more are left out

// What begins a term that says a word stands in the title; no word begins with it.
constexpr std::string_view title_mark = "\u00B7";

// The words of a record and, marked, those of its title; each once, sorted.
using SearchTerms = std::vector<std::string>;

bool is_searched(const Family& family);
// A searched field that not everyone may read who may read the record.
bool is_guarded(const pack::RecordType& type, const pack::Field& field);
SearchTerms search_terms(const Record& record);
// Whether a searched field differs, without taking either apart.
bool has_searched_change(const Record& before, const Record& after);

// The words of a text in their order, as records and searches have them.
std::vector<std::string> words_in(std::string_view text);
// The words of a search in their order; the last one may be the beginning of one.
std::vector<std::string> search_words(std::string_view text);

// A word as it is looked for: itself, or what it may be a misspelling of.
enum class WordKind { whole, beginning };
struct SearchedWord {
  std::string text;
  WordKind kind = WordKind::whole;
  std::vector<std::string> near{};  // whole words
};
using SearchedWords = std::vector<SearchedWord>;
SearchedWords as_searched(const std::vector<std::string>& words);
bool has_near_words(const SearchedWords& words);

// How well a field's text (folded or not) holds the word: 1 as a whole word, less as the beginning
// of one if the word may be that, 0 if not at all.
double match_of(std::string_view text, std::string_view word, WordKind kind);
double match_of(std::string_view text, const SearchedWord& word);
// Whether it holds the word, or one near it, whole.
bool holds_whole(std::string_view text, const SearchedWord& word);

constexpr double beginning_of_word = 0.6;  // against 1 for a whole word
constexpr double near_word = 0.4;

// What a database is asked. One word: `"printer"` or `"printer"*`. Everything: all words or those
// near them: `("pinter" OR "printer") AND "jam"*`, `('pinter' | 'printer') & 'jam':*`. Title: the
// same, all of them whole.
enum class SearchedIn { title, everything };
std::string match_of_word(std::string_view word, db::Engine engine, WordKind kind);
std::string match_text(const SearchedWords& words, db::Engine engine, SearchedIn where);
// What a search table keeps of a record, as its database reads it: `jam printer ·jam `,
// `'jam' 'printer' '·jam'`; "" where there is nothing.
std::string stored_text(const SearchTerms& terms, db::Engine engine);

}  // namespace praxis::record
