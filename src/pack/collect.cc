// Documents into trees: what packs declare in order of need, then what overlays say.
#include <algorithm>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/keys.h"
#include "pack/merge.h"
#include "pack/reader.h"
#include "pack/yaml.h"

namespace praxis::pack {
namespace {

std::string file_stem(std::string_view path) {
  const auto slash = path.find_last_of('/');
  auto name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  if (name.ends_with(".yaml")) name.remove_suffix(5);
  return std::string(name);
}

bool lies_in(std::string_view path, std::string_view folder) {
  return path.starts_with(fmt::format("{}/", folder)) ||
         path.find(fmt::format("/{}/", folder)) != std::string_view::npos;
}

class Collector {
 public:
  explicit Collector(Draft& draft) : draft_(draft) {}

  void take_pack(int index) {
    header_ = &draft_.packs[static_cast<std::size_t>(index)];
    by_ = header_->info.is_overlay ? MergeBy::overlay : MergeBy::pack;
    std::vector<std::string> languages;
    for (const auto& file : header_->source->files) {
      if (file.path.ends_with(".txt")) {
        draft_.scenarios.push_back(&file);
        draft_.scenario_files.push_back(draft_.findings.add_file(file.path, index));
        draft_.scenario_is_of_overlay.push_back(header_->info.is_overlay);
        continue;
      }
      if (!file.path.ends_with(".yaml") || (by_ == MergeBy::pack && file_stem(file.path) == "pack"))
        continue;
      const auto file_index = draft_.findings.add_file(file.path, index);
      const auto findings_before = draft_.findings.size();
      const auto documents = read_yaml(file.text, file_index, draft_.findings);
      if (draft_.findings.size() > findings_before) draft_.is_broken = true;
      if (lies_in(file.path, "i18n")) {
        languages.push_back(file_stem(file.path));
        for (const auto& document : documents)
          take_texts(file_stem(file.path), document, file_index);
        continue;
      }
      if (by_ == MergeBy::pack && !set_kind(file.path, file_index)) continue;
      for (auto& document : documents) take_document(Node(document));
    }
    check_languages(languages);
  }

 private:
  bool set_kind(const std::string& path, int file) {
    kind_ = nullptr;
    const auto stem = file_stem(path);
    std::vector<std::string> known;
    for (const auto& kind : kinds_of_file()) {
      if (kind.name == stem) kind_ = &kind;
      known.emplace_back(kind.name);
    }
    if (!kind_)
      draft_.findings.add(
          {.file = file}, "",
          fmt::format("no file of a pack is called {}.yaml{}", stem, what_would_do(stem, known)));
    return kind_ != nullptr;
  }

  void check_languages(const std::vector<std::string>& there) {
    for (const auto& language : header_->info.languages) {
      if (by_ == MergeBy::pack && std::find(there.begin(), there.end(), language) == there.end())
        draft_.findings.add(header_->at, header_->info.name,
                            fmt::format("there is no i18n/{}.yaml", language));
    }
    for (const auto& language : there) {
      const auto& said = header_->info.languages;
      if (by_ == MergeBy::pack && std::find(said.begin(), said.end(), language) == said.end())
        draft_.findings.add(header_->at, header_->info.name,
                            fmt::format("i18n/{}.yaml is there, but languages does not name {}",
                                        language, language));
    }
  }

  void take_texts(const std::string& language, const Node& document, int file) {
    if (!document.is_map())
      return draft_.findings.add(document.at, language, "a dictionary is a map of addresses");
    // A pack's own languages are compared with its files elsewhere.
    const auto& known = draft_.languages;
    const bool is_known = std::find(known.begin(), known.end(), language) != known.end();
    if (by_ == MergeBy::overlay && !is_known)
      draft_.findings.add(document.at, "texts." + language,
                          fmt::format("{} is no language of these packs{}: name it in languages",
                                      language, what_would_do(language, known)));
    auto& texts =
        draft_.texts.try_emplace(language, Node::map_at({.file = file, .line = 1, .column = 1}))
            .first->second;
    Merger(draft_.findings, by_, MergeScope::whole).merge_texts(texts, document, "");
  }

