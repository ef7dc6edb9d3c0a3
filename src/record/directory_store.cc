#include <algorithm>

#include "base/text.h"
#include "record/directory.h"

namespace praxis::record {
namespace {

// A setting's JSON as the type that expressions see: durations as spans, a matrix as a map of maps.
expr::Value typed(const pack::Setting& setting, const Json& json) {
  if (setting.matrix) {
    expr::Map rows;
    for (const auto& row : json.as_object()) {
      expr::Map cells;
      for (const auto& cell : row.value().as_object()) {
        const auto& v = cell.value();
        cells.emplace_back(std::string(cell.key()), v.is_int64() ? expr::Value(v.get_int64())
                                                    : v.is_string()
                                                        ? expr::Value(std::string(v.get_string()))
                                                        : expr::Value());
      }
      rows.emplace_back(std::string(row.key()), std::move(cells));
    }
    return rows;
  }
  if (json.is_bool()) return json.get_bool();
  if (json.is_int64()) return json.get_int64();
  if (!json.is_string()) return {};
  const std::string text(json.get_string());
  if (setting.type == pack::FieldType::duration) {
    const auto span = span_from_text(text);
    return span ? expr::Value(*span) : expr::Value();
  }
  return text;
}

void lay_over(Json& base, const Json& over) {
  if (!base.is_object() || !over.is_object()) {
    base = over;
    return;
  }
  for (const auto& pair : over.get_object()) {
    auto& slot = base.get_object()[pair.key()];
    lay_over(slot, pair.value());
  }
}

Status load_organizations(db::Transaction& tx, FunctionRef<void(Directory::Organization)> add) {
  return tx.query(R"(SELECT "id", "parent", "key", "title" FROM "organization" ORDER BY "row")", {},
                  [&](const db::Row& row) -> Status {
                    add({row.id(0), row.id_or_null(1).value_or(Id{}), row.text_or_empty(2),
                         row.text_or_empty(3)});
                    return {};
                  });
}

}  // namespace

Result<std::shared_ptr<const Directory>> Directory::load(db::Transaction& tx, const Model& model) {
  auto directory = std::make_shared<Directory>();
  directory->version_ = TRY(read_tenant_state(tx)).directory_version;
  if (model.families().contains("organization"))
    TRY(load_organizations(tx, [&](Organization organization) {
      directory->children_[organization.parent].push_back(organization.id);
      directory->organizations_.emplace(organization.id, std::move(organization));
    }));
  TRY(tx.query(R"(SELECT "organization", "name", "value" FROM "setting")", {},
               [&](const db::Row& row) -> Status {
                 directory->settings_[std::string(row.text(1))][row.id(0)] =
                     TRY(json_from_text(row.text(2)));
                 return {};
               }));
  return std::shared_ptr<const Directory>(std::move(directory));
}

const Directory::Organization* Directory::organization(Id id) const {
  const auto found = organizations_.find(id);
  return found == organizations_.end() ? nullptr : &found->second;
}

std::vector<Id> Directory::up(Id id) const {
  std::vector<Id> chain;
  while (!id.is_nil() && std::find(chain.begin(), chain.end(), id) == chain.end()) {
    chain.push_back(id);
    const auto* found = organization(id);
    id = found ? found->parent : Id{};
  }
  return chain;
}

std::vector<Id> Directory::down(Id id) const {
  std::vector<Id> all{id};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto below = children_.find(all[i]);
    if (below == children_.end()) continue;
    for (const auto& child : below->second)
      if (std::find(all.begin(), all.end(), child) == all.end()) all.push_back(child);
  }
  return all;
}

bool Directory::lies_within(Id id, std::string_view ancestor_key) const {
  for (const auto& step : up(id))
    if (const auto* found = organization(step); found && found->key == ancestor_key) return true;
  return false;
}

Json Directory::setting_json(const pack::Setting& setting, Id id) const {
  Json value = setting.default_value;
  const auto own = settings_.find(setting.name);
  if (own == settings_.end()) return value;
  auto chain = up(id);
  for (auto step = chain.rbegin(); step != chain.rend(); ++step)
    if (const auto found = own->second.find(*step); found != own->second.end())
      lay_over(value, found->second);
  return value;
}

expr::Value Directory::setting(const pack::Setting& setting, Id id) const {
  return typed(setting, setting_json(setting, id));
}

std::vector<Id> Directory::organizations() const {
  std::vector<Id> all;
  for (const auto& [id, organization] : organizations_) all.push_back(id);
  std::sort(all.begin(), all.end());
  return all;
}

Result<TenantState> read_tenant_state(db::Transaction& tx) {
  TenantState state;
  TRY(tx.query(R"(SELECT "generation", "directory_version" FROM "tenant_state" WHERE "one" = 1)",
               {}, [&](const db::Row& row) -> Status {
                 state = {row.integer(0), static_cast<std::uint64_t>(row.integer(1))};
                 return {};
               }));
  return state;
}

Status raise_directory_version(db::Transaction& tx) {
  TRY(tx.execute(
      R"(INSERT INTO "tenant_state" ("one", "generation", "directory_version") VALUES (1, 0, 1)
                    ON CONFLICT ("one") DO UPDATE SET "directory_version" = "tenant_state"."directory_version" + 1)"));
  return {};
}

}  // namespace praxis::record
