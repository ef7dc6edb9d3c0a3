// What was worked out for an actor, by a text that says what of, kept while packs, directory and
// the actor's scope are those it was made for. Bounded; thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/synchronized.h"
#include "db/lru_cache.h"
#include "record/model.h"
#include "record/scope.h"

namespace praxis::api {

struct Actor {
  std::shared_ptr<const record::Model> model;
  std::shared_ptr<const record::Scope> scope;
};

template <class T>
class ActorCache {
 public:
  using Pointer = std::shared_ptr<const T>;
  explicit ActorCache(std::size_t size_max) : size_max_(size_max), state_(State(size_max)) {}

  Pointer find(const Actor& actor, std::string_view what) {
    const auto key = key_of(actor, what);
    return state_.with([&](State& state) -> Pointer {
      const auto* kept = state.fits(actor) ? state.entries.find(key) : nullptr;
      return kept ? kept->second : nullptr;
    });
  }

  void add(const Actor& actor, std::string_view what, Pointer made) {
    auto key = key_of(actor, what);
    state_.with([&](State& state) {
      // A slow request of an older directory must not throw out what newer ones have made.
      if (state.model == actor.model && actor.scope->directory_version < state.directory_version)
        return;
      if (!state.fits(actor)) {
        state = State(size_max_);
        state.model = actor.model;
        state.directory_version = actor.scope->directory_version;
      }
      state.entries.remove(key);
      state.entries.add(std::move(key), {actor.scope, std::move(made)});
    });
  }

 private:
  // An entry holds its scope, so that no other comes to lie where its key says.
  using Entry = std::pair<std::shared_ptr<const record::Scope>, Pointer>;
  struct State {
    explicit State(std::size_t size_max) : entries(size_max) {}
    bool fits(const Actor& actor) const {
      return model == actor.model && directory_version == actor.scope->directory_version;
    }
    std::shared_ptr<const record::Model> model{};
    std::uint64_t directory_version = 0;
    db::LruCache<Entry> entries;
  };

  static std::string key_of(const Actor& actor, std::string_view what) {
    const auto* const scope = actor.scope.get();
    std::string key(reinterpret_cast<const char*>(&scope), sizeof scope);
    key += what;
    return key;
  }

  std::size_t size_max_;
  Synchronized<State> state_;
};

}  // namespace praxis::api
