#include "identity/scope_maker.h"

#include <algorithm>

namespace praxis::identity {
namespace {

using RolesHeld = std::map<std::string, std::vector<Id>, std::less<>>;

void add_role(const pack::PackSet& packs, std::string_view name,
              const std::vector<Id>& organizations, RolesHeld& held) {
  const auto* role = packs.role(name);
  if (!role) return;  // of a pack that is gone
  const auto add = [&](const std::string& each) {
    auto& all = held[each];
    all.insert(all.end(), organizations.begin(), organizations.end());
  };
  add(role->name);
  for (const auto& included : role->includes)
    if (included != role->name) add(included);
}

std::vector<Id> ids_in(const expr::Value& value) {
  std::vector<Id> ids;
  if (value.is_null()) return ids;
  for (const auto& element : value.list())
    if (const auto* id = element.get<Id>()) ids.push_back(*id);
  return ids;
}

Id id_in(const expr::Value& value) {
  const auto* id = value.get<Id>();
  return id ? *id : Id{};
}

Result<std::string> time_zone_of(db::Transaction& tx, const record::Model& model, Id site) {
  const auto* type = model.type("site");
  if (!type || site.is_nil()) return std::string();
  const auto found = TRY(record::find(tx, model, *type, site));
  if (!found) return std::string();
  const auto* zone = found->value("time_zone").get<std::string>();
  return zone ? *zone : std::string();
}

}  // namespace

RolesHeld roles_held(const pack::PackSet& packs, const record::Directory& directory,
                     const std::vector<Holding>& holdings, Id organization) {
  RolesHeld held;
  for (const auto& holding : holdings)
    add_role(packs, holding.role, directory.down(holding.organization), held);
  const auto above = directory.up(organization);
  for (const auto& role : packs.roles())
    if (role.is_held_by_everyone) add_role(packs, role.name, above, held);
  for (auto& [role, organizations] : held) {
    std::sort(organizations.begin(), organizations.end());
    organizations.erase(std::unique(organizations.begin(), organizations.end()),
                        organizations.end());
  }
  return held;
}

Result<std::shared_ptr<const record::Scope>> make_scope(db::Transaction& tx,
                                                        const record::Model& model,
                                                        const record::Directory& directory,
                                                        Id person) {
  const auto* type = model.type("person");
  auto found = type ? TRY(record::find(tx, model, *type, person)) : std::nullopt;
  if (!found) return fail(Code::not_found, "record.not_found", "there is no such person");
  auto scope = std::make_shared<record::Scope>();
  scope->person = person;
  scope->organization = found->reference(pack::FieldRole::organization);
  scope->site = id_in(found->value("site"));
  scope->groups = ids_in(found->value("groups"));
  if (!scope->groups.empty()) scope->group = scope->groups.front();
  if (const auto* language = found->value("language").get<std::string>();
      language && !language->empty())
    scope->language = *language;
  if (auto zone = TRY(time_zone_of(tx, model, scope->site)); !zone.empty())
    scope->time_zone = std::move(zone);
  scope->roles =
      roles_held(model.packs(), directory, TRY(holdings_of(tx, person)), scope->organization);
  for (const auto& [name, organizations] : scope->roles)
    if (const auto* role = model.packs().role(name); role && role->side == pack::Side::agent)
      scope->side = role->side;
  scope->directory_version = directory.version();
  scope->make_lists();
  return std::shared_ptr<const record::Scope>(std::move(scope));
}

bool ScopeCache::fits(const State& state, const record::TenantState& tenant) {
  return state.tenant.generation == tenant.generation &&
         state.tenant.directory_version == tenant.directory_version;
}

ScopeCache::Pointer ScopeCache::find(Id person, const record::TenantState& tenant) {
  return state_.with([&](State& state) -> Pointer {
    if (!fits(state, tenant)) return nullptr;
    const auto* found = state.scopes.find(person.view());
    return found ? *found : nullptr;
  });
}

void ScopeCache::add(Pointer scope, const record::TenantState& tenant) {
  state_.with([&](State& state) {
    // A slow request with an older snapshot must not throw out what newer ones have made.
    if (tenant.directory_version < state.tenant.directory_version ||
        tenant.generation < state.tenant.generation)
      return;
    if (!fits(state, tenant)) {
      state.scopes = db::LruCache<Pointer>(size_max_);
      state.tenant = tenant;
    }
    const auto key = std::string(scope->person.view());
    state.scopes.remove(key);
    state.scopes.add(key, std::move(scope));
  });
}

Result<ScopeCache::Pointer> ScopeCache::scope_of(db::Transaction& tx, const record::Model& model,
                                                 const record::Directory& directory, Id person) {
  const record::TenantState tenant{model.generation(), directory.version()};
  if (auto found = find(person, tenant)) return found;
  auto made = TRY(make_scope(tx, model, directory, person));
  add(made, tenant);
  return made;
}

}  // namespace praxis::identity
