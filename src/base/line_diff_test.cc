#include "base/line_diff.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace praxis {
namespace {

std::string shown(std::string_view from, std::string_view to) {
  std::string out;
  for (const auto& change : line_changes(from, to)) {
    out += change.kind == LineChange::Kind::same      ? ' '
           : change.kind == LineChange::Kind::removed ? '-'
                                                      : '+';
    out += std::string(change.line) + "|";
  }
  return out;
}

TEST(LineDiff, TellsWhatWasTakenOutAndPutIn) {
  struct Case {
    const char *from, *to, *changes;
  };
  const Case cases[] = {
      {"", "", ""},
      {"a\nb", "a\nb", " a| b|"},
      {"a\nb\n", "a\nb", " a| b|"},
      {"", "a\nb", "+a|+b|"},
      {"a\nb", "", "-a|-b|"},
      {"a\nb\nc", "a\nc", " a|-b| c|"},
      {"a\nc", "a\nb\nc", " a|+b| c|"},
      {"a\nb\nc", "a\nx\nc", " a|-b|+x| c|"},
      {"a\n\nb", "a\nb", " a|-| b|"},
      {"one\ntwo\nthree\nfour", "two\nthree\nfive\nfour", "-one| two| three|+five| four|"},
  };
  for (const auto& each : cases) EXPECT_EQ(shown(each.from, each.to), each.changes) << each.from;
}

// Whatever the texts: what stayed and was taken out is the first, what stayed and was put in the
// second.
TEST(LineDiff, LeadsFromOneToTheOther) {
  std::mt19937 random(7);
  const auto text = [&] {
    std::string out;
    for (auto n = random() % 12; n > 0; --n)
      out += std::string(1, static_cast<char>('a' + random() % 4)) + "\n";
    return out;
  };
  for (int i = 0; i < 2'000; ++i) {
    const auto from = text(), to = text();
    std::string left, right;
    for (const auto& change : line_changes(from, to)) {
      if (change.kind != LineChange::Kind::added) left += std::string(change.line) + "\n";
      if (change.kind != LineChange::Kind::removed) right += std::string(change.line) + "\n";
    }
    ASSERT_EQ(left, from);
    ASSERT_EQ(right, to);
  }
}

TEST(LineDiff, GivesUpOnTextsThatShareTooLittle) {
  std::string from, to;
  for (int i = 0; i < 3'000; ++i) {
    from += "a" + std::to_string(i) + "\n";
    to += "b" + std::to_string(i) + "\n";
  }
  EXPECT_EQ(line_changes(from, to).size(), 6'000u);
}

}  // namespace
}  // namespace praxis
