#include "load/texts.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "usecases/compressed_input.h"
#include "usecases/csv_reader.h"

namespace praxis::bench {
namespace {

constexpr std::size_t title_words = 7;
constexpr std::size_t sampled_every = 7;  // words
constexpr std::size_t misspelled_letters_min = 5;
constexpr std::size_t replaced_percent = 15, left_out_percent = 8, made_percent = 2;

std::vector<std::string> split(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(std::move(word));
  return words;
}

// An inflection or a compound: most are words that were not there before.
std::string made_word(const std::string& word, const std::string& other, limit::Random& random) {
  static constexpr std::array endings{"s",    "ed",   "ing",  "er",    "ers",  "able", "less",
                                      "ness", "ment", "ally", "gate",  "desk", "hub",  "ware",
                                      "link", "flow", "base", "board", "soft", "cloud"};
  return random.below(3) == 0 ? word + other : word + endings[random.below(endings.size())];
}

bool is_fit_to_misspell(const std::string& word) {
  return word.size() >= misspelled_letters_min &&
         std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

Result<TicketTexts> TicketTexts::read(const std::string& path) {
  const auto source = TRY(usecases::open_input(path));
  usecases::CsvReader rows(*source);
  TicketTexts texts;
  TRY(rows.next());  // the header
  std::size_t words = 0;
  while (TRY(rows.next())) {
    texts.texts_.emplace_back(rows.fields().front());
    for (auto& word : split(texts.texts_.back()))
      if (words++ % sampled_every == 0) texts.words_.push_back(std::move(word));
  }
  if (texts.texts_.empty() || texts.words_.empty())
    return fail(Code::invalid_argument, "bench.no_texts", "there are no texts in " + path);
  return texts;
}

const std::string& TicketTexts::any_word(limit::Random& random) const {
  return words_[random.below(words_.size())];
}

std::string TicketTexts::varied(const std::string& text, limit::Random& random) const {
  std::string out;
  for (const auto& word : split(text)) {
    const auto chance = random.below(100);
    if (chance < left_out_percent) continue;
    if (!out.empty()) out += ' ';
    if (chance < left_out_percent + replaced_percent)
      out += any_word(random);
    else if (chance < left_out_percent + replaced_percent + made_percent)
      out += made_word(word, any_word(random), random);
    else
      out += word;
  }
  return out;
}

TicketTexts::Ticket TicketTexts::ticket(std::size_t index) const {
  limit::Random random(index + 1);
  const auto& original = texts_[index % texts_.size()];
  auto text = index < texts_.size() ? original : varied(original, random);
  const auto words = split(text);
  std::string title;
  for (std::size_t i = 0; i < words.size() && i < title_words; ++i)
    title += (i == 0 ? "" : " ") + words[i];
  if (title.empty()) title = "request";
  if (title.size() > 200) title.resize(200);
  return {std::move(title), std::move(text)};
}

std::string TicketTexts::misspelled_word(limit::Random& random) const {
  auto word = any_word(random);
  while (!is_fit_to_misspell(word)) word = any_word(random);
  const auto at = random.below(word.size());
  const auto letter = static_cast<char>('a' + random.below(26));
  switch (random.below(4)) {
    case 0:
      word.insert(word.begin() + static_cast<std::ptrdiff_t>(at), letter);
      break;
    case 1:
      word.erase(word.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 2:
      word[at] = letter;
      break;
    default:
      if (at + 1 < word.size()) std::swap(word[at], word[at + 1]);
  }
  return word;
}

}  // namespace praxis::bench
