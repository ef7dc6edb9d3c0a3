#include "main/scenario/match.h"

#include <fmt/format.h>

namespace praxis::main::scenario {
namespace {

constexpr std::size_t shown_max = 300;

std::string shown(const Json& value) {
  auto text = to_text(value);
  if (text.size() > shown_max) text = text.substr(0, shown_max) + " …";
  return text;
}

std::string differs(const std::string& path, const Json& whole, const Json& part) {
  return fmt::format("{}{} is wanted, there is {}", path.empty() ? "" : path + ": ", shown(part),
                     shown(whole));
}

std::string mismatch_at(const std::string& path, const Json& whole, const Json& part);

std::string object_mismatch(const std::string& path, const Json& whole, const JsonObject& part) {
  if (!whole.is_object()) return differs(path, whole, part);
  for (const auto& member : part) {
    const auto below =
        path.empty() ? std::string(member.key()) : path + "." + std::string(member.key());
    const auto* found = whole.get_object().if_contains(member.key());
    if (!found)
      return fmt::format("{}: {} is wanted, there is no such member", below, shown(member.value()));
    if (auto wrong = mismatch_at(below, *found, member.value()); !wrong.empty()) return wrong;
  }
  return "";
}

std::string list_mismatch(const std::string& path, const Json& whole, const JsonArray& part) {
  if (!whole.is_array() || (part.empty() && !whole.get_array().empty()))
    return differs(path, whole, part);
  const auto& elements = whole.get_array();
  std::size_t at = 0;
  for (std::size_t i = 0; i < part.size(); ++i, ++at) {
    std::string nearest;
    while (at < elements.size()) {
      auto wrong = mismatch_at(fmt::format("{}[{}]", path, at), elements[at], part[i]);
      if (wrong.empty()) break;
      if (nearest.empty()) nearest = std::move(wrong);
      ++at;
    }
    if (at == elements.size())
      return nearest.empty()
                 ? fmt::format("{}: {} is wanted after the {} before it, there is no more", path,
                               shown(part[i]), i)
                 : nearest;
  }
  return "";
}

std::string mismatch_at(const std::string& path, const Json& whole, const Json& part) {
  if (part.is_object()) return object_mismatch(path, whole, part.get_object());
  if (part.is_array()) return list_mismatch(path, whole, part.get_array());
  return whole == part ? "" : differs(path, whole, part);
}

}  // namespace

std::string mismatch(const Json& whole, const Json& part) {
  if (whole.is_array() && part.is_object()) return mismatch_at("", whole, JsonArray{part});
  return mismatch_at("", whole, part);
}

}  // namespace praxis::main::scenario
