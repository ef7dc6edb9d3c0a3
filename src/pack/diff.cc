// What lies between two sets of packs, one line an address.
#include <algorithm>

#include <fmt/format.h>

#include "pack/findings.h"
#include "pack/pack_set.h"

namespace praxis::pack {
namespace {

std::string shown(const Json& value) {
  if (value.is_string()) return std::string(value.as_string());
  return praxis::to_text(value);
}

class Difference {
 public:
  void compare(const Json& before, const Json& after, const std::string& address) {
    if (before == after && !(before.is_object() && after.is_object())) return;
    if (before.is_object() && after.is_object())
      return compare_maps(before.as_object(), after.as_object(), address);
    if (before.is_array() && after.is_array())
      return compare_lists(before.as_array(), after.as_array(), address);
    lines_.push_back(fmt::format("~ {} {} → {}", address, shown(before), shown(after)));
  }

  void compare_texts(const PackSet& before, const PackSet& after) {
    for (const auto& language : after.languages()) {
      for (const auto& [address, text] : after.texts(language)) {
        const auto& old = before.texts(language);
        const auto found = old.find(address);
        const auto where = fmt::format("texts.{}.{}", language, address);
        if (found == old.end())
          lines_.push_back(fmt::format("+ {} {}", where, text));
        else if (found->second != text)
          lines_.push_back(fmt::format("~ {} {} → {}", where, found->second, text));
      }
    }
    for (const auto& language : before.languages())
      for (const auto& [address, text] : before.texts(language))
        if (!after.texts(language).contains(address))
          lines_.push_back(fmt::format("- texts.{}.{}", language, address));
  }

  std::vector<std::string> take() { return std::move(lines_); }

 private:
  void compare_maps(const JsonObject& before, const JsonObject& after, const std::string& address) {
    for (const auto& entry : before)
      if (!after.contains(entry.key()))
        lines_.push_back(fmt::format("- {}", join(address, entry.key())));
    for (const auto& entry : after) {
      const auto here = join(address, entry.key());
      const auto* old = before.if_contains(entry.key());
      if (old)
        compare(*old, entry.value(), here);
      else
        lines_.push_back(entry.value().is_object()
                             ? fmt::format("+ {}", here)
                             : fmt::format("+ {} {}", here, shown(entry.value())));
    }
    compare_order(before, after, address);
  }

  // Order in a map is order on screen and in decisions: what was moved is said.
  void compare_order(const JsonObject& before, const JsonObject& after,
                     const std::string& address) {
    std::vector<std::string> old_order, new_order;
    for (const auto& entry : before)
      if (after.contains(entry.key())) old_order.emplace_back(entry.key());
    for (const auto& entry : after)
      if (before.contains(entry.key())) new_order.emplace_back(entry.key());
    if (old_order != new_order && !address.empty())
      lines_.push_back(fmt::format("~ {} order: {}", address, listed(new_order)));
  }

  void compare_lists(const JsonArray& before, const JsonArray& after, const std::string& address) {
    const auto lacks = [](const JsonArray& list, const Json& item) {
      return std::find(list.begin(), list.end(), item) == list.end();
    };
    bool has_said = false;
    for (const auto& item : before)
      if (lacks(after, item))
        lines_.push_back(fmt::format("~ {} - {}", address, shown(item))), has_said = true;
    for (const auto& item : after)
      if (lacks(before, item))
        lines_.push_back(fmt::format("~ {} + {}", address, shown(item))), has_said = true;
    if (!has_said) lines_.push_back(fmt::format("~ {} order: {}", address, shown(after)));
  }

  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> diff(const PackSet& before, const PackSet& after) {
  Difference difference;
  difference.compare(before.tree(), after.tree(), "");
  difference.compare_texts(before, after);
  return difference.take();
}

}  // namespace praxis::pack
