#include "pack/yaml.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace praxis::pack {
namespace {

std::string what_is_refused(std::string_view text) {
  Findings findings;
  const auto file = findings.add_file("f.yaml", 0);
  const auto documents = read_yaml(text, file, findings);
  if (findings.is_empty()) return "accepted";
  EXPECT_TRUE(documents.empty()) << text;
  return to_text(findings.take().front());
}

// The tree with kinds: {a: text(no)}.
std::string shape(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::boolean:
      return node.boolean ? "true" : "false";
    case Node::Kind::integer:
      return fmt::format("integer({})", node.integer);
    case Node::Kind::decimal:
      return fmt::format("decimal({})", node.text);
    case Node::Kind::text:
      return fmt::format("text({})", node.text);
    case Node::Kind::list: {
      std::string out;
      for (const auto& item : node.items) out += (out.empty() ? "" : ", ") + shape(item);
      return "[" + out + "]";
    }
    case Node::Kind::map: {
      std::string out;
      for (const auto& entry : node.entries)
        out += (out.empty() ? "" : ", ") + entry.key + ": " + shape(entry.value);
      return "{" + out + "}";
    }
  }
  return "";
}

std::string shape_of(std::string_view text) {
  Findings findings;
  std::string out;
  for (const auto& document : read_yaml(text, findings.add_file("f.yaml", 0), findings))
    out += (out.empty() ? "" : " --- ") + shape(document);
  for (const auto& finding : findings.take()) out += to_text(finding);
  return out;
}

struct Reading {
  const char* text;
  const char* wanted;
};

TEST(Yaml, ReadsScalarsAsVersionOneTwoDoes) {
  const Reading table[] = {
      {"a: no", "{a: text(no)}"},
      {"a: yes", "{a: text(yes)}"},
      {"on: off", "{on: text(off)}"},
      {"a: True", "{a: text(True)}"},
      {"a: true", "{a: true}"},
      {"a: \"true\"", "{a: text(true)}"},
      {"a: 'no'", "{a: text(no)}"},
      {"a: ~", "{a: null}"},
      {"a: null", "{a: null}"},
      {"a:", "{a: null}"},
      {"a: ''", "{a: text()}"},
      {"a: 12", "{a: integer(12)}"},
      {"a: -7", "{a: integer(-7)}"},
      {"a: 007", "{a: integer(7)}"},
      {"a: 1.50", "{a: decimal(1.50)}"},
      {"a: 1.0.0", "{a: text(1.0.0)}"},
      {"a: 1e3", "{a: text(1e3)}"},
      {"a: 0x1F", "{a: text(0x1F)}"},
      {"a: 9223372036854775808", "{a: text(9223372036854775808)}"},
      {"a: 2026-03-02", "{a: text(2026-03-02)}"},
      {"a: .5", "{a: text(.5)}"},
      {"1: {2: x}", "{1: {2: text(x)}}"},
      {"a: [b, 1, ~, [c]]", "{a: [text(b), integer(1), null, [text(c)]]}"},
      {"a: |\n  two\n  lines\n", "{a: text(two\nlines\n)}"},
      {"a: >\n  one\n  line\n", "{a: text(one line\n)}"},
      {"a: \"\\u00e9\\n\"", "{a: text(é\n)}"},
      {"a: 1\n---\nb: 2\n", "{a: integer(1)} --- {b: integer(2)}"},
      {"# nothing\n", ""},
      {"", ""},
      {"---\n---\na: 1", "{a: integer(1)}"},
      {"a: {b: {}}", "{a: {b: {}}}"},
      {"key+: [x]\nkey-: [y]", "{key+: [text(x)], key-: [text(y)]}"},
  };
  for (const auto& [text, wanted] : table) EXPECT_EQ(shape_of(text), wanted) << text;
}

TEST(Yaml, RefusesWhatHidesOrRepeats) {
  const Reading table[] = {
      {"a: &x 1", "f.yaml:1:4: anchors are not allowed: write the value out"},
      {"a: 1\nb: *x", "f.yaml:2:4: aliases are not allowed: write the value out"},
      {"a: !!str 1", "f.yaml:1:4: tags are not allowed: write the value without one"},
      {"a: !x {b: 1}", "f.yaml:1:4: tags are not allowed: write the value without one"},
      {"a: 1\nb: 2\na: 3", "f.yaml:3:1: the key a stands here twice"},
      {"a: {b: 1, c: 2, b: 3}", "f.yaml:1:17: the key b stands here twice"},
      {"? [a]\n: b", "f.yaml:1:3: a key is a plain name, not a map or a list"},
      {"? {a: 1}\n: b", "f.yaml:1:3: a key is a plain name, not a map or a list"},
      {"\"\": b", "f.yaml:1:1: a key is missing before ':'"},
      {"a: \"\\0\"", "f.yaml:1:4: the character U+0000 is not allowed"},
      {"a: \xff", "f.yaml:1:1: the file is not UTF-8, or has the character U+0000"},
      {"ä: 1\nö: {ü: &x 1}", "f.yaml:2:8: anchors are not allowed: write the value out"},
  };
  for (const auto& [text, wanted] : table) EXPECT_EQ(what_is_refused(text), wanted) << text;
}

TEST(Yaml, RefusesWhatIsNoYaml) {
  for (const auto* text : {"a: [b", "a: {b: c", "a: 'b", "a: b: c", "\t- a", "]", "a: @b"}) {
    const auto refused = what_is_refused(text);
    EXPECT_TRUE(refused.starts_with("f.yaml:")) << text << " → " << refused;
    EXPECT_NE(refused.find("not YAML"), std::string::npos) << text << " → " << refused;
  }
}

TEST(Yaml, RefusesDepthsAndSizes) {
  std::string deep, less_deep;
  for (int i = 0; i < 33; ++i) deep += "[";
  for (int i = 0; i < 33; ++i) deep += "]";
  EXPECT_EQ(what_is_refused(deep), "f.yaml:1:33: nested deeper than 32 levels");
  EXPECT_EQ(what_is_refused(deep.substr(1, 64)), "accepted");
  std::string block;
  for (int i = 0; i < 40; ++i) block += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_EQ(what_is_refused(block), "f.yaml:33:33: nested deeper than 32 levels");
  EXPECT_EQ(what_is_refused(std::string(1'000'001, ' ')),
            "f.yaml:1:1: the file has 1000001 bytes, 1000000 at most");
  std::string wide;
  for (int i = 0; i < 5'101; ++i) wide += fmt::format("k{}: 1\n", i);
  EXPECT_EQ(what_is_refused(wide), "f.yaml:5101:1: a map has at most 5100 keys");
}

TEST(Yaml, KnowsWhereThingsStand) {
  Findings findings;
  const auto documents = read_yaml("# first\na:\n  - x\n  - {ü: 'y', k: z}\n---\nb: 1\n",
                                   findings.add_file("f.yaml", 0), findings);
  ASSERT_EQ(documents.size(), 2U);
  const auto& list = documents[0].entries[0].value;
  EXPECT_EQ(documents[0].entries[0].at.line, 2);
  EXPECT_EQ(list.items[0].at.line, 3);
  EXPECT_EQ(list.items[0].at.column, 5);
  const auto& second = list.items[1].entries[1];
  EXPECT_EQ(second.at.line, 4);
  EXPECT_EQ(second.at.column, 14);
  EXPECT_EQ(second.value.at.column, 17);
  EXPECT_EQ(documents[1].entries[0].at.line, 6);
}

}  // namespace
}  // namespace praxis::pack
