#include "expr/parser.h"

#include <gtest/gtest.h>

#include <random>

#include "base/json.h"

namespace praxis::expr {
namespace {

std::string tree_text(std::string_view expression) {
  const auto tree = parsed_tree(expression);
  return tree ? praxis::to_text(*tree) : tree.error().reason + " " + tree.error().message;
}

struct ParserCase {
  const char* expression;
  const char* wanted;
};

TEST(Parser, BindsOperatorsAsTheLanguageDoes) {
  const ParserCase table[] = {
      {"1 + 2 * 3",
       R"({"op":"+","args":[{"value":1},{"op":"*","args":[{"value":2},{"value":3}]}]})"},
      {"a && b && c", R"({"op":"&&","args":[{"name":"a"},{"name":"b"},{"name":"c"}]})"},
      {"a || b && c",
       R"({"op":"||","args":[{"name":"a"},{"op":"&&","args":[{"name":"b"},{"name":"c"}]}]})"},
      {"a - b - c",
       R"({"op":"-","args":[{"op":"-","args":[{"name":"a"},{"name":"b"}]},{"name":"c"}]})"},
      {"!a == b", R"({"op":"==","args":[{"op":"!","args":[{"name":"a"}]},{"name":"b"}]})"},
      {"a ? b : c ? d : e",
       R"({"op":"?:","args":[{"name":"a"},{"name":"b"},{"op":"?:","args":[{"name":"c"},{"name":"d"},{"name":"e"}]}]})"},
      {"x in [1, 2,]", R"({"op":"in","args":[{"name":"x"},{"list":[{"value":1},{"value":2}]}]})"},
      {"service.group.title", R"({"name":"service.group.title"})"},
      {"a[0].b",
       R"({"op":".","field":"b","args":[{"op":"[]","args":[{"name":"a"},{"value":0}]}]})"},
      {"{'k': 1}.k", R"({"op":".","field":"k","args":[{"map":[[{"value":"k"},{"value":1}]]}]})"},
      {"s.startsWith('a')",
       R"({"call":"startsWith","target":{"name":"s"},"args":[{"value":"a"}]})"},
      {"has(a.b)", R"({"op":"has","args":[{"name":"a.b"}]})"},
      {"l.all(x, x > 1)",
       R"({"macro":"all","target":{"name":"l"},"variables":["x"],"args":[{"op":">","args":[{"name":"x"},{"value":1}]}]})"},
      {"-9223372036854775808", R"({"value":-9223372036854775808})"},
      {"a // a remark\n + 1", R"({"op":"+","args":[{"name":"a"},{"value":1}]})"},
  };
  for (const auto& [expression, wanted] : table)
    EXPECT_EQ(tree_text(expression), wanted) << expression;
}

TEST(Parser, SaysWhereTheTextIsWrong) {
  const ParserCase table[] = {
      {"", "expression.syntax 1:1: expected a value, found the end"},
      {"a +", "expression.syntax 1:4: expected a value, found the end"},
      {"a b", "expression.syntax 1:3: expected an operator or the end, found \"b\""},
      {"(a", "expression.syntax 1:3: expected \")\", found the end"},
      {"a ? b", "expression.syntax 1:6: expected \":\", found the end"},
      {"a &&\n  # b", "expression.syntax 2:3: this character means nothing here"},
      {"\"ü\" == 'a", "expression.syntax 1:8: this text has no closing quote"},
      {"'\\q'", "expression.syntax 1:1: \\q is no escape"},
      {"'\\ud800'", "expression.syntax 1:1: this escape is no character"},
      {"9223372036854775808", "expression.syntax 1:1: this whole number does not fit 64 bits"},
      {"1.5u", "expression.syntax 1:1: a fraction cannot be unsigned"},
      {"while", "expression.syntax 1:1: \"while\" is a reserved word"},
      {"a = b", "expression.syntax 1:3: expected an operator or the end, found \"=\""},
      {"Message{x: 1}", "expression.syntax 1:8: messages are not supported; write a map"},
      {"a.?b", "expression.syntax 1:3: optional values are not supported"},
      {"l.all(x.y, true)", "expression.syntax 1:9: a macro's variable is a plain name"},
      {"has(a)",
       "expression.syntax 1:1: has() takes a field: has(a.b); compare a name with null instead"},
      {"l.all(x, x, true)", "expression.syntax 1:10: a macro's variables have two names"},
  };
  for (const auto& [expression, wanted] : table)
    EXPECT_EQ(tree_text(expression), wanted) << expression;
}

std::string repeated(std::string_view part, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += part;
  return text;
}

TEST(Parser, LimitsLengthAndDepth) {
  EXPECT_TRUE(parse(repeated("(", 60) + "1" + repeated(")", 60)));
  EXPECT_EQ(parse(repeated("(", 900) + "1").error().reason, "expression.too_deep");
  EXPECT_EQ(parse(repeated("!", 900) + "true").error().reason, "expression.too_deep");
  EXPECT_EQ(parse("1" + repeated("+1", 900)).error().reason, "expression.too_deep");
  EXPECT_TRUE(parse("a" + repeated("||a", 600))) << "a chain of && or || is one node";
  EXPECT_EQ(parse(repeated("a", 2'001)).error().reason, "expression.too_long");
  EXPECT_TRUE(parse("'" + repeated("ü", 1'998) + "'")) << "the limit counts characters";
  EXPECT_EQ(parse("'\xff'").error().reason, "expression.syntax");
}

TEST(Parser, SurvivesRandomTokens) {
  constexpr const char* tokens[] = {
      "a",     "1",  "(",  ")", "[",  "]",  "{",    "}",    ":",    "?",        ",",     ".",
      "&&",    "||", "==", "-", "!",  "in", "'",    "\"",   "r'x'", "0x",       "1e",    "has(",
      ".all(", "x,", "\\", "`", "//", "\n", "true", "null", "3u",   "b'\\x00'", ".map(", " "};
  std::mt19937_64 random(7);
  int parsed = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto count = random() % 12; count > 0; --count)
      text += tokens[random() % std::size(tokens)];
    const auto tree = parse(text);
    parsed += tree ? 1 : 0;
    if (!tree) {
      ASSERT_TRUE(tree.error().reason.starts_with("expression.")) << text;
    }
  }
  EXPECT_GT(parsed, 100);
}

}  // namespace
}  // namespace praxis::expr
