#include "pack/pack_set.h"

#include <algorithm>

namespace praxis::pack {

const RecordType* PackSet::type(std::string_view name) const {
  const auto found = by_name_.find(std::string(name));
  return found == by_name_.end() ? nullptr : found->second;
}

const ChoiceList* PackSet::choices(std::string_view name) const {
  const auto found = choices_.find(name);
  return found == choices_.end() ? nullptr : &found->second;
}

const Setting* PackSet::setting(std::string_view name) const {
  const auto found = settings_.find(name);
  return found == settings_.end() ? nullptr : &found->second;
}

const Role* PackSet::role(std::string_view name) const {
  for (const auto& role : roles_)
    if (role.name == name) return &role;
  return nullptr;
}

const LinkType* PackSet::link(std::string_view name, bool& is_reverse) const {
  for (const auto& link : links_) {
    if (link.name != name && link.reverse != name) continue;
    is_reverse = link.name != name;
    return &link;
  }
  return nullptr;
}

const std::map<std::string, std::string, std::less<>>& PackSet::texts(
    std::string_view language) const {
  static const std::map<std::string, std::string, std::less<>> none;
  const auto found = texts_.find(language);
  return found == texts_.end() ? none : found->second;
}

namespace {

using Texts = std::map<std::string, std::string, std::less<>>;

// The text at the address, or at the same place of a type further up.
const std::string* find_text(const PackSet& set, const Texts& texts, std::string_view address) {
  if (const auto found = texts.find(address); found != texts.end()) return &found->second;
  const auto dot = address.find('.');
  const auto* type = set.type(address.substr(0, dot));
  if (!type || dot == std::string_view::npos) return nullptr;
  for (std::size_t i = 1; i < type->chain.size(); ++i) {
    const auto above = type->chain[i] + std::string(address.substr(dot));
    if (const auto found = texts.find(above); found != texts.end()) return &found->second;
  }
  return nullptr;
}

}  // namespace

bool PackSet::has_text(std::string_view language, std::string_view address) const {
  return find_text(*this, texts(language), address) != nullptr;
}

std::string_view PackSet::text(std::string_view language, std::string_view address) const {
  if (const auto* found = find_text(*this, texts(language), address)) return *found;
  // de-AT reads German before it reads English.
  if (const auto hyphen = language.find('-'); hyphen != std::string_view::npos) {
    if (const auto* found = find_text(*this, texts(language.substr(0, hyphen)), address))
      return *found;
  }
  if (language != "en")
    if (const auto* found = find_text(*this, texts("en"), address)) return *found;
  return address;
}

const Framework* PackSet::framework(std::string_view name) const {
  for (const auto& framework : frameworks_)
    if (framework->name == name) return framework.get();
  return nullptr;
}

std::string_view PackSet::text_under(const Framework* lens, std::string_view language,
                                     std::string_view address) const {
  if (!lens) return text(language, address);
  for (const auto& each : {language, language.substr(0, language.find('-'))}) {
    const auto terms = lens->terms.find(each);
    if (terms == lens->terms.end()) continue;
    if (const auto* found = find_text(*this, terms->second, address)) return *found;
  }
  return text(language, address);
}

}  // namespace praxis::pack