  void take_document(Node document);
  void check_keys(const Node& document, bool has_type);
  void take_pack_key(const Entry& entry);
  void take_type(const std::string& name, Mark at, const Node& document);
  TypeDraft* type_for(const std::string& name, Mark at, const Node& document);
  void take_models(TypeDraft& type, const Entry& entry);
  void remember_removed_states(const TypeDraft& type, const Node& declarations);

  Draft& draft_;
  const PackHeader* header_ = nullptr;
  const KindOfFile* kind_ = nullptr;
  MergeBy by_ = MergeBy::pack;
};

void Collector::check_keys(const Node& document, bool has_type) {
  std::vector<std::string> known = pack_keys();
  known.insert(known.end(), type_keys().begin(), type_keys().end());
  known.emplace_back("type");
  for (const auto& entry : document.entries) {
    const auto is_pack_key =
        std::find(pack_keys().begin(), pack_keys().end(), entry.key) != pack_keys().end();
    const auto is_type_key =
        std::find(type_keys().begin(), type_keys().end(), entry.key) != type_keys().end();
    if (entry.key == "type" || (is_pack_key && entry.key == "texts" && by_ == MergeBy::overlay))
      continue;
    if (!is_pack_key && !is_type_key) {
      draft_.findings.add(entry.at, entry.key,
                          fmt::format("unknown key{}", did_you_mean(entry.key, known)));
    } else if (is_type_key && !has_type) {
      draft_.findings.add(entry.at, entry.key,
                          "of which type? Begin the document with `type: NAME`");
    } else if (kind_ && by_ == MergeBy::pack &&
               std::find(kind_->keys.begin(), kind_->keys.end(), entry.key) == kind_->keys.end()) {
      draft_.findings.add(entry.at, entry.key,
                          fmt::format("does not belong in {}.yaml (there stand: {})", kind_->name,
                                      listed(kind_->keys)));
    }
  }
}

void Collector::take_document(Node document) {
  if (!document.is_map())
    return draft_.findings.add(
        document.at, "", fmt::format("a document is a map, not {}", kind_name(document.kind)));
  if (document.find("overlay")) {
    if (by_ == MergeBy::pack)
      draft_.findings.add(document.at, "overlay",
                          "a pack begins with pack.yaml, not with `overlay:`");
    return;
  }
  const auto* type = document.entry("type");
  check_keys(document, type != nullptr);
  for (const auto& entry : document.entries)
    if (std::find(pack_keys().begin(), pack_keys().end(), entry.key) != pack_keys().end())
      take_pack_key(entry);
  if (!type) return;
  if (!type->value.is_text() || !is_name(type->value.text))
    return draft_.findings.add(type->value.at, "type",
                               "the name of a type is lower case, digits and _, a letter first");
  // What stands in a type's document is the type's own: subtypes that inherit it still know.
  own_by(document, draft_.findings.owner(type->value.text));
  const auto* owned = document.entry("type");
  take_type(owned->value.text, owned->value.at, document);
}

void Collector::take_pack_key(const Entry& entry) {
  if (!entry.value.is_map())
    return draft_.findings.add(
        entry.value.at, entry.key,
        fmt::format("a map is wanted here, not {}", kind_name(entry.value.kind)));
  if (entry.key == "texts") {
    if (by_ == MergeBy::pack) return;  // reported by check_keys
    for (const auto& language : entry.value.entries)
      take_texts(language.key, language.value, language.at.file);
    return;
  }
  auto& section = entry.key == "choices"    ? draft_.choices
                  : entry.key == "settings" ? draft_.settings
                  : entry.key == "roles"    ? draft_.roles
                                            : draft_.links;
  Merger merger(draft_.findings, by_, MergeScope::whole);
  merger.merge(section, entry.value, entry.key);
  draft_.has_removals = draft_.has_removals || merger.has_removed();
}

TypeDraft* Collector::type_for(const std::string& name, Mark at, const Node& document) {
  auto* type = draft_.find_type(name);
  const auto pack = draft_.findings.pack_of(at.file);
  if (!type) {
    if (is_reserved_type(name)) {
      draft_.findings.add(at, name, "is a word of the format: call the type otherwise");
      return nullptr;
    }
    auto fresh = std::make_unique<TypeDraft>();
    fresh->name = name;
    fresh->at = at;
    fresh->pack = pack;
    fresh->own = Node::map_at(at);
    type = fresh.get();
    draft_.by_name[name] = type;
    draft_.types.push_back(std::move(fresh));
    return type;
  }
  const auto& home = draft_.packs[static_cast<std::size_t>(type->pack)].info;
  const auto& needs = header_->needs_closure;
  if (by_ == MergeBy::pack && pack != type->pack &&
      std::find(needs.begin(), needs.end(), home.name) == needs.end())
    draft_.findings.add(
        document.at, name,
        fmt::format("belongs to the pack {}: add it to needs in pack.yaml", home.name));
  return type;
}

void Collector::take_models(TypeDraft& type, const Entry& entry) {
  const auto address = join(type.name, "models");
  if (!entry.value.is_map())
    return draft_.findings.add(entry.value.at, address, "a map of models is wanted here");
  if (!type.own.find("models"))
    type.own.entries.push_back({"models", entry.at, Node::map_at(entry.value.at)});
  auto& models = *type.own.find("models");
  auto patch = Node::map_at(entry.value.at);
  for (const auto& model : entry.value.entries) {
    if (!model.value.is_null()) {
      patch.entries.push_back(model);
    } else if (by_ == MergeBy::pack || !models.find(model.key)) {
      draft_.findings.add(model.at, join(address, model.key),
                          by_ == MergeBy::pack ? "write {} for a model without a patch"
                                               : "~ removes what is not there");
    } else {
      std::erase_if(models.entries, [&](const Entry& each) { return each.key == model.key; });
    }
  }
  if (by_ == MergeBy::overlay)
    draft_.has_removals = true;  // a patch may remove: it is not looked into here
  merge_patch(models, patch);
}

void Collector::take_type(const std::string& name, Mark at, const Node& document) {
  auto* type = type_for(name, at, document);
  if (!type) return;
  auto declarations = Node::map_at(document.at);
  for (const auto& entry : document.entries) {
    if (entry.key == "models") {
      take_models(*type, entry);
    } else if (std::find(type_keys().begin(), type_keys().end(), entry.key) != type_keys().end()) {
      declarations.entries.push_back(entry);
    }
  }
  remember_removed_states(*type, declarations);
  Merger merger(draft_.findings, by_, MergeScope::part);
  merger.merge(type->own, declarations, name);
  draft_.has_removals = draft_.has_removals || merger.has_removed();
}

void Collector::remember_removed_states(const TypeDraft& type, const Node& declarations) {
  const auto* states = declarations.find("states");
  const auto* present = type.own.find("states");
  if (!states || !present) return;
  for (const auto& state : states->entries)
    if (state.value.is_null() && present->find(state.key))
      draft_.removed_states.emplace_back(type.name, state.key);
}

}  // namespace

void collect(Draft& draft) {
  for (auto* section : {&draft.choices, &draft.settings, &draft.roles, &draft.links})
    *section = Node::map_at({});
  for (const auto& header : draft.packs)
    for (const auto& language : header.info.languages)
      if (std::find(draft.languages.begin(), draft.languages.end(), language) ==
          draft.languages.end())
        draft.languages.push_back(language);
  Collector collector(draft);
  for (std::size_t i = 0; i < draft.packs.size(); ++i) collector.take_pack(static_cast<int>(i));
  for (const auto* framework : draft.framework_sources) {
    for (const auto& file : framework->files) {
      if (!file.path.ends_with(".txt")) continue;
      draft.scenarios.push_back(&file);
      draft.scenario_files.push_back(draft.findings.add_file(file.path, -1));
      draft.scenario_is_of_overlay.push_back(false);
    }
  }
}

}  // namespace praxis::pack
