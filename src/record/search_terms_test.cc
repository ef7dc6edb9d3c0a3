#include "record/search_terms.h"

#include <gtest/gtest.h>

namespace praxis::record {
namespace {

using Words = std::vector<std::string>;

TEST(SearchTerms, WordsOfASearchAreFoldedAndSplitTheSameWayOnBothDatabases) {
  struct Case {
    std::string_view text;
    Words words;
  };
  const Case cases[] = {{"Printer JAM", {"printer", "jam"}},
                        {"", {}},
                        {" -- ", {}},
                        {"Straße über", {"strasse", "uber"}},
                        {"don't", {"don", "t"}},
                        {"l'été", {"l", "ete"}},
                        {"jam the jam", {"the", "jam"}},
                        {"a\"b 'c' d\\e", {"a", "b", "c", "d", "e"}}};
  for (const auto& row : cases) EXPECT_EQ(search_words(row.text), row.words) << row.text;
}

TEST(SearchTerms, NoWordHoldsWhatAQueryWouldReadAsSyntax) {
  for (const auto& word : search_words("d'été \"q\" x:y ключ'ик a*b (c) NOT -é'ü\\ß"))
    EXPECT_EQ(word.find_first_of("'\"\\*():- "), std::string::npos) << word;
}

TEST(SearchTerms, ASearchHasAtMostTwelveWords) {
  EXPECT_EQ(search_words("a b c d e f g h i j k l m n o p").size(), search_words_max);
}

TEST(SearchTerms, AWholeWordMatchesBetterThanABeginning) {
  struct Case {
    std::string_view text, word;
    WordKind kind;
    double match;
  };
  const Case cases[] = {{"Printer jam", "printer", WordKind::whole, 1},
                        {"printer jam", "jam", WordKind::beginning, 1},
                        {"printers jam", "printer", WordKind::whole, 0},
                        {"printers jam", "printer", WordKind::beginning, 0.6},
                        {"reprinter", "printer", WordKind::beginning, 0},
                        {"printers and a printer", "printer", WordKind::beginning, 1},
                        {"größe der datei", "grosse", WordKind::whole, 1},
                        {"größe der datei", "gro", WordKind::beginning, 0.6},
                        {"plain", "größe", WordKind::beginning, 0},
                        {"", "x", WordKind::beginning, 0}};
  for (const auto& row : cases)
    EXPECT_EQ(match_of(row.text, row.word, row.kind), row.match) << row.text << " / " << row.word;
}

TEST(SearchTerms, AreWrittenAsEachDatabaseReadsThem) {
  auto words = as_searched({"printer", "jam"});
  const auto text = [&](db::Engine engine, SearchedIn where) {
    return match_text(words, engine, where);
  };
  EXPECT_EQ(text(db::Engine::sqlite, SearchedIn::everything), R"("printer" AND "jam"*)");
  EXPECT_EQ(text(db::Engine::postgres, SearchedIn::everything), "'printer' & 'jam':*");
  EXPECT_EQ(text(db::Engine::sqlite, SearchedIn::title), "\"·printer\" AND \"·jam\"");
  EXPECT_EQ(text(db::Engine::postgres, SearchedIn::title), "'·printer' & '·jam'");
  words.front().near = {"pointer", "painter"};
  EXPECT_EQ(text(db::Engine::sqlite, SearchedIn::everything),
            R"(("printer" OR "pointer" OR "painter") AND "jam"*)");
  EXPECT_EQ(text(db::Engine::postgres, SearchedIn::title),
            "('·printer' | '·pointer' | '·painter') & '·jam'");
  EXPECT_EQ(stored_text({"jam", "·jam"}, db::Engine::sqlite), "jam ·jam ");
  EXPECT_EQ(stored_text({"jam", "·jam"}, db::Engine::postgres), "'jam' '·jam' ");
}

}  // namespace
}  // namespace praxis::record
