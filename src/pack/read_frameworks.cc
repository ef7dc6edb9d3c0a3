// Frameworks: which sources they are, their header, and their documents sorted by file.
#include <algorithm>

#include <fmt/format.h>

#include "pack/framework_draft.h"
#include "pack/keys.h"
#include "pack/reader.h"
#include "pack/texts.h"
#include "pack/version.h"
#include "pack/yaml.h"

namespace praxis::pack {
namespace {

constexpr std::string_view header_file = "framework.yaml";

// "framework.yaml" of "itil/framework.yaml"; "i18n/de.yaml" keeps its folder.
std::string_view path_within(const PackSource& source, std::string_view path) {
  if (path.starts_with(source.name) && path.substr(source.name.size()).starts_with('/'))
    path.remove_prefix(source.name.size() + 1);
  return path;
}

class FrameworkReader {
 public:
  FrameworkReader(Draft& draft, const PackSource& source, FrameworkDraft& out)
      : draft_(draft), source_(source), out_(out) {}

  void read() {
    for (const auto& file : source_.files)
      if (path_within(source_, file.path) == header_file) read_file(file, &FrameworkReader::header);
    for (const auto& file : source_.files) {
      const auto path = path_within(source_, file.path);
      if (path == header_file || !path.ends_with(".yaml")) continue;
      if (path.starts_with("i18n/"))
        read_dictionary(file, std::string(path.substr(5, path.size() - 10)));
      else if (path == "terms.yaml")
        read_file(file, &FrameworkReader::terms);
      else if (path == "requirements.yaml")
        read_file(file, &FrameworkReader::requirements);
      else
        read_file(file, &FrameworkReader::guide);
    }
    check_languages();
  }

 private:
  using Read = void (FrameworkReader::*)(const MapReader&);

  void read_file(const SourceFile& file, Read take) {
    const auto index = draft_.findings.add_file(file.path, -1);
    for (const auto& document : read_yaml(file.text, index, draft_.findings)) {
      const MapReader reader(draft_.findings, document, out_.out->name, document.at);
      if (reader.is_map()) (this->*take)(reader);
    }
  }

  void header(const MapReader& reader) {
    auto& framework = *out_.out;
    reader.allow(framework_keys());
    out_.at = reader.at("framework");
    const auto name = reader.required_text("framework");
    if (!name.empty() && name != source_.name)
      reader.add("framework", fmt::format("the framework is called {} but lies in the folder {}",
                                          name, source_.name));
    if (!name.empty() && !is_name(name))
      reader.add("framework", "a name is lower case, digits and _, a letter first");
    framework.version = reader.required_text("version");
    if (!framework.version.empty() && !is_version(framework.version))
      reader.add("version",
                 fmt::format("{} is no version: write three numbers, as 1.0.0", framework.version));
    framework.credit = reader.text("credit");
    framework.languages = reader.names("languages");
    if (framework.languages.empty())
      reader.add(reader.at("languages"), "languages is missing: name at least one");
    needs(reader.map("needs"));
  }

  void needs(const MapReader& reader) {
    for (const auto& need : reader.node().entries) {
      if (!is_need(need.value.text)) {
        draft_.findings.add(need.value.at, reader.address(need.key), "write a need as ^1 or ^1.2");
        continue;
      }
      const auto found = std::ranges::find_if(draft_.packs, [&](const auto& pack) {
        return !pack.info.is_overlay && pack.info.name == need.key;
      });
      if (found == draft_.packs.end())
        draft_.findings.add(need.at, reader.address(need.key),
                            fmt::format("there is no pack {}", need.key));
      else if (!found->info.version.empty() && !meets(found->info.version, need.value.text))
        draft_.findings.add(need.at, reader.address(need.key),
                            fmt::format("wants {} {}, but version {} is here", need.key,
                                        need.value.text, found->info.version));
    }
  }

  void terms(const MapReader& reader) {
    reader.allow({"texts"});
    const auto texts = reader.map("texts");
    for (const auto& language : texts.node().entries) {
      if (!language.value.is_map())
        draft_.findings.add(language.value.at, texts.address(language.key),
                            "a dictionary is a map of addresses");
      else
        out_.terms.emplace(language.key, language.value);
      if (std::ranges::find(out_.out->languages, language.key) == out_.out->languages.end())
        draft_.findings.add(language.at, texts.address(language.key),
                            fmt::format("languages does not name {}", language.key));
    }
  }

