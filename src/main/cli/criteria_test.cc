#include "main/cli/criteria.h"

#include <gtest/gtest.h>

namespace praxis::main::cli {
namespace {

constexpr std::string_view list =
    "# criteria\n"
    "a.one   | X 1 | It is one\n"
    "a.two   | X 2 | It is two\n"
    "b.later | X 3 | It comes later | CH9\n"
    "b.open  | X 4 | Nobody shows it\n";

TEST(Criteria, SayWhatProvesThemAndWhatTheyWaitFor) {
  const auto criteria = criteria_from_text(list);
  ASSERT_TRUE(criteria);
  const auto report = report_criteria(*criteria, {{"p/one.txt", "one", {"a.one", "a.two"}, {}},
                                                  {"p/two.txt", "two", {"a.two"}, {"it broke"}},
                                                  {"p/three.txt", "three", {"a.three"}, {}},
                                                  {"p/four.txt", "four", {}, {"it broke"}}});
  EXPECT_EQ(report.lines,
            (std::vector<std::string>{
                "a.one                        passed    p/one.txt",
                "a.two                        passed    p/one.txt",
                "a.two                        FAILED    p/two.txt",
                "b.later                      missing   waits for CH9: It comes later",
                "b.open                       missing   nothing proves: Nobody shows it",
                "a.three                      unknown   p/three.txt"}));
  EXPECT_EQ(report.passed, 1);
  EXPECT_EQ(report.failed, 1);
  EXPECT_EQ(report.waiting, 1);
  EXPECT_EQ(report.missing, 1);
  EXPECT_EQ(report.unknown, 1);
  EXPECT_FALSE(report.is_good());
}

TEST(Criteria, AreGoodWhenNothingFailsAndWhatIsMissingWaits) {
  const auto criteria = criteria_from_text("a | x | A\nb | x | B | CH9\n");
  ASSERT_TRUE(criteria);
  EXPECT_TRUE(report_criteria(*criteria, {{"p/a.txt", "a", {"a"}, {}}}).is_good());
  EXPECT_FALSE(report_criteria(*criteria, {}).is_good());
}

TEST(Criteria, WhoseListIsWrongAreRefusedWithTheLine) {
  const std::pair<const char*, const char*> wrong[] = {
      {"", "line 1: there are no criteria"},
      {"a | x\n", "line 1: name | schemes | statement | row is wanted"},
      {"a | x | A\n\na | x | B\n", "line 3: a stands in the list twice"},
  };
  for (const auto& [text, message] : wrong) {
    const auto criteria = criteria_from_text(text);
    ASSERT_FALSE(criteria) << text;
    EXPECT_EQ(criteria.error().message, message);
  }
}

TEST(Criteria, TheShippedListCanBeRead) {
  const auto criteria = read_criteria(PRAXIS_SOURCE_DIR "/tests/criteria.txt");
  ASSERT_TRUE(criteria) << criteria.error().message;
  EXPECT_GT(criteria->size(), 80U);
}

}  // namespace
}  // namespace praxis::main::cli
