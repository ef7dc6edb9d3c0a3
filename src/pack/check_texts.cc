// Every name has a text in every language, with the same arguments; and no text speaks of what is
// not there.
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
  bool is_section_of_subtype(const std::string& address) const;

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
    want(fmt::format("{}.{}.{}", type.name, below, entry.key), entry.at);
}

void TextCheck::check_transitions(const TypeDraft& type, const Node& transitions) {
  for (const auto& entry : transitions.entries) {
    if (entry.value.is_null()) continue;
    want(fmt::format("{}.transitions.{}", type.name, entry.key), entry.at);
    if (const auto* guards = entry.value.find("guards"))
      for (const auto& guard : guards->entries)
        want(fmt::format("{}.guards.{}", type.name, guard.key), guard.at);
    if (const auto* evidence = entry.value.find("evidence"))
      for (const auto& kind : evidence->items)
        want(fmt::format("{}.evidence.{}", type.name, kind.text), kind.at);
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
        want(fmt::format("{}.forms.{}.{}", type.name, form.key, section.key), section.at);
    if (const auto* aside = form.value.find("aside"))
      for (const auto& panel : aside->entries)
        want(fmt::format("{}.aside.{}", type.name, panel.key), panel.at);
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
  if (draft_.set->languages().empty()) return;
  const auto& first = draft_.set->languages().front();
  std::map<std::string, MessageArguments> of_first;
  for (const auto& language : draft_.set->languages()) {
    for (const auto& [address, text] : draft_.set->texts(language)) {
      auto arguments = arguments_of(text);
      const auto* node = node_at(draft_.texts.at(language), address);
      const auto mark = node ? node->at : Mark{};
      if (!arguments.fault.empty()) {
        draft_.findings.add(mark, address, std::move(arguments.fault));
      } else if (language == first) {
        of_first.emplace(address, std::move(arguments));
      } else if (const auto other = of_first.find(address);
                 other != of_first.end() && other->second.arguments != arguments.arguments) {
        draft_.findings.add(
            mark, address,
            fmt::format("has the arguments [{}], but in {} they are [{}]",
                        listed(arguments.arguments), first, listed(other->second.arguments)));
      }
    }
  }
}

bool TextCheck::is_known(const std::string& address) const {
  if (wanted_.contains(address)) return true;
  const auto dot = address.find('.');
  const auto name = address.substr(0, dot);
  const auto rest = dot == std::string::npos ? std::string() : address.substr(dot + 1);
  const auto* type = draft_.set->type(name);
  if (!type) return false;
  if (rest == "about" || rest.starts_with("messages.")) return true;
  // An abstract type gives the words for what its subtypes have.
  for (const auto& other : draft_.set->types())
    if (other->is_a(name) && wanted_.contains(other->name + "." + rest)) return true;
  return false;
}

// item.guards: the type itself may be without, where its subtypes have some.
bool TextCheck::is_section_of_subtype(const std::string& address) const {
  const auto dot = address.find('.');
  if (dot == std::string::npos || !draft_.set->type(address.substr(0, dot))) return false;
  for (const auto& other : draft_.set->types()) {
    if (!other->is_a(address.substr(0, dot))) continue;
    const auto prefix = other->name + address.substr(dot) + ".";
    const auto next = wanted_.lower_bound(prefix);
    if (next != wanted_.end() && next->starts_with(prefix)) return true;
  }
  return false;
}

void TextCheck::check_unknown_below(const Node& node, const std::string& language,
                                    const std::string& address) {
  for (const auto& entry : node.entries) {
    const auto here = join(address, entry.key);
    if (is_known(here)) continue;  // what is below is the text's own: label, hint, subject, body
    const auto next = wanted_.lower_bound(here + ".");
    const bool is_section = next != wanted_.end() && next->starts_with(here + ".");
    const auto dot = here.find('.');
    const bool is_type = dot == std::string::npos && draft_.set->type(here);
    const bool is_messages = dot != std::string::npos && here.substr(dot) == ".messages" &&
                             draft_.set->type(here.substr(0, dot));
    if ((is_section || is_type || is_messages || is_section_of_subtype(here)) &&
        entry.value.is_map()) {
      check_unknown_below(entry.value, language, here);
    } else {
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
