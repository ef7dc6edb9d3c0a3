#include "record/near_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace praxis::record {
namespace {

TEST(NearWords, OneEditIsALetterMoreLessOtherOrTwoSwapped) {
  struct Case {
    std::string_view left, right;
    int edits;
  };
  const Case cases[] = {
      {"printer", "printer", 0},    {"printer", "prinnter", 1},    {"printer", "priter", 1},
      {"printer", "orinter", 1},    {"printer", "printre", 1},     {"printer", "rpinter", 1},
      {"printer", "prnitr", 3},     {"mail", "mial", 1},           {"mail", "male", 3},
      {"password", "pasword", 1},   {"password", "passwordzs", 2}, {"password", "pswrd", 3},
      {"passwords", "paswords", 1}, {"passwords", "psawosrd", 3},  {"schlussel", "schluessel", 1},
      {"größe", "grösse", 3},       {"ключик", "ключки", 1},       {"abcdefgh", "badcefgh", 3},
      {"abcdefgh", "bacdefgh", 1}};
  for (const auto& row : cases) {
    EXPECT_EQ(edits_between(row.left, row.right), row.edits) << row.left << " / " << row.right;
    EXPECT_EQ(edits_between(row.right, row.left), row.edits) << row.right << " / " << row.left;
  }
}

TEST(NearWords, TwoEditsNeedBothWordsAboveSevenLetters) {
  EXPECT_EQ(edits_between("printers", "rrintert"), 2);
  EXPECT_GT(edits_between("printer", "rrintet"), near_edits_max);
  EXPECT_GT(edits_between("printers", "printe"), near_edits_max);
  EXPECT_EQ(edits_allowed("printer"), 1);
  EXPECT_EQ(edits_allowed("printers"), 2);
  EXPECT_EQ(edits_allowed("vpn"), 0);
}

TEST(NearWords, WordsOfLettersAloneAreCorrected) {
  struct Case {
    std::string_view word;
    bool can;
  };
  const Case cases[] = {{"mail", true},
                        {"vpn", false},
                        {"inc0042", false},
                        {"12345678", false},
                        {"größe", true},
                        {"ключ", true},
                        {"öäü", false},
                        {"٣٤٥٦٧", false},
                        {"·mail", false},
                        {"", false},
                        {"abcdefghijklmnopqrstuvwxyzabcdef", true},
                        {"abcdefghijklmnopqrstuvwxyzabcdefg", false}};
  for (const auto& row : cases) EXPECT_EQ(can_be_near(row.word), row.can) << row.word;
}

bool share_a_key(std::string_view kept, std::string_view asked, int edits) {
  const auto keys = keys_near(asked, edits);
  return std::ranges::any_of(keys_of(kept),
                             [&](auto key) { return std::ranges::binary_search(keys, key); });
}

// A few letters, so that random words come close to each other in every way.
std::string random_word(std::mt19937& random) {
  std::string word;
  const auto size = 4 + random() % 9;
  while (word.size() < size) word += static_cast<char>('a' + random() % 3);
  return word;
}

std::string edited(std::string word, std::mt19937& random) {
  const auto at = random() % word.size();
  switch (random() % 4) {
    case 0:
      word.insert(word.begin() + static_cast<std::ptrdiff_t>(at),
                  static_cast<char>('a' + random() % 3));
      break;
    case 1:
      word.erase(word.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case 2:
      word[at] = static_cast<char>('a' + random() % 3);
      break;
    default:
      if (at + 1 < word.size()) std::swap(word[at], word[at + 1]);
  }
  return word;
}

TEST(NearWords, EveryNearWordStandsUnderAKeyThatIsLookedUp) {
  std::mt19937 random(4);
  std::array<int, 3> seen{};
  for (int i = 0; i < 200'000; ++i) {
    const auto kept = random_word(random);
    auto asked = edited(kept, random);
    if (random() % 2 == 0) asked = edited(asked, random);
    if (!can_be_near(asked)) continue;
    const int edits = edits_between(kept, asked);
    if (edits > near_edits_max) continue;
    ++seen[static_cast<std::size_t>(edits)];
    EXPECT_LE(edits, std::max(1, edits_allowed(asked)));
    EXPECT_TRUE(share_a_key(kept, asked, std::max(1, edits))) << kept << " / " << asked;
  }
  EXPECT_GT(seen[1], 10'000);
  EXPECT_GT(seen[2], 10'000);
}

TEST(NearWords, AKeyTellsPlaceAndLength) {
  EXPECT_FALSE(share_a_key("printer", "unprinter", 1));
  EXPECT_FALSE(share_a_key("printers", "shop", 1));
  EXPECT_EQ(keys_of("printer").size(), 3u);
  EXPECT_EQ(keys_of("mail").size(), 2u);
}

}  // namespace
}  // namespace praxis::record
