// The organization tree and the settings, as an immutable snapshot in memory; reloaded when the
// stored directory version has moved on (each write reads that version in its transaction). Shared
// by all threads.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "db/database.h"
#include "record/model.h"

namespace praxis::record {

class Directory {
 public:
  struct Organization {
    Id id, parent;
    std::string key, title;
  };

  static Result<std::shared_ptr<const Directory>> load(db::Transaction& tx, const Model& model);

  std::uint64_t version() const { return version_; }
  const Organization* organization(Id id) const;
  // Itself, then its parents up to the root.
  std::vector<Id> up(Id organization) const;
  // Itself and all below it.
  std::vector<Id> down(Id organization) const;
  bool lies_within(Id organization, std::string_view ancestor_key) const;
  // The value for an organization: the nearest one up the tree, matrix cells falling back one by
  // one; typed.
  expr::Value setting(const pack::Setting& setting, Id organization) const;
  // The same as JSON, with where each comes from: nil for the default.
  Json setting_json(const pack::Setting& setting, Id organization) const;
  std::vector<Id> organizations() const;

 private:
  std::uint64_t version_ = 0;
  std::unordered_map<Id, Organization> organizations_;
  std::unordered_map<Id, std::vector<Id>> children_;
  std::map<std::string, std::unordered_map<Id, Json>> settings_;
};

// The tenant's state: one row, read by every write.
struct TenantState {
  std::int64_t generation = 0;  // of packs
  std::uint64_t directory_version = 0;
};
Result<TenantState> read_tenant_state(db::Transaction& tx);
Status raise_directory_version(db::Transaction& tx);

}  // namespace praxis::record
