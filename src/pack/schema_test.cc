// docs/packs.schema.json and docs/frameworks.schema.json, which editors read, know every word that
// the loader knows.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "pack/framework_draft.h"
#include "pack/keys.h"
#include "pack/pack_set.h"
#include "pack/yaml.h"

namespace praxis::pack {
namespace {

Json schema(const std::string& name = "packs.schema.json") {
  std::ifstream in(std::string(PRAXIS_SOURCE_DIR) + "/docs/" + name);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto json = json_from_text(text);
  EXPECT_TRUE(json) << (json ? "" : json.error().message);
  return json ? *json : Json(JsonObject());
}

// The keys of a definition's map: it may also be null, as `~` removes.
std::vector<std::string> keys_of(const Json& schema, const char* definition) {
  std::vector<std::string> keys;
  const auto& map =
      schema.at("$defs").at(definition).at("anyOf").at(0).at("properties").as_object();
  for (const auto& entry : map) {
    const std::string key = entry.key();
    if (!key.ends_with('+') && !key.ends_with('-') && key != "below" && key != "above")
      keys.push_back(key);
  }
  return keys;
}

TEST(Schema, KnowsTheKeysOfEveryFile) {
  const auto json = schema();
  const auto& known = json.at("properties").as_object();
  for (const auto& kind : kinds_of_file())
    for (const auto& key : kind.keys)
      EXPECT_TRUE(known.contains(key)) << kind.name << ".yaml: " << key;
  for (const auto* keys : {&type_keys(), &pack_keys()})
    for (const auto& key : *keys) EXPECT_TRUE(known.contains(key)) << key;
}

TEST(Schema, KnowsWhatShippedPacksHold) {
  const auto json = schema();
  const auto& known = json.at("properties").as_object();
  const auto sources = read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs");
  ASSERT_TRUE(sources);
  std::size_t count = 0;
  for (const auto& source : *sources) {
    for (const auto& file : source.files) {
      if (!file.path.ends_with(".yaml") || file.path.find("/i18n/") != std::string::npos) continue;
      Findings findings;
      for (const auto& document : read_yaml(file.text, findings.add_file(file.path, 0), findings)) {
        ++count;
        for (const auto& entry : document.entries)
          EXPECT_TRUE(known.contains(entry.key)) << file.path << ": " << entry.key;
      }
    }
  }
  EXPECT_GT(count, 20U);
}

TEST(Schema, OfFrameworksKnowsTheSameKeys) {
  const auto json = schema("frameworks.schema.json");
  const auto names = [](const Json& object) {
    std::vector<std::string> keys;
    for (const auto& entry : object.at("properties").as_object()) keys.push_back(entry.key());
    std::sort(keys.begin(), keys.end());
    return keys;
  };
  auto documents = framework_keys();
  documents.insert(documents.end(), guide_keys().begin(), guide_keys().end());
  documents.insert(documents.end(), {"requirements", "texts"});
  const auto sorted = [](std::vector<std::string> keys) {
    std::sort(keys.begin(), keys.end());
    return keys;
  };
  EXPECT_EQ(names(json), sorted(documents));
  const auto& parts = json.at("$defs");
  EXPECT_EQ(names(parts.at("expected")), sorted(expected_keys()));
  EXPECT_EQ(names(parts.at("action")), sorted(action_keys()));
  EXPECT_EQ(names(parts.at("requirement")), sorted(requirement_keys()));
  EXPECT_EQ(names(parts.at("evidence")), sorted(evidence_keys()));
}

TEST(Schema, KnowsTheSameKeysOfFieldsTransitionsAndLinks) {
  const auto json = schema();
  const auto sorted = [](std::vector<std::string> keys) {
    std::sort(keys.begin(), keys.end());
    return keys;
  };
  EXPECT_EQ(sorted(keys_of(json, "field")), sorted(field_keys()));
  EXPECT_EQ(sorted(keys_of(json, "transition")), sorted(transition_keys()));
}

}  // namespace
}  // namespace praxis::pack
