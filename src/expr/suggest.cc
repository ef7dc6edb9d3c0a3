#include "expr/suggest.h"

#include <fmt/format.h>

#include <algorithm>

namespace praxis::expr {
namespace {

// Insertions, deletions, replacements and swaps of neighbors; by bytes, as names are ASCII nearly
// always.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before(right.size() + 1);
  std::vector<std::size_t> last(right.size() + 1);
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      const bool is_swap =
          i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (is_swap) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[right.size()];
}

}  // namespace

std::vector<std::string> near_words(std::string_view word, std::span<const std::string> known) {
  constexpr std::size_t count_max = 3;
  constexpr std::size_t compared_max = 64;  // bytes: nobody mistypes longer names by a letter alone
  if (word.size() > compared_max) return {};
  const std::size_t distance_max = word.size() > 8 ? word.size() / 3 : word.size() > 4 ? 2 : 1;
  std::vector<std::pair<std::size_t, std::string>> found;
  for (const auto& candidate : known) {
    const auto longer = std::max(candidate.size(), word.size());
    if (longer - std::min(candidate.size(), word.size()) > distance_max) continue;
    const auto distance = edit_distance(word, candidate);
    if (distance <= distance_max) found.emplace_back(distance, candidate);
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  std::vector<std::string> words;
  for (auto& entry : found) {
    if (words.size() < count_max) words.push_back(std::move(entry.second));
  }
  return words;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> known) {
  const auto words = near_words(word, known);
  if (words.empty()) return "";
  std::string text = "; did you mean ";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += fmt::format("\"{}\"", words[i]);
  }
  return text + "?";
}

}  // namespace praxis::expr
