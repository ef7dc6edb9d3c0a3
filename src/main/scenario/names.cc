#include "main/scenario/names.h"

namespace praxis::main::scenario {
namespace {

constexpr std::size_t id_length = 36;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

bool is_hexadecimal_or_dash(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
}

}  // namespace

bool Names::add(const std::string& name, Id id) {
  const auto [place, is_new] = ids_.emplace(name, id);
  if (is_new) names_.emplace(id, name);
  return is_new || place->second == id;
}

const Id* Names::find(std::string_view name) const {
  const auto found = ids_.find(name);
  return found == ids_.end() ? nullptr : &found->second;
}

std::string Names::of(Id id) const {
  const auto found = names_.find(id);
  return found == names_.end() ? to_text(id) : "@" + found->second;
}

std::string Names::with_ids(std::string_view text) const {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins_word = text[at] == '@' && (at == 0 || !is_name_character(text[at - 1]));
    std::size_t end = at + 1;
    while (begins_word && end < text.size() && is_name_character(text[end])) ++end;
    const auto* id = begins_word ? find(text.substr(at + 1, end - at - 1)) : nullptr;
    if (!id) {
      out += text[at];
      continue;
    }
    out += to_text(*id);
    at = end - 1;
  }
  return out;
}

std::string Names::word_of(std::string_view text) {
  std::string word(text);
  for (auto& c : word)
    if (!is_name_character(c)) c = '_';
  return word;
}

std::string Names::with_names(std::string_view text) const {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && end - at < id_length && is_hexadecimal_or_dash(text[end])) ++end;
    const auto id = end - at == id_length ? id_from_text(text.substr(at, id_length))
                                          : Result<Id>(fail(Code::not_found, ""));
    const auto name = id ? names_.find(*id) : names_.end();
    if (name == names_.end()) {
      out += text[at++];
    } else {
      out.append("@").append(name->second);
      at = end;
    }
  }
  return out;
}

}  // namespace praxis::main::scenario
