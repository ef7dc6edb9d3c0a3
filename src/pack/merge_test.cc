#include "pack/merge.h"

#include <gtest/gtest.h>

#include "pack/yaml.h"

namespace praxis::pack {
namespace {

struct Merging {
  const char* claim;
  const char* base;
  const char* patch;
  const char* wanted;  // the merged tree as JSON, or the findings
};

Node parsed(const char* text, Findings& findings) {
  auto documents = read_yaml(text, findings.add_file("f.yaml", 0), findings);
  return documents.empty() ? Node::map_at({}) : std::move(documents[0]);
}

std::string merged(const Merging& each, MergeBy by, MergeScope scope = MergeScope::whole) {
  Findings findings;
  auto base = parsed(each.base, findings);
  const auto patch = parsed(each.patch, findings);
  Merger(findings, by, scope).merge(base, patch, "t");
  std::string out;
  for (const auto& finding : findings.take()) out += (out.empty() ? "" : "\n") + to_text(finding);
  return out.empty() ? praxis::to_text(to_json(base)) : out;
}

TEST(Merge, FollowsTheGrammarOfOverlays) {
  const Merging table[] = {
      {"maps merge", "a: {b: 1}", "a: {c: 2}", R"({"a":{"b":1,"c":2}})"},
      {"values replace", "a: {b: 1}", "a: {b: 2}", R"({"a":{"b":2}})"},
      {"lists replace", "a: [x, y]", "a: [z]", R"({"a":["z"]})"},
      {"a map replaces a value", "a: none", "a: {needs: 2}", R"({"a":{"needs":2}})"},
      {"a value replaces a map", "a: {needs: 2}", "a: any", R"({"a":"any"})"},
      {"~ removes", "a: {b: 1, c: 2}", "a: {b: ~}", R"({"a":{"c":2}})"},
      {"~ of what is absent is wrong", "a: {bee: 1}", "a: {be: ~}",
       "f.yaml:1:5: t.a.be: ~ removes what is not there (did you mean bee?)"},
      {"key+ adds to a list", "a: {l: [x]}", "a: {l+: [y]}", R"({"a":{"l":["x","y"]}})"},
      {"key+ makes a list", "a: {}", "a: {l+: [y]}", R"({"a":{"l":["y"]}})"},
      {"key+ of what is there is wrong", "a: {l: [x]}", "a: {l+: [x, y]}",
       "f.yaml:1:10: t.a.l+: x is there already"},
      {"key- takes away", "a: {l: [x, y]}", "a: {l-: [x]}", R"({"a":{"l":["y"]}})"},
      {"key- of what is absent is wrong", "a: {l: [x]}", "a: {l-: [y]}",
       "f.yaml:1:10: t.a.l-: y is not there"},
      {"key+ is about lists", "a: {l: x}", "a: {l+: [y]}",
       "f.yaml:1:5: t.a.l+: l is no list but a text"},
      {"key+ takes a list", "a: {l: [x]}", "a: {l+: y}",
       "f.yaml:1:5: t.a.l+: adds to a list: give a list"},
      {"a new name goes last", "a: {x: {}, y: {}}", "a: {z: {}}",
       R"({"a":{"x":{},"y":{},"z":{}}})"},
      {"below places", "a: {x: {}, y: {}}", "a: {z: {below: x}}",
       R"({"a":{"x":{},"z":{},"y":{}}})"},
      {"above places", "a: {x: {}, y: {}}", "a: {z: {k: 1, above: x}}",
       R"({"a":{"z":{"k":1},"x":{},"y":{}}})"},
      {"what is there can be moved", "a: {x: {}, y: {}, z: {}}", "a: {z: {above: x}}",
       R"({"a":{"z":{},"x":{},"y":{}}})"},
      {"placing beside what is absent is wrong", "a: {xyz: {}}", "a: {z: {below: xy}}",
       "f.yaml:1:16: t.a.z: below xy, which is not there (did you mean xyz?)"},
      {"the grammar works in new maps", "{}", "a: {l+: [x], b: {k+: [y]}}",
       R"({"a":{"l":["x"],"b":{"k":["y"]}}})"},
      {"two additions add up", "a: {l: [x]}", "a: {l+: [y], m: 1}",
       R"({"a":{"l":["x","y"],"m":1}})"},
  };
  for (const auto& each : table)
    EXPECT_EQ(merged(each, MergeBy::overlay), each.wanted) << each.claim;
}

TEST(Merge, LetsPacksOnlyAdd) {
  const Merging table[] = {
      {"names may be added", "a: {b: {c: 1}}", "a: {b: {d: 2}}", R"({"a":{"b":{"c":1,"d":2}}})"},
      {"lists may grow", "a: {l: [x]}", "a: {l+: [y]}", R"({"a":{"l":["x","y"]}})"},
      {"values stay", "a: {b: 1}", "a: {b: 2}",
       "f.yaml:1:5: t.a.b: is there already (f.yaml:1): only overlays change what is declared"},
      {"nothing is removed", "a: {b: 1}", "a: {b: ~}",
       "f.yaml:1:5: t.a.b: has no value: write {} for an empty map; only overlays remove, by ~"},
      {"nothing is taken", "a: {l: [x]}", "a: {l-: [x]}",
       "f.yaml:1:5: t.a.l-: only overlays remove"},
  };
  for (const auto& each : table) EXPECT_EQ(merged(each, MergeBy::pack), each.wanted) << each.claim;
}

// What an overlay says of something inherited waits until the inherited is there.
TEST(Merge, KeepsOpenWhatSubtypesSayOfWhatTheyInherit) {
  const Merging first = {
      "", "fields: {}", "transitions: {take: {roles+: [boss], below: give}, drop: ~}",
      R"({"fields":{},"transitions":{"take":{"below":"give","roles+":["boss"]},"drop":null}})"};
  EXPECT_EQ(merged(first, MergeBy::overlay, MergeScope::part), first.wanted);
  const Merging second = {"", "transitions: {take: {roles: [agent]}, drop: {}, give: {}}",
                          "transitions: {take: {below: give, roles+: [boss]}, drop: ~}",
                          R"({"transitions":{"give":{},"take":{"roles":["agent","boss"]}}})"};
  EXPECT_EQ(merged(second, MergeBy::inheritance), second.wanted);
}

TEST(Merge, AddsPatchesOfModelsUpAsTheyAreWritten) {
  Findings findings;
  auto base = parsed("standard: {states: {a: ~}, transitions: {t: {roles+: [x]}}}", findings);
  merge_patch(
      base, parsed("standard: {states: {b: ~}, transitions: {t: {roles+: [y], to: c}}}", findings));
  EXPECT_EQ(
      praxis::to_text(to_json(base)),
      R"({"standard":{"states":{"a":null,"b":null},"transitions":{"t":{"roles+":["x","y"],"to":"c"}}}})");
}

TEST(Merge, TakesTextsByTheirOwnRule) {
  Findings findings;
  auto base = parsed("links: {below: is below, x: y}", findings);
  Merger(findings, MergeBy::overlay, MergeScope::whole)
      .merge_texts(base, parsed("links: {above: is above, x: z}", findings), "");
  EXPECT_EQ(praxis::to_text(to_json(base)),
            R"({"links":{"below":"is below","x":"z","above":"is above"}})");
  EXPECT_TRUE(findings.is_empty());
}

}  // namespace
}  // namespace praxis::pack
