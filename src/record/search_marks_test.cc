#include "record/search_marks.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace praxis::record {
namespace {

class SearchMarks : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto& [name, weight] : std::initializer_list<std::pair<const char*, int>>{
             {"description", 1}, {"title", 4}, {"note", 0}}) {
      pack::Field field;
      field.name = name;
      field.search_weight = weight;
      type_.fields.push_back(std::move(field));
    }
    record_.type = &type_;
    record_.values.resize(3);
  }
  // "title: Printer jam [0-7]"
  std::string passages(const SearchedWords& words, int closed_field = -1) {
    std::string all;
    for (const auto& passage :
         passages_of(record_, words, [&](int field) { return field != closed_field; })) {
      all += fmt::format("{}{}: {}", all.empty() ? "" : "; ",
                         type_.fields[static_cast<std::size_t>(passage.field)].name, passage.text);
      for (const auto& mark : passage.marks) all += fmt::format(" [{}-{}]", mark.from, mark.to);
    }
    return all;
  }

  pack::RecordType type_;
  Record record_;
};

TEST_F(SearchMarks, WholeWordsBeginningsAndNearWordsAreMarkedInFieldsThatAreOpen) {
  record_.values[0] = std::string("The <b>Straße</b> is closed; straßenbahn too");
  record_.values[1] = std::string("Printers and a printer");
  record_.values[2] = std::string("printer");
  EXPECT_EQ(passages({{"printer", WordKind::whole}}), "title: Printers and a printer [15-22]");
  EXPECT_EQ(passages({{"printer", WordKind::beginning}}),
            "title: Printers and a printer [0-8] [15-22]");
  EXPECT_EQ(passages({{"strase", WordKind::whole, {"strasse"}}, {"prin", WordKind::beginning}}),
            "title: Printers and a printer [0-8] [15-22]; "
            "description: The <b>Straße</b> is closed; straßenbahn too [7-13]");
  EXPECT_EQ(passages({{"strasse", WordKind::beginning}}),
            "description: The <b>Straße</b> is closed; straßenbahn too [7-13] [29-40]");
  EXPECT_EQ(passages({{"strasse", WordKind::beginning}}, 0), "");
}

TEST_F(SearchMarks, ALongTextIsCutAroundItsFirstMarkBetweenWords) {
  std::string text = "ä";
  while (length_of(text) < 300) text += " wörd" + std::to_string(length_of(text));
  record_.values[0] = text + " needle and " + text;
  const auto found = passages_of(record_, {{"needle", WordKind::whole}}, [](int) { return true; });
  ASSERT_EQ(found.size(), 1u);
  const auto& passage = found[0];
  EXPECT_TRUE(passage.text.starts_with("…wörd")) << passage.text;
  EXPECT_TRUE(passage.text.ends_with("…")) << passage.text;
  EXPECT_LE(length_of(passage.text), passage_letters_max + 2);
  ASSERT_EQ(passage.marks.size(), 1u);
  const auto before = passage.text.substr(0, passage.text.find("needle"));
  EXPECT_EQ(passage.marks[0], (Passage::Mark{length_of(before), length_of(before) + 6}));
}

TEST_F(SearchMarks, AWordWithoutAnEndIsCutInside) {
  record_.values[0] = "x " + std::string(500, 'a');
  const auto found =
      passages_of(record_, {{"aaaa", WordKind::beginning}}, [](int) { return true; });
  ASSERT_EQ(found.size(), 1u);
  EXPECT_LE(length_of(found[0].text), passage_letters_max + 2);
  ASSERT_EQ(found[0].marks.size(), 1u);
  EXPECT_LE(found[0].marks[0].to, length_of(found[0].text) - 1) << "the sign of the cut is none";
}

TEST_F(SearchMarks, EveryWordHasToStandInAnOpenField) {
  record_.values[0] = std::string("closed words");
  record_.values[1] = std::string("open words");
  const auto is = [&](const SearchedWords& words) {
    return is_explained(record_, words, [](int field) { return field != 0; });
  };
  EXPECT_TRUE(is({{"open"}, {"words"}}));
  EXPECT_FALSE(is({{"open"}, {"closed"}}));
  EXPECT_TRUE(is({{"opne", WordKind::whole, {"open"}}}));
  EXPECT_FALSE(is({{"ope"}}));
  EXPECT_TRUE(is({{"ope", WordKind::beginning}}));
}

}  // namespace
}  // namespace praxis::record
