#include "record/search_terms.h"

#include <algorithm>

#include "base/text.h"

namespace praxis::record {
namespace {

bool is_plain_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_word_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// FTS5 would take a word apart at ASCII punctuation that Unicode's rules leave inside it ("l'été"):
// so do we first.
void add_words(std::string_view text, std::vector<std::string>& words) {
  for (auto& token : tokens(text)) {
    if (std::ranges::all_of(token, is_word_byte)) {
      words.push_back(std::move(token));
      continue;
    }
    std::string part;
    for (const char c : token + " ") {
      if (is_word_byte(c))
        part += c;
      else if (!part.empty())
        words.push_back(std::exchange(part, {}));
    }
  }
}

void sort_and_unite(std::vector<std::string>& words) {
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
}

double fit_of_word(std::string_view text_word, std::string_view word, WordKind kind) {
  if (text_word == word) return 1;
  return kind == WordKind::beginning && text_word.starts_with(word) ? beginning_of_word : 0;
}

// The same without taking the text apart, for words of ASCII: nearly all.
double match_in_ascii(std::string_view text, std::string_view word, WordKind kind) {
  double best = 0;
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    if (at > 0 && is_word_byte(text[at - 1])) continue;
    const auto is_same = [](char left, char right) { return lowered(left) == right; };
    if (!std::equal(word.begin(), word.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                    [&](char left, char right) { return is_same(right, left); }))
      continue;
    const auto end = at + word.size();
    if (end == text.size() || !is_word_byte(text[end])) return 1;
    if (kind == WordKind::beginning) best = beginning_of_word;
  }
  return best;
}

}  // namespace

bool is_searched(const Family& family) {
  const auto has_searched_field = [](const auto* type) {
    return std::ranges::any_of(type->fields,
                               [](const auto& field) { return field.search_weight > 0; });
  };
  return std::ranges::any_of(family.types, has_searched_field);
}

bool is_guarded(const pack::RecordType& type, const pack::Field& field) {
  if (field.search_weight == 0) return false;
  const auto found = type.field_permissions.find(field.name);
  return found != type.field_permissions.end() && found->second.read.has_value();
}

SearchTerms search_terms(const Record& record) {
  SearchTerms terms, title;
  for (std::size_t i = 0; i < record.values.size(); ++i) {
    const int weight = record.type->fields[i].search_weight;
    const auto* text = record.values[i].get<std::string>();
    if (weight > 0 && text) add_words(*text, weight >= title_weight_min ? title : terms);
  }
  for (auto& word : title) {
    terms.push_back(std::string(title_mark) + word);
    terms.push_back(std::move(word));
  }
  sort_and_unite(terms);
  return terms;
}

bool has_searched_change(const Record& before, const Record& after) {
  for (std::size_t i = 0; i < after.values.size(); ++i)
    if (after.type->fields[i].search_weight > 0 && before.values[i] != after.values[i]) return true;
  return false;
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  add_words(text, words);
  return words;
}

std::vector<std::string> search_words(std::string_view text) {
  auto words = words_in(text);
  // Of a repeated word the last stands: it may be the one that is being typed.
  for (std::size_t i = 0; i < words.size();)
    if (std::find(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end(), words[i]) !=
        words.end())
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
    else
      ++i;
  if (words.size() > search_words_max) words.resize(search_words_max);
  return words;
}

double match_of(std::string_view text, std::string_view word, WordKind kind) {
  if (is_plain_ascii(text)) return is_plain_ascii(word) ? match_in_ascii(text, word, kind) : 0;
  double best = 0;
  for (const auto& text_word : words_in(text))
    best = std::max(best, fit_of_word(text_word, word, kind));
  return best;
}

SearchedWords as_searched(const std::vector<std::string>& words) {
  SearchedWords searched;
  for (const auto& word : words) searched.push_back({.text = word});
  if (!searched.empty()) searched.back().kind = WordKind::beginning;
  return searched;
}

bool has_near_words(const SearchedWords& words) {
  return std::ranges::any_of(words, [](const auto& word) { return !word.near.empty(); });
}

double match_of(std::string_view text, const SearchedWord& word) {
  double best = match_of(text, word.text, word.kind);
  for (const auto& near : word.near)
    if (best < near_word) best = std::max(best, near_word * match_of(text, near, WordKind::whole));
  return best;
}

bool holds_whole(std::string_view text, const SearchedWord& word) {
  const auto holds = [&](const std::string& one) {
    return match_of(text, one, WordKind::whole) > 0;
  };
  return holds(word.text) || std::ranges::any_of(word.near, holds);
}

// A word has no quotes and no backslashes.
std::string match_of_word(std::string_view word, db::Engine engine, WordKind kind) {
  const bool is_sqlite = engine == db::Engine::sqlite;
  const std::string_view quote = is_sqlite ? "\"" : "'";
  const std::string_view end = kind == WordKind::whole ? "" : is_sqlite ? "*" : ":*";
  return std::string(quote).append(word).append(quote).append(end);
}

std::string match_text(const SearchedWords& words, db::Engine engine, SearchedIn where) {
  const bool is_sqlite = engine == db::Engine::sqlite;
  const bool is_title = where == SearchedIn::title;
  const auto one = [&](const std::string& word, WordKind kind) {
    return is_title ? match_of_word(std::string(title_mark) + word, engine, WordKind::whole)
                    : match_of_word(word, engine, kind);
  };
  std::string text;
  for (const auto& word : words) {
    if (!text.empty()) text += is_sqlite ? " AND " : " & ";
    auto either = one(word.text, word.kind);
    for (const auto& near : word.near)
      either += (is_sqlite ? " OR " : " | ") + one(near, WordKind::whole);
    text += word.near.empty() ? either : "(" + either + ")";
  }
  return text;
}

std::string stored_text(const SearchTerms& terms, db::Engine engine) {
  std::string text;
  for (const auto& term : terms)
    text += engine == db::Engine::sqlite ? term + " " : "'" + term + "' ";
  return text;
}

}  // namespace praxis::record
