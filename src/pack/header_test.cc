// Packs as files: their headers, needs and languages, and what belongs in which file.
#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

PackSource pack(std::string name, std::vector<std::pair<const char*, const char*>> files) {
  PackSource source{name, false, {}};
  for (const auto& [path, text] : files) source.files.push_back({name + "/" + path, text});
  return source;
}

struct WrongFiles {
  const char* claim;
  std::vector<PackSource> more;  // beside the desk
  const char* findings;
};

TEST(Header, FaultsAreFound) {
  const WrongFiles table[] = {
      {"no pack.yaml",
       {pack("lab", {{"fields.yaml", ""}})},
       "lab/pack.yaml: lab: there is no pack.yaml that says pack, version and languages\n"},
      {"no version",
       {pack("lab", {{"pack.yaml", "pack: lab\nlanguages: [en]\n"}, {"i18n/en.yaml", ""}})},
       "lab/pack.yaml:1:1: lab: version is missing\n"},
      {"a version of two numbers",
       {pack("lab",
             {{"pack.yaml", "pack: lab\nversion: 1.0\nlanguages: [en]\n"}, {"i18n/en.yaml", ""}})},
       "lab/pack.yaml:2:10: lab.version: 1.0 is no version: write three numbers, as 1.0.0\n"},
      {"another name than the folder's",
       {pack("lab", {{"pack.yaml", "pack: lap\nversion: 1.0.0\nlanguages: [en]\n"},
                     {"i18n/en.yaml", ""}})},
       "lab/pack.yaml:1:7: lab.pack: the pack is called lap but lies in the folder lab\n"},
      {"a need that is not there",
       {pack("lab",
             {{"pack.yaml", "pack: lab\nversion: 1.0.0\nneeds: {dsk: ^1}\nlanguages: [en]\n"},
              {"i18n/en.yaml", ""}})},
       "lab/pack.yaml:3:9: lab.needs.dsk: there is no pack dsk\n"},
      {"a need of another version",
       {pack("lab",
             {{"pack.yaml", "pack: lab\nversion: 1.0.0\nneeds: {desk: ^1.3}\nlanguages: [en]\n"},
              {"i18n/en.yaml", ""}})},
       "lab/pack.yaml:3:9: lab.needs.desk: wants desk ^1.3, but version 1.2.0 is here\n"},
      {"a need that is none",
       {pack("lab",
             {{"pack.yaml", "pack: lab\nversion: 1.0.0\nneeds: {desk: any}\nlanguages: [en]\n"},
              {"i18n/en.yaml", ""}})},
       "lab/pack.yaml:3:15: lab.needs.desk: write a need as ^1 or ^1.2\n"},
      {"needs in a circle",
       {pack("a", {{"pack.yaml", "pack: a\nversion: 1.0.0\nneeds: {b: ^1}\nlanguages: [en]\n"},
                   {"i18n/en.yaml", ""}}),
        pack("b", {{"pack.yaml", "pack: b\nversion: 1.0.0\nneeds: {a: ^1}\nlanguages: [en]\n"},
                   {"i18n/en.yaml", ""}})},
       "b/pack.yaml:3:9: b.needs.a: packs need each other in a circle: a → b → a\n"},
      {"no dictionary for a language",
       {pack("lab", {{"pack.yaml", "pack: lab\nversion: 1.0.0\nlanguages: [en]\n"}})},
       "lab/pack.yaml:1:1: lab: there is no i18n/en.yaml\n"},
      {"a dictionary that languages does not name",
       {pack("lab", {{"pack.yaml", "pack: lab\nversion: 1.0.0\nlanguages: [en]\n"},
                     {"i18n/en.yaml", ""},
                     {"i18n/pl.yaml", ""}})},
       "lab/pack.yaml:1:1: lab: i18n/pl.yaml is there, but languages does not name pl\n"},
      {"a key in the wrong file",
       {pack("lab", {{"pack.yaml", "pack: lab\nversion: 1.0.0\nlanguages: [en]\n"},
                     {"i18n/en.yaml", "choices: {l: {k: K}}"},
                     {"settings.yaml", "choices: {l: {k: {}}}\n"}})},
       "lab/settings.yaml:1:1: choices: does not belong in settings.yaml (there stand: "
       "settings)\n"},
      {"a file of no kind",
       {pack("lab", {{"pack.yaml", "pack: lab\nversion: 1.0.0\nlanguages: [en]\n"},
                     {"i18n/en.yaml", ""},
                     {"field.yaml", "choices: {}\n"}})},
       "lab/field.yaml: no file of a pack is called field.yaml (did you mean fields?)\n"},
      {"texts in declarations",
       {pack("lab", {{"pack.yaml", "pack: lab\nversion: 1.0.0\nlanguages: [en]\n"},
                     {"i18n/en.yaml", ""},
                     {"settings.yaml", "texts: {en: {}}\n"}})},
       "lab/settings.yaml:1:1: texts: does not belong in settings.yaml (there stand: settings)\n"},
      {"adding to a type of a pack that is not needed",
       {pack("lab", {{"pack.yaml", "pack: lab\nversion: 1.0.0\nlanguages: [en]\n"},
                     {"i18n/en.yaml", "ticket: {fields: {room: Room}}\n"},
                     {"fields.yaml", "type: ticket\nfields: {room: {type: text}}\n"}})},
       "lab/fields.yaml:1:1: ticket: belongs to the pack desk: add it to needs in pack.yaml\n"},
      {"changing what another pack declares",
       {pack("lab",
             {{"pack.yaml", "pack: lab\nversion: 1.0.0\nneeds: {desk: ^1}\nlanguages: [en]\n"},
              {"i18n/en.yaml", ""},
              {"fields.yaml", "type: ticket\nfields: {answer: {required: false}}\n"}})},
       "lab/fields.yaml:2:19: ticket.fields.answer.required: is there already "
       "(desk/fields.yaml:24): only overlays change what is declared\n"},
      {"a file that is no YAML",
       {pack("lab", {{"pack.yaml", "pack: lab\nversion: 1.0.0\nlanguages: [en]\n"},
                     {"i18n/en.yaml", ""},
                     {"fields.yaml", "type: x\nfields: {a: &b {}}\n"}})},
       "lab/fields.yaml:2:13: anchors are not allowed: write the value out\n"},
  };
  for (const auto& each : table) {
    auto sources = each.more;
    sources.push_back(test::desk());
    EXPECT_EQ(test::findings_text(load(sources)), each.findings) << each.claim;
  }
}

