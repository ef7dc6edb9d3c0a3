// Where an upgrade of packs and an overlay touch the same place: three trees walked side by side.
#include <set>

#include <fmt/format.h>

#include "pack/findings.h"
#include "pack/pack_set.h"

namespace praxis::pack {
namespace {

bool is_same(const Json* a, const Json* b) { return a && b ? *a == *b : a == b; }

const JsonObject* as_map(const Json* value) {
  return value && value->is_object() ? &value->get_object() : nullptr;
}

class Meet {
 public:
  // Null pointers stand for what is not there.
  void compare(const Json* before, const Json* upgraded, const Json* overlaid,
               const std::string& address) {
    if (is_same(before, upgraded) || is_same(before, overlaid)) return;
    const auto *b = as_map(before), *u = as_map(upgraded), *o = as_map(overlaid);
    if (b && u && o) return compare_maps({b, u, o}, address);
    // Both brought a map of the same name: what lies in it may still go together.
    if (!before && u && o) {
      static const JsonObject nothing;
      return compare_maps({&nothing, u, o}, address);
    }
    all_.push_back({address, value_of(before), value_of(upgraded), value_of(overlaid)});
  }

  void compare_texts(const PackSet& before, const PackSet& upgraded, const PackSet& overlaid) {
    for (const auto& language : overlaid.languages()) {
      const auto& ours = overlaid.texts(language);
      const auto& old = before.texts(language);
      const auto& fresh = upgraded.texts(language);
      for (const auto& [address, text] : ours) {
        const auto was = old.find(address), is = fresh.find(address);
        const bool is_overlaid = was == old.end() || was->second != text;
        const bool is_upgraded = (was == old.end()) != (is == fresh.end()) ||
                                 (was != old.end() && was->second != is->second);
        if (is_overlaid && is_upgraded)
          all_.push_back({fmt::format("texts.{}.{}", language, address),
                          was == old.end() ? Json() : Json(was->second),
                          is == fresh.end() ? Json() : Json(is->second), Json(text)});
      }
    }
  }

  std::vector<Meeting> take() { return std::move(all_); }

 private:
  struct Maps {
    const JsonObject *before, *upgraded, *overlaid;
  };

  static Json value_of(const Json* value) { return value ? *value : Json(); }

  void compare_maps(const Maps& maps, const std::string& address) {
    std::set<std::string> keys;
    for (const auto* map : {maps.before, maps.upgraded, maps.overlaid})
      for (const auto& entry : *map) keys.emplace(entry.key());
    for (const auto& key : keys)
      compare(maps.before->if_contains(key), maps.upgraded->if_contains(key),
              maps.overlaid->if_contains(key), join(address, key));
  }

  std::vector<Meeting> all_{};
};

}  // namespace

std::vector<Meeting> meetings(const PackSet& before, const PackSet& upgraded,
                              const PackSet& overlaid) {
  Meet meet;
  meet.compare(&before.tree(), &upgraded.tree(), &overlaid.tree(), "");
  meet.compare_texts(before, upgraded, overlaid);
  return meet.take();
}

}  // namespace praxis::pack
