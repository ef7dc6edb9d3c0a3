// Every name has a text in every language, with the same arguments; and no text speaks of what is
// not there.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/texts.h"

namespace praxis::pack {
namespace {

class TextCheck {
 public:
  explicit TextCheck(Draft& draft) : draft_(draft) {}

  void run() {
    for (const auto& from : draft_.types) check_type(*from);
    check_outside();
    check_arguments();
    check_unknown();
  }

 private:
  void want(const std::string& address, Mark at);
  // The type in whose words an inherited name is said: that which declares it.
  const std::string& speaker(const TypeDraft& type, Mark at) const {
    const auto& owner = draft_.findings.owner_name(at.owner);
    return owner.empty() ? type.name : owner;
  }
  void want_keys(const TypeDraft& type, const char* section, const std::string& below);
  void check_type(const TypeDraft& type);
  void check_transitions(const TypeDraft& type, const Node& transitions);
  void check_notices(const TypeDraft& type);
  void want_message(const std::string& type, const std::string& message, Mark at);
  void check_outside();
  void check_arguments();
  void check_unknown();
  void check_unknown_below(const Node& node, const std::string& language,
                           const std::string& address);
  bool is_known(const std::string& address) const;
  bool has_known_below(const std::string& address) const;
  static bool is_kin(const RecordType& type, const RecordType& other);

