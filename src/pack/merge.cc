#include "pack/merge.h"

#include <algorithm>

#include <fmt/format.h>

namespace praxis::pack {
namespace {

std::string without_sign(const std::string& key) { return key.substr(0, key.size() - 1); }

bool has_item(const Node& list, const Node& item) {
  return std::any_of(list.items.begin(), list.items.end(),
                     [&](const Node& each) { return each.is_same(item); });
}

std::vector<std::string> keys_of(const Node& map) {
  std::vector<std::string> keys;
  for (const auto& entry : map.entries) keys.push_back(entry.key);
  return keys;
}

void erase_key(Node& map, std::string_view key) {
  std::erase_if(map.entries, [&](const Entry& entry) { return entry.key == key; });
}

Entry* find_entry(Node& map, std::string_view key) { return const_cast<Entry*>(map.entry(key)); }

}  // namespace

void Merger::merge(Node& base, const Node& patch, const std::string& address) {
  for (const auto& entry : patch.entries) {
    if (entry.key == "below" || entry.key == "above") continue;
    merge_entry(base, entry, address);
  }
}

void Merger::merge_entry(Node& base, const Entry& entry, const std::string& address) {
  const auto here = join(address, entry.key);
  if (entry.key.size() > 1 && entry.key.back() == '+') return add_to_list(base, entry, here);
  if (entry.key.size() > 1 && entry.key.back() == '-') return take_from_list(base, entry, here);
  if (entry.value.is_null()) return remove(base, entry, here);
  auto* present = find_entry(base, entry.key);
  if (present && present->value.is_map() && entry.value.is_map()) {
    present->at = entry.at;
    for (const auto* word : {"below", "above"})
      if (const auto* where = entry.value.entry(word)) {
        erase_key(present->value, "below");
        erase_key(present->value, "above");
        present->value.entries.push_back(*where);
      }
    merge(present->value, entry.value, here);
    return place(base, entry.key, here);
  }
  set(base, entry, here);
}

bool Merger::refuse_change(const Entry& present, const Entry& entry, const std::string& address) {
  if (by_ != MergeBy::pack) return false;
  findings_.add(
      entry.at, address,
      fmt::format("is there already ({}:{}): only overlays change what is declared",
                  present.at.file < 0 ? "" : findings_.file(present.at.file), present.at.line));
  return true;
}

void Merger::set(Node& base, const Entry& entry, const std::string& address) {
  auto* present = find_entry(base, entry.key);
  // A tombstone is no declaration: what comes after it counts.
  if (present && !present->value.is_null() && refuse_change(*present, entry, address)) return;
  erase_key(base, entry.key + '+');
  erase_key(base, entry.key + '-');
  if (!present) {
    base.entries.push_back({entry.key, entry.at, {}});
    present = &base.entries.back();
  }
  present->at = entry.at;
  if (!entry.value.is_map()) {
    present->value = entry.value;
    return;
  }
  auto fresh = Node::map_at(entry.value.at);
  for (const auto* word : {"below", "above"})
    if (const auto* where = entry.value.entry(word)) fresh.entries.push_back(*where);
  merge(fresh, entry.value, address);
  // `merge` may not have moved base's entries, but find again: it is cheap and cannot go wrong.
  find_entry(base, entry.key)->value = std::move(fresh);
  place(base, entry.key, address);
}

void Merger::defer(Node& base, const Entry& entry) {
  auto* present = find_entry(base, entry.key);
  if (!present) {
    base.entries.push_back(entry);
  } else if (present->value.is_list() && entry.value.is_list()) {
    present->value.items.insert(present->value.items.end(), entry.value.items.begin(),
                                entry.value.items.end());
  }
}

void Merger::add_to_list(Node& base, const Entry& entry, const std::string& address) {
  if (!entry.value.is_list())
    return findings_.add(entry.at, address, "adds to a list: give a list");
  const auto key = without_sign(entry.key);
  auto* present = find_entry(base, key);
  if (!present) {
    if (may_defer()) return defer(base, entry);
    auto fresh = Node();
    fresh.kind = Node::Kind::list;
    fresh.at = entry.value.at;
    base.entries.push_back({key, entry.at, std::move(fresh)});
    present = &base.entries.back();
  }
  if (!present->value.is_list())
    return findings_.add(entry.at, address,
                         fmt::format("{} is no list but {}", key, kind_name(present->value.kind)));
  for (const auto& item : entry.value.items) {
    if (has_item(present->value, item)) {
      findings_.add(item.at, address, fmt::format("{} is there already", item.text));
    } else {
      present->value.items.push_back(item);
    }
  }
}

void Merger::take_from_list(Node& base, const Entry& entry, const std::string& address) {
  if (!entry.value.is_list())
    return findings_.add(entry.at, address, "takes from a list: give a list");
  if (by_ == MergeBy::pack) return findings_.add(entry.at, address, "only overlays remove");
  has_removed_ = true;
  const auto key = without_sign(entry.key);
  auto* present = find_entry(base, key);
  if (!present && may_defer()) return defer(base, entry);
  for (const auto& item : entry.value.items) {
    if (!present || !present->value.is_list() || !has_item(present->value, item)) {
      findings_.add(item.at, address, fmt::format("{} is not there", item.text));
      continue;
    }
    std::erase_if(present->value.items, [&](const Node& each) { return each.is_same(item); });
  }
}

void Merger::remove(Node& base, const Entry& entry, const std::string& address) {
  if (by_ == MergeBy::pack)
    return findings_.add(entry.at, address,
                         "has no value: write {} for an empty map; only overlays remove, by ~");
  has_removed_ = true;
  const auto* present = base.entry(entry.key);
  if (present) {
    erase_key(base, entry.key);
    erase_key(base, entry.key + '+');
    return erase_key(base, entry.key + '-');
  }
  if (may_defer()) return defer(base, entry);
  findings_.add(
      entry.at, address,
      fmt::format("~ removes what is not there{}", did_you_mean(entry.key, keys_of(base))));
}

// Moves `key` to where its `below` or `above` says, and takes the word away.
void Merger::place(Node& base, const std::string& key, const std::string& address) {
  auto& value = find_entry(base, key)->value;
  for (const std::string word : {"below", "above"}) {
    const auto* wish = value.entry(word);
    if (!wish) continue;
    const auto other = wish->value.text;
    const auto at = wish->value.at;
    if (wish->value.is_scalar() && base.entry(other) && other != key) {
      erase_key(value, word);
      const auto here = std::find_if(base.entries.begin(), base.entries.end(),
                                     [&](const Entry& entry) { return entry.key == key; });
      auto moved = std::move(*here);
      base.entries.erase(here);
      auto there = std::find_if(base.entries.begin(), base.entries.end(),
                                [&](const Entry& entry) { return entry.key == other; });
      base.entries.insert(word == "below" ? there + 1 : there, std::move(moved));
      return;
    }
    if (may_defer()) return;
    findings_.add(at, address,
                  fmt::format("{} {}, which is not there{}", word, other,
                              did_you_mean(other, keys_of(base))));
    erase_key(value, word);
    return;
  }
}

void Merger::merge_texts(Node& base, const Node& patch, const std::string& address) {
  for (const auto& entry : patch.entries) {
    const auto here = join(address, entry.key);
    auto* present = find_entry(base, entry.key);
    if (entry.value.is_null()) {
      if (by_ == MergeBy::pack) {
        findings_.add(entry.at, here, "has no text");
      } else if (!present) {
        findings_.add(entry.at, here, "~ removes what is not there");
      } else {
        erase_key(base, entry.key);
      }
    } else if (!present) {
      base.entries.push_back(entry);
    } else if (present->value.is_map() && entry.value.is_map()) {
      merge_texts(present->value, entry.value, here);
    } else if (!refuse_change(*present, entry, here)) {
      *present = entry;
    }
  }
}

void merge_patch(Node& base, const Node& patch) {
  for (const auto& entry : patch.entries) {
    auto* present = find_entry(base, entry.key);
    if (!present) {
      base.entries.push_back(entry);
    } else if (present->value.is_map() && entry.value.is_map()) {
      present->at = entry.at;
      merge_patch(present->value, entry.value);
    } else if (entry.key.find_last_of("+-") == entry.key.size() - 1 && present->value.is_list() &&
               entry.value.is_list()) {
      present->value.items.insert(present->value.items.end(), entry.value.items.begin(),
                                  entry.value.items.end());
    } else {
      *present = entry;
    }
  }
}

}  // namespace praxis::pack
