// A framework's prose: every name has a text in each of its languages, no text speaks of nothing,
// and what it lays over the packs' words is there to be laid over.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "pack/framework_draft.h"
#include "pack/texts.h"

namespace praxis::pack {
namespace {

class FrameworkTextCheck {
 public:
  FrameworkTextCheck(Draft& draft, FrameworkDraft& from) : draft_(draft), from_(from) {}

  void run() {
    for (const auto& [language, tree] : from_.prose)
      flatten_texts(tree, from_.out->prose[language]);
    for (const auto& [language, tree] : from_.terms)
      flatten_texts(tree, from_.out->terms[language]);
    want("name", from_.at);
    for (const auto& guide : from_.guides) want_guide(guide);
    for (const auto& list : from_.requirements)
      for (const auto& requirement : list.entries) want_requirement(requirement);
    for (const auto& [language, tree] : from_.prose) check_known(tree, language, "");
    for (const auto& [language, tree] : from_.terms) check_terms(tree, language, "");
  }

 private:
  void want(const std::string& address, Mark at) {
    if (!wanted_.insert(address).second) return;
    for (const auto& [language, texts] : from_.out->prose)
      if (!texts.contains(address)) miss(language, address, at);
  }

  void miss(const std::string& language, const std::string& address, Mark at) {
    draft_.findings.add(at, from_.address(address),
                        fmt::format("there is no {} text for {}", language, address));
  }

  void want_guide(const Node& guide) {
    const auto& practice = *guide.entry("practice");
    const auto& type = practice.value.text;
    if (!from_.out->guide(type)) return;  // what is wrong with it was said
    for (const auto* part : {"purpose", "scope"}) want(join(type, part), practice.at);
    for (const auto* section : {"roles", "expected"})
      if (const auto* map = guide.find(section))
        for (const auto& entry : map->entries)
          want(fmt::format("{}.{}.{}", type, section, entry.key), entry.at);
    if (const auto* activities = guide.find("activities"))
      for (const auto& activity : activities->items)
        want(fmt::format("{}.activities.{}", type, activity.text), activity.at);
    // What the framework calls the practice.
    for (const auto& language : from_.out->languages) {
      const auto terms = from_.out->terms.find(language);
      if (terms == from_.out->terms.end() || !terms->second.contains(type + ".about"))
        miss(language, "terms." + type + ".about", practice.at);
    }
  }

  void want_requirement(const Entry& requirement) {
    want("requirements." + requirement.key, requirement.at);
    if (const auto* evidence = requirement.value.find("evidence"))
      for (const auto& entry : evidence->entries) want("evidence." + entry.key, entry.at);
  }

  void check_known(const Node& node, const std::string& language, const std::string& address) {
    for (const auto& entry : node.entries) {
      const auto here = join(address, entry.key);
      if (here == "about" || wanted_.contains(here)) continue;
      const auto below = wanted_.lower_bound(here + ".");
      if (entry.value.is_map() && below != wanted_.end() && below->starts_with(here + "."))
        check_known(entry.value, language, here);
      else
        draft_.findings.add(entry.at, from_.address(here),
                            fmt::format("a text of nothing: there is no {}", here));
    }
  }

  void check_terms(const Node& node, const std::string& language, const std::string& address) {
    for (const auto& entry : node.entries) {
      const auto here = join(address, entry.key);
      const bool is_labeled = entry.value.is_map() && entry.value.find("label");
      if (entry.value.is_map() && !is_labeled) {
        check_terms(entry.value, language, here);
      } else if (!is_address_of_packs(here)) {
        draft_.findings.add(entry.at, from_.address(fmt::format("terms.{}.{}", language, here)),
                            fmt::format("a text of nothing: packs have no {}", here));
      }
    }
  }

  bool is_address_of_packs(const std::string& address) const {
    const auto dot = address.find('.');
    if (dot != std::string::npos && address.substr(dot) == ".about")
      return draft_.set->type(address.substr(0, dot)) != nullptr;
    return std::ranges::any_of(draft_.set->languages(), [&](const std::string& language) {
      return draft_.set->has_text(language, address);
    });
  }

  Draft& draft_;
  FrameworkDraft& from_;
  std::set<std::string, std::less<>> wanted_{};
};

}  // namespace

void check_framework_texts(Draft& draft, FrameworkDraft& from) {
  FrameworkTextCheck(draft, from).run();
}

}  // namespace praxis::pack