  Draft& draft_;
  std::set<std::string, std::less<>> wanted_;
};

void TextCheck::want(const std::string& address, Mark at) {
  if (!wanted_.insert(address).second) return;
  for (const auto& language : draft_.set->languages())
    if (!draft_.set->has_text(language, address))
      draft_.findings.add(at, address,
                          fmt::format("there is no {} text for {}", language, address));
}

void TextCheck::want_keys(const TypeDraft& type, const char* section, const std::string& below) {
  const auto* map = type.effective.find(section);
  if (!map) return;
  for (const auto& entry : map->entries)
    want(fmt::format("{}.{}.{}", speaker(type, entry.at), below, entry.key), entry.at);
}

void TextCheck::check_transitions(const TypeDraft& type, const Node& transitions) {
  for (const auto& entry : transitions.entries) {
    if (entry.value.is_null()) continue;
    want(fmt::format("{}.transitions.{}", speaker(type, entry.at), entry.key), entry.at);
    if (const auto* guards = entry.value.find("guards"))
      for (const auto& guard : guards->entries)
        want(fmt::format("{}.guards.{}", speaker(type, guard.at), guard.key), guard.at);
    if (const auto* evidence = entry.value.find("evidence"))
      for (const auto& kind : evidence->items)
        want(fmt::format("{}.evidence.{}", speaker(type, kind.at), kind.text), kind.at);
  }
}

void TextCheck::want_message(const std::string& type, const std::string& message, Mark at) {
  const auto address = fmt::format("{}.messages.{}", type, message);
  if (!wanted_.insert(address).second) return;
  for (const auto& language : draft_.set->languages())
    for (const auto* part : {"subject", "body"})
      if (!draft_.set->has_text(language, address + "." + part))
        draft_.findings.add(at, address,
                            fmt::format("there is no {} text for {}.{}", language, address, part));
}

// Every `notify` anywhere in the type's own tree: its keys are messages.
void want_notices(const Node& node, const std::function<void(const Entry&)>& want) {
  for (const auto& entry : node.entries) {
    if (entry.key == "notify" && entry.value.is_map()) {
      for (const auto& message : entry.value.entries) want(message);
    } else {
      want_notices(entry.value, want);
    }
  }
}

void TextCheck::check_notices(const TypeDraft& type) {
  for (const auto* section : {"transitions", "models", "rules", "clocks"})
    if (const auto* node = type.own.find(section))
      want_notices(*node,
                   [&](const Entry& message) { want_message(type.name, message.key, message.at); });
}

void TextCheck::check_type(const TypeDraft& type) {
  want(type.name + ".name", type.at);
  want(type.name + ".plural", type.at);
  for (const auto* section : {"fields", "states", "clocks", "views", "rules", "metrics"})
    want_keys(type, section, section);
  if (const auto* transitions = type.effective.find("transitions"))
    check_transitions(type, *transitions);
  if (const auto* models = type.effective.find("models"))
    for (const auto& model : models->entries)
      if (const auto* transitions = model.value.find("transitions"))
        check_transitions(type, *transitions);
  const auto* forms = type.effective.find("forms");
  for (const auto& form : forms ? forms->entries : std::vector<Entry>()) {
    if (const auto* sections = form.value.find("sections"))
      for (const auto& section : sections->entries)
        want(fmt::format("{}.forms.{}.{}", speaker(type, section.at), form.key, section.key),
             section.at);
    if (const auto* aside = form.value.find("aside"))
      for (const auto& panel : aside->entries)
        want(fmt::format("{}.aside.{}", speaker(type, panel.at), panel.key), panel.at);
  }
  check_notices(type);
}

void want_choices(const Node& choices, const std::function<void(const Entry&)>& want) {
  for (const auto& entry : choices.entries) {
    want(entry);
    if (const auto* children = entry.value.find("children")) want_choices(*children, want);
  }
}

void TextCheck::check_outside() {
  for (const auto& list : draft_.choices.entries)
    want_choices(list.value, [&](const Entry& choice) {
      want(fmt::format("choices.{}.{}", list.key, choice.key), choice.at);
    });
  for (const auto& setting : draft_.settings.entries) want("settings." + setting.key, setting.at);
  for (const auto& role : draft_.roles.entries) want("roles." + role.key, role.at);
  for (const auto& link : draft_.links.entries) {
    want("links." + link.key, link.at);
    if (const auto* reverse = link.value.find("reverse"))
      want("links." + reverse->text, reverse->at);
    if (const auto* flows = link.value.find("flows"))
      for (const auto& flow : flows->entries) want("flows." + flow.key, flow.at);
  }
}

const Node* node_at(const Node& tree, std::string_view address) {
  const Node* node = &tree;
  while (node) {
    const auto dot = address.find('.');
    node = node->find(address.substr(0, dot));
    if (dot == std::string_view::npos) return node;
    address.remove_prefix(dot + 1);
  }
  return nullptr;
}

// The same arguments in every language: else a value is lost, or a message cannot be made.
void TextCheck::check_arguments() {
  const auto& languages = draft_.set->languages();
  std::map<std::string, MessageArguments> of_first;
  for (const auto& language : languages) {
    if (!draft_.texts.contains(language)) continue;
    for (const auto& [address, text] : draft_.set->texts(language)) {
      auto arguments = arguments_of(text);
      const auto* node = node_at(draft_.texts.at(language), address);
      const auto mark = node ? node->at : Mark{};
      if (!arguments.fault.empty()) {
        draft_.findings.add(mark, address, std::move(arguments.fault));
      } else if (language == languages.front()) {
        of_first.emplace(address, std::move(arguments));
      } else if (const auto other = of_first.find(address);
                 other != of_first.end() && other->second.arguments != arguments.arguments) {
        draft_.findings.add(mark, address,
                            fmt::format("has the arguments [{}], but in {} they are [{}]",
                                        listed(arguments.arguments), languages.front(),
                                        listed(other->second.arguments)));
      }
    }
  }
}

bool TextCheck::is_kin(const RecordType& type, const RecordType& other) {
  return type.is_a(other.name) || other.is_a(type.name);
}

// A type may say what it inherits in words of its own, and an abstract one gives words for what its
// subtypes have.
bool TextCheck::is_known(const std::string& address) const {
  if (wanted_.contains(address)) return true;
  const auto dot = address.find('.');
  const auto* type = draft_.set->type(address.substr(0, dot));
  if (!type || dot == std::string::npos) return false;
  const auto rest = address.substr(dot);
  if (rest == ".about" || rest.starts_with(".messages.")) return true;
  return std::any_of(draft_.types.begin(), draft_.types.end(), [&](const auto& other) {
    return is_kin(*type, *other->type) && wanted_.contains(other->name + rest);
  });
}

bool TextCheck::has_known_below(const std::string& address) const {
  const auto begins = [&](const std::string& prefix) {
    const auto next = wanted_.lower_bound(prefix);
    return next != wanted_.end() && next->starts_with(prefix);
  };
  if (begins(address + ".")) return true;
  const auto dot = address.find('.');
  const auto* type = draft_.set->type(address.substr(0, dot));
  if (!type) return false;
  if (dot == std::string::npos || address.substr(dot) == ".messages") return true;
  return std::any_of(draft_.types.begin(), draft_.types.end(), [&](const auto& other) {
    return is_kin(*type, *other->type) && begins(other->name + address.substr(dot) + ".");
  });
}

void TextCheck::check_unknown_below(const Node& node, const std::string& language,
                                    const std::string& address) {
  for (const auto& entry : node.entries) {
    const auto here = join(address, entry.key);
    if (is_known(here)) continue;  // what is below is the text's own: label, hint, subject, body
    if (entry.value.is_map() && has_known_below(here)) {
      check_unknown_below(entry.value, language, here);
    } else {
      // Where overlays take something away, its text may stay.
      const auto pack = draft_.findings.pack_of(entry.at.file);
      const bool is_of_overlay =
          pack >= 0 && draft_.packs[static_cast<std::size_t>(pack)].info.is_overlay;
      if (draft_.has_removals && !is_of_overlay) continue;
      draft_.findings.add(entry.at, here, fmt::format("a text of nothing: there is no {}", here));
    }
  }
}

void TextCheck::check_unknown() {
  for (const auto& [language, tree] : draft_.texts) check_unknown_below(tree, language, "");
}

}  // namespace

void check_texts(Draft& draft) { TextCheck(draft).run(); }

}  // namespace praxis::pack
