// Types in order, parents first, each with what it inherits from what it extends.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/keys.h"
#include "pack/merge.h"
#include "pack/reader.h"

namespace praxis::pack {
namespace {

constexpr std::size_t types_max = 500;

bool is_inherited(std::string_view key) {
  return key != "extends" && key != "abstract" && key != "indexes" && key != "demo";
}

std::vector<std::string> type_names(const Draft& draft) {
  std::vector<std::string> names;
  for (const auto& type : draft.types) names.push_back(type->name);
  return names;
}

TypeDraft* parent_of(Draft& draft, const TypeDraft& type) {
  const auto* extends = type.own.find("extends");
  return extends ? draft.find_type(extends->text) : nullptr;
}

// Fields and states stay with all subtypes: what reads them on the type above must find them.
void refuse_inherited_removals(Draft& draft, TypeDraft& type) {
  for (const auto* section : {"fields", "states"}) {
    auto* map = type.own.find(section);
    if (!map || !map->is_map()) continue;
    std::erase_if(map->entries, [&](const Entry& entry) {
      if (!entry.value.is_null()) return false;
      const auto* parent = parent_of(draft, type);
      const auto* above = parent ? parent->effective.find(section) : nullptr;
      if (!above || !above->find(entry.key)) return false;
      draft.findings.add(
          entry.at, fmt::format("{}.{}.{}", type.name, section, entry.key),
          fmt::format("is inherited from {} and stays: hide or retire it instead", parent->name));
      return true;
    });
  }
}

// A removed state falls out of every list of states.
void drop_state(Node& node, const std::string& state) {
  static const std::vector<std::string> lists = {"from",    "runs_in",  "paused_in", "met_in",
                                                 "ends_in", "required", "hidden",    "fixed"};
  for (auto& entry : node.entries) {
    const bool is_states =
        entry.value.is_list() && std::find(lists.begin(), lists.end(), entry.key) != lists.end();
    if (is_states)
      std::erase_if(entry.value.items, [&](const Node& item) { return item.text == state; });
    else if (entry.value.is_map())
      drop_state(entry.value, state);
  }
}

bool extends(Draft& draft, const TypeDraft& type, const std::string& root) {
  for (const auto* at = &type; at; at = parent_of(draft, *at))
    if (at->name == root) return true;
  return false;
}

void build_effective(Draft& draft, TypeDraft& type) {
  type.effective = Node::map_at(type.own.at);
  if (const auto* parent = parent_of(draft, type)) {
    for (const auto& entry : parent->effective.entries)
      if (is_inherited(entry.key)) type.effective.entries.push_back(entry);
  }
  refuse_inherited_removals(draft, type);
  auto own = Node::map_at(type.own.at);
  for (const auto& entry : type.own.entries)
    if (entry.key != "models") own.entries.push_back(entry);
  Merger(draft.findings, MergeBy::inheritance, MergeScope::whole)
      .merge(type.effective, own, type.name);
  if (const auto* models = type.own.entry("models")) {
    auto* present = type.effective.find("models");
    if (present)
      merge_patch(*present, models->value);
    else
      type.effective.entries.push_back(*models);
  }
  for (const auto& [root, state] : draft.removed_states)
    if (extends(draft, type, root)) drop_state(type.effective, state);
}

class TypeSorter {
 public:
  explicit TypeSorter(Draft& draft) : draft_(draft) {}

  std::vector<std::unique_ptr<TypeDraft>> sorted() {
    for (auto& type : draft_.types) visit(*type, {});
    std::vector<std::unique_ptr<TypeDraft>> out;
    for (const auto* wanted : order_)
      for (auto& type : draft_.types)
        if (type.get() == wanted) out.push_back(std::move(type));
    return out;
  }

 private:
  void visit(TypeDraft& type, std::set<const TypeDraft*> trail) {
    if (std::find(order_.begin(), order_.end(), &type) != order_.end()) return;
    if (auto* extends = type.own.find("extends")) {
      trail.insert(&type);
      auto* parent = draft_.find_type(extends->text);
      if (!parent) {
        draft_.findings.add(extends->at, join(type.name, "extends"),
                            fmt::format("there is no type {}{}", extends->text,
                                        did_you_mean(extends->text, type_names(draft_))));
        drop_extends(type);
        draft_.is_broken = true;
      } else if (trail.contains(parent)) {
        draft_.findings.add(extends->at, join(type.name, "extends"),
                            "types extend each other in a circle");
        drop_extends(type);
        draft_.is_broken = true;
      } else {
        visit(*parent, trail);
      }
    }
    order_.push_back(&type);
  }

  static void drop_extends(TypeDraft& type) {
    std::erase_if(type.own.entries, [](const Entry& entry) { return entry.key == "extends"; });
  }

  Draft& draft_;
  std::vector<const TypeDraft*> order_;
};

}  // namespace

void inherit(Draft& draft) {
  if (draft.types.size() > types_max) {
    draft.findings.add(
        draft.types[types_max]->at, draft.types[types_max]->name,
        fmt::format("there are {} types, {} at most", draft.types.size(), types_max));
    draft.types.resize(types_max);
    draft.by_name.clear();
    for (const auto& type : draft.types) draft.by_name[type->name] = type.get();
  }
  draft.types = TypeSorter(draft).sorted();
  for (auto& type : draft.types) build_effective(draft, *type);
}

}  // namespace praxis::pack
