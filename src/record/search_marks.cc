#include "record/search_marks.h"

#include <unicode/utf8.h>

#include <algorithm>

#include "base/text.h"
#include "base/word_places.h"

namespace praxis::record {
namespace {

constexpr std::size_t letters_before_first_mark = 40;
constexpr std::string_view ellipsis = "…";

bool is_word(std::string_view token, const SearchedWord& word) {
  if (word.kind == WordKind::beginning ? token.starts_with(word.text) : token == word.text)
    return true;
  return std::ranges::find(word.near, token) != word.near.end();
}

bool is_any_word(std::string_view token, const SearchedWords& words) {
  return std::ranges::any_of(words, [&](const auto& word) { return is_word(token, word); });
}

// Neighbours are one mark when a word made several tokens.
std::vector<Passage::Mark> marks_in(const std::vector<WordPlace>& places,
                                    const SearchedWords& words) {
  std::vector<Passage::Mark> marks;
  for (const auto& place : places) {
    const Passage::Mark mark{place.from, place.to};
    if (is_any_word(place.token, words) && (marks.empty() || marks.back() != mark))
      marks.push_back(mark);
  }
  return marks;
}

// Bytes of a text between two of its code points.
std::string_view letters_between(std::string_view text, std::size_t from, std::size_t to) {
  const auto offset_of = [&](std::size_t start, std::size_t count) {
    std::size_t at = start;
    for (; count > 0 && at < text.size(); --count) {
      ++at;
      while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    }
    return at;
  };
  const auto begin = offset_of(0, from);
  return text.substr(begin, offset_of(begin, to - from) - begin);
}

struct Extract {
  std::size_t from = 0, to = 0;
};

// From shortly before the first mark on, between words.
Extract extract_of(std::size_t letters, const std::vector<WordPlace>& places,
                   const std::vector<Passage::Mark>& marks) {
  if (letters <= passage_letters_max) return {0, letters};
  const auto first = marks.front().from;
  const auto earliest = first > letters_before_first_mark ? first - letters_before_first_mark : 0;
  Extract extract{first, first + passage_letters_max};
  for (const auto& place : places)
    if (place.from >= earliest) {
      extract.from = std::min(place.from, first);
      break;
    }
  if (earliest == 0) extract.from = 0;
  const auto latest = extract.from + passage_letters_max;
  if (latest >= letters) return {extract.from, letters};
  extract.to = latest;
  for (const auto& place : places)
    if (place.to <= latest && place.to > first) extract.to = place.to;
  return extract;
}

Passage passage_of(std::string_view text, const std::vector<WordPlace>& places,
                   std::vector<Passage::Mark> marks) {
  const auto letters = length_of(text);
  const auto extract = extract_of(letters, places, marks);
  Passage passage;
  const bool is_cut_before = extract.from > 0;
  if (is_cut_before) passage.text = ellipsis;
  passage.text += letters_between(text, extract.from, extract.to);
  if (extract.to < letters) passage.text += ellipsis;
  const std::size_t shift = is_cut_before ? 1 : 0;
  for (const auto& mark : marks)
    if (mark.from < extract.to)
      passage.marks.push_back(
          {mark.from - extract.from + shift, std::min(mark.to, extract.to) - extract.from + shift});
  return passage;
}

const std::string* searched_text(const Record& record, std::size_t field) {
  return record.type->fields[field].search_weight > 0 ? record.values[field].get<std::string>()
                                                      : nullptr;
}

}  // namespace

std::vector<Passage> passages_of(const Record& record, const SearchedWords& words,
                                 MayReadField may_read) {
  std::vector<Passage> passages;
  for (std::size_t i = 0; i < record.values.size(); ++i) {
    const auto* text = searched_text(record, i);
    if (!text || !may_read(static_cast<int>(i))) continue;
    const auto places = word_places(*text);
    auto marks = marks_in(places, words);
    if (marks.empty()) continue;
    passages.push_back(passage_of(*text, places, std::move(marks)));
    passages.back().field = static_cast<int>(i);
  }
  const auto weight = [&](const Passage& passage) {
    return -record.type->fields[static_cast<std::size_t>(passage.field)].search_weight;
  };
  std::ranges::stable_sort(passages, {}, weight);
  return passages;
}

bool is_explained(const Record& record, const SearchedWords& words, MayReadField may_read) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < record.values.size(); ++i)
    if (const auto* text = searched_text(record, i); text && may_read(static_cast<int>(i)))
      std::ranges::move(words_in(*text), std::back_inserter(all));
  return std::ranges::all_of(words, [&](const SearchedWord& word) {
    return std::ranges::any_of(all, [&](const auto& token) { return is_word(token, word); });
  });
}

}  // namespace praxis::record