  void requirements(const MapReader& reader) {
    reader.allow({"requirements"});
    if (reader.lacks("requirements")) reader.add(reader.at(), "requirements is missing");
    out_.requirements.push_back(reader.map("requirements").node());
  }

  void guide(const MapReader& reader) {
    if (reader.lacks("practice"))
      return reader.add(reader.at(), "practice is missing: of which type of records?");
    auto document = reader.node();
    own_by(document, draft_.findings.owner(reader.text("practice")));
    out_.guides.push_back(std::move(document));
  }

  void read_dictionary(const SourceFile& file, const std::string& language) {
    const auto index = draft_.findings.add_file(file.path, -1);
    auto& all =
        out_.prose.try_emplace(language, Node::map_at({.file = index, .line = 1, .column = 1}))
            .first->second;
    for (auto& document : read_yaml(file.text, index, draft_.findings)) {
      if (!document.is_map())
        draft_.findings.add(document.at, language, "a dictionary is a map of addresses");
      for (const auto& entry : document.entries) all.entries.push_back(entry);
    }
  }

  void check_languages() {
    const auto& said = out_.out->languages;
    for (const auto& language : said)
      if (!out_.prose.contains(language))
        draft_.findings.add(out_.at, out_.out->name,
                            fmt::format("there is no i18n/{}.yaml", language));
    for (const auto& [language, tree] : out_.prose)
      if (std::ranges::find(said, language) == said.end() && !said.empty())
        draft_.findings.add(out_.at, out_.out->name,
                            fmt::format("i18n/{}.yaml is there, but languages does not name {}",
                                        language, language));
  }

  Draft& draft_;
  const PackSource& source_;
  FrameworkDraft& out_;
};

// The lens that holds until somebody chooses is one that is there, wherever there are any.
void check_default(Draft& draft) {
  if (draft.framework_sources.empty()) return;
  std::vector<std::string> known;
  for (const auto* source : draft.framework_sources) known.push_back(source->name);
  for (const auto& [name, setting] : draft.set->settings()) {
    if (!setting.names_framework || !setting.default_value.is_string()) continue;
    const std::string value(setting.default_value.get_string());
    if (value.empty() || std::ranges::find(known, value) != known.end()) continue;
    const auto* declared = draft.settings.find(name);
    const auto* at = declared ? declared->find("default") : nullptr;
    draft.findings.add(
        at ? at->at : Mark{}, fmt::format("settings.{}.default", name),
        fmt::format("there is no framework {}{}", value, what_would_do(value, known)));
  }
}

}  // namespace

bool is_framework(const PackSource& source) {
  return !source.is_overlay && std::ranges::any_of(source.files, [&](const SourceFile& file) {
    return path_within(source, file.path) == header_file;
  });
}

void read_frameworks(Draft& draft) {
  for (const auto* source : draft.framework_sources) {
    auto framework = std::make_unique<Framework>();
    framework->name = source->name;
    FrameworkDraft from{.out = framework.get()};
    FrameworkReader(draft, *source, from).read();
    read_guides(draft, from);
    read_requirements(draft, from);
    check_framework_texts(draft, from);
    draft.framework_declarations[source->name] = declarations_of(from);
    draft.frameworks->push_back(std::move(framework));
  }
  check_default(draft);
}

Json declarations_of(const FrameworkDraft& from) {
  JsonObject guides, requirements, terms, texts;
  for (const auto& guide : from.guides) {
    auto json = to_json(guide);
    guides[guide.find("practice")->text] = std::move(json);
  }
  for (const auto& list : from.requirements)
    for (const auto& entry : list.entries) requirements[entry.key] = to_json(entry.value);
  for (const auto& [language, tree] : from.terms) terms[language] = to_json(tree);
  for (const auto& [language, tree] : from.prose) texts[language] = to_json(tree);
  return JsonObject{{"version", from.out->version},   {"credit", from.out->credit},
                    {"practices", std::move(guides)}, {"requirements", std::move(requirements)},
                    {"terms", std::move(terms)},      {"texts", std::move(texts)}};
}

}  // namespace praxis::pack