TEST(Header, PacksComeInTheOrderOfTheirNeeds) {
  // a needs b: its field stands behind b's, whatever the order of files and names.
  const auto a =
      pack("a", {{"pack.yaml", "pack: a\nversion: 1.0.0\nneeds: {b: ^1}\nlanguages: [en]\n"},
                 {"i18n/en.yaml", "ticket: {fields: {from_a: A}}\n"},
                 {"fields.yaml", "type: ticket\nfields: {from_a: {type: text}}\n"}});
  const auto b =
      pack("b", {{"pack.yaml", "pack: b\nversion: 1.0.0\nneeds: {desk: ^1.2}\nlanguages: [en]\n"},
                 {"i18n/en.yaml", "ticket: {fields: {from_b: B}}\n"},
                 {"fields.yaml", "type: ticket\nfields: {from_b: {type: text}}\n"}});
  const std::vector<PackSource> sources = {a, b, test::desk()};
  const auto result = load(sources);
  EXPECT_EQ(test::findings_text(result), "");
  ASSERT_TRUE(result.set);
  const auto& fields = result.set->type("ticket")->fields;
  EXPECT_EQ(fields[fields.size() - 2].name, "from_b");
  EXPECT_EQ(fields.back().name, "from_a");
  EXPECT_EQ(fields.back().declared_by, "ticket");
  EXPECT_EQ(result.set->type("ticket")->practice, "desk");
}

TEST(Source, MissingFoldersAreSaidPlainly) {
  EXPECT_EQ(read_source("/nowhere/pack", false).error().reason, "pack.not_found");
  EXPECT_EQ(read_sources("/nowhere").error().reason, "pack.not_found");
}

TEST(Source, FilesAreReadWithTheirFolder) {
  const auto source = read_source(std::string(PRAXIS_SOURCE_DIR) + "/packs/core/", false);
  ASSERT_TRUE(source);
  EXPECT_EQ(source->name, "core");
  EXPECT_EQ(source->files.front().path, "core/choices.yaml");
}

}  // namespace
}  // namespace praxis::pack
