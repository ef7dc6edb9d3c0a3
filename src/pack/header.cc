// Who the packs are and in which order they come: pack.yaml, and the `overlay:` document of an
// overlay.
#include <algorithm>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/keys.h"
#include "pack/reader.h"
#include "pack/version.h"
#include "pack/yaml.h"

namespace praxis::pack {
namespace {

struct HeaderDraft {
  PackHeader header;
  std::vector<std::pair<std::string, std::string>> needs{};  // name, version wanted
  std::vector<Mark> need_marks{};
  bool is_visited = false;
};

bool is_language(std::string_view text) {
  return text.size() >= 2 && text.size() <= 12 && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-';
         });
}

void read_header_document(Draft& draft, const Node& document, HeaderDraft& out) {
  auto& header = out.header;
  const std::string word = header.info.is_overlay ? "overlay" : "pack";
  const MapReader reader(draft.findings, document, header.info.name, document.at);
  if (!reader.is_map()) return;
  reader.allow({word, "version", "needs", "languages"});
  header.at = reader.at(word);
  const auto name = reader.required_text(word);
  if (!header.info.is_overlay && name != header.info.name && !name.empty())
    reader.add(word, fmt::format("the pack is called {} but lies in the folder {}", name,
                                 header.info.name));
  if (!name.empty() && !is_name(name))
    reader.add(word, "a name is lower case, digits and _, a letter first");
  header.info.version =
      header.info.is_overlay ? reader.text("version") : reader.required_text("version");
  if (!header.info.version.empty() && !is_version(header.info.version))
    reader.add("version",
               fmt::format("{} is no version: write three numbers, as 1.0.0", header.info.version));
  for (const auto* node : reader.name_nodes("languages")) {
    if (!is_language(node->text))
      draft.findings.add(node->at, reader.address("languages"),
                         fmt::format("{} is no language: write en, de, pt-BR", node->text));
    else
      header.info.languages.push_back(node->text);
  }
  if (!header.info.is_overlay && header.info.languages.empty())
    reader.add(reader.at("languages"), "languages is missing: name at least one");
  const auto needs = reader.map("needs");
  for (const auto& need : needs.node().entries) {
    if (!is_need(need.value.text)) {
      draft.findings.add(need.value.at, needs.address(need.key), "write a need as ^1 or ^1.2");
      continue;
    }
    out.needs.emplace_back(need.key, need.value.text);
    out.need_marks.push_back(need.at);
  }
}

// The header of a source, whether it is a pack or an overlay.
HeaderDraft read_header(Draft& draft, const PackSource& source) {
  HeaderDraft out;
  out.header.source = &source;
  out.header.info.name = source.name;
  out.header.info.is_overlay = source.is_overlay;
  bool is_found = false;
  for (const auto& file : source.files) {
    const auto is_header = file.path == "pack.yaml" || file.path.ends_with("/pack.yaml");
    if (!source.is_overlay && !is_header) continue;
    if (!file.path.ends_with(".yaml") ||
        file.text.find(source.is_overlay ? "overlay:" : "pack:") == std::string::npos)
      continue;
    const auto index = draft.findings.add_file(file.path, -1);
    for (const auto& document : read_yaml(file.text, index, draft.findings)) {
      if (source.is_overlay && !document.find("overlay")) continue;
      read_header_document(draft, document, out);
      is_found = true;
      break;
    }
  }
  if (!is_found && !source.is_overlay) {
    draft.is_broken = true;
    const auto index = draft.findings.add_file(source.name + "/pack.yaml", -1);
    draft.findings.add({.file = index}, source.name,
                       "there is no pack.yaml that says pack, version and languages");
  }
  return out;
}

class Sorter {
 public:
  Sorter(Draft& draft, std::vector<HeaderDraft>& headers) : draft_(draft), headers_(headers) {}

  void sort() {
    // By name, so that the order does not depend on how the files were found.
    std::stable_sort(headers_.begin(), headers_.end(),
                     [](const HeaderDraft& a, const HeaderDraft& b) {
                       if (a.header.info.is_overlay != b.header.info.is_overlay)
                         return b.header.info.is_overlay;
                       return !a.header.info.is_overlay && a.header.info.name < b.header.info.name;
                     });
    for (auto& header : headers_) visit(header);
  }

 private:
  HeaderDraft* find(std::string_view name) {
    for (auto& each : headers_)
      if (!each.header.info.is_overlay && each.header.info.name == name) return &each;
    return nullptr;
  }

  void visit(HeaderDraft& current) {
    if (current.is_visited) return;
    current.is_visited = true;
    trail_.push_back(current.header.info.name);
    auto& closure = current.header.needs_closure;
    for (std::size_t i = 0; i < current.needs.size(); ++i) {
      const auto& [name, wanted] = current.needs[i];
      const auto at = current.need_marks[i];
      const auto address = join(current.header.info.name, "needs." + name);
      auto* other = find(name);
      if (!other) {
        draft_.is_broken = true;
        draft_.findings.add(at, address, fmt::format("there is no pack {}", name));
        continue;
      }
      if (std::find(trail_.begin(), trail_.end(), name) != trail_.end()) {
        draft_.findings.add(at, address,
                            fmt::format("packs need each other in a circle: {} → {}",
                                        fmt::join(trail_, " → "), name));
        continue;
      }
      visit(*other);
      if (!other->header.info.version.empty() && !meets(other->header.info.version, wanted))
        draft_.findings.add(at, address,
                            fmt::format("wants {} {}, but version {} is here", name, wanted,
                                        other->header.info.version));
      closure.push_back(name);
      closure.insert(closure.end(), other->header.needs_closure.begin(),
                     other->header.needs_closure.end());
    }
    trail_.pop_back();
    draft_.packs.push_back(current.header);
  }

  Draft& draft_;
  std::vector<HeaderDraft>& headers_;
  std::vector<std::string> trail_;
};

}  // namespace

void read_headers(std::span<const PackSource> sources, Draft& draft) {
  std::vector<HeaderDraft> headers;
  std::vector<std::string> names;
  for (const auto& source : sources) {
    const bool is_lens = is_framework(source);
    if (!source.is_overlay && std::find(names.begin(), names.end(), source.name) != names.end()) {
      draft.findings.add({}, source.name, "there are two packs or frameworks of this name");
      continue;
    }
    if (!source.is_overlay) names.push_back(source.name);
    if (is_lens) {
      draft.framework_sources.push_back(&source);
      continue;
    }
    headers.push_back(read_header(draft, source));
  }
  Sorter(draft, headers).sort();
}

}  // namespace praxis::pack
