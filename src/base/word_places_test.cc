#include "base/word_places.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace praxis {
namespace {

std::string places_of(std::string_view text) {
  std::string all;
  for (const auto& place : word_places(text))
    all += fmt::format("{}{} {}-{}", all.empty() ? "" : ", ", place.token, place.from, place.to);
  return all;
}

TEST(WordPlaces, CountCodePointsWhateverTheFoldingMakesOfThem) {
  struct Case {
    std::string_view text, places;
  };
  const Case cases[] = {{"Printer JAM, hall 3", "printer 0-7, jam 8-11, hall 13-17, 3 18-19"},
                        {"", ""},
                        {" -- ", ""},
                        {"Die Straße über", "die 0-3, strasse 4-10, uber 11-15"},
                        {"😀 l'été dernier", "l 2-3, ete 4-7, dernier 8-15"},
                        {"O'Neil ä_b", "o 0-1, neil 2-6, a 7-8, b 9-10"},
                        {"Größe (Größe)", "grosse 0-5, grosse 7-12"}};
  for (const auto& row : cases) EXPECT_EQ(places_of(row.text), row.places) << row.text;
}

TEST(WordPlaces, AreTheTokensOfTheText) {
  for (const std::string_view text :
       {"The printer in hall 3 doesn't print", "Straße, Größe und d'été: ключик 印刷", "ﬁle"}) {
    std::vector<std::string> words;
    for (auto& place : word_places(text)) words.push_back(std::move(place.token));
    EXPECT_EQ(words, tokens(text)) << text;
    EXPECT_FALSE(words.empty());
  }
}

}  // namespace
}  // namespace praxis
