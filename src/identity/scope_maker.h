// Makes the Scope of a person: where they belong, their groups, the roles they hold and for which
// organizations. Scopes are immutable and shared; ScopeCache keeps them while neither the directory
// nor the packs move on.
#pragma once

#include <memory>
#include <vector>

#include "base/synchronized.h"
#include "db/lru_cache.h"
#include "identity/role_store.h"

namespace praxis::identity {

// NotFound "record.not_found" if there is no such person.
Result<std::shared_ptr<const record::Scope>> make_scope(db::Transaction& tx,
                                                        const record::Model& model,
                                                        const record::Directory& directory,
                                                        Id person);

// The roles that the holdings and the roles of everyone come to. Pure.
std::map<std::string, std::vector<Id>, std::less<>> roles_held(const pack::PackSet& packs,
                                                               const record::Directory& directory,
                                                               const std::vector<Holding>& holdings,
                                                               Id organization);

// Thread-safe; holds at most `size_max` scopes and forgets what was not asked for longest.
class ScopeCache {
 public:
  using Pointer = std::shared_ptr<const record::Scope>;

  explicit ScopeCache(std::size_t size_max = 2'000)
      : size_max_(size_max), state_(State{{}, db::LruCache<Pointer>(size_max)}) {}

  // Null if it is not there for this state of the tenant.
  Pointer find(Id person, const record::TenantState& tenant);
  void add(Pointer scope, const record::TenantState& tenant);
  // The scope from the cache, or made and kept.
  Result<Pointer> scope_of(db::Transaction& tx, const record::Model& model,
                           const record::Directory& directory, Id person);

 private:
  struct State {
    record::TenantState tenant;
    db::LruCache<Pointer> scopes;
  };
  static bool fits(const State& state, const record::TenantState& tenant);

  std::size_t size_max_;
  Synchronized<State> state_;
};

}  // namespace praxis::identity
