// A bounded map from text to Value that forgets what was not used longest. Not thread-safe: one for
// each connection.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace praxis::db {

template <class Value>
class LruCache {
 public:
  explicit LruCache(std::size_t size_max) : size_max_(size_max) {}

  Value* find(std::string_view key) {
    const auto at = places_.find(key);
    if (at == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, at->second);
    return &at->second->second;
  }

  // Adds what is not there yet; returns what had to go for it.
  std::optional<Value> add(std::string key, Value value) {
    std::optional<Value> evicted;
    if (entries_.size() >= size_max_) {
      places_.erase(entries_.back().first);
      evicted = std::move(entries_.back().second);
      entries_.pop_back();
    }
    entries_.emplace_front(std::move(key), std::move(value));
    places_.emplace(entries_.front().first, entries_.begin());
    return evicted;
  }

  void remove(std::string_view key) {
    const auto at = places_.find(key);
    if (at == places_.end()) return;
    const auto entry = at->second;
    places_.erase(at);
    entries_.erase(entry);
  }

  std::size_t size() const { return entries_.size(); }

 private:
  using Entries = std::list<std::pair<std::string, Value>>;
  std::size_t size_max_;
  Entries entries_;
  // The keys are views of the entries' own texts, which a list never moves.
  std::unordered_map<std::string_view, typename Entries::iterator> places_;
};

}  // namespace praxis::db
