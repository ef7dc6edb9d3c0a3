// Opening a tenant: its tables made or brought up to date and the packs in force loaded. Pack
// sources are kept by generation in the database; the one that the tenant's state names is in
// force. Changing packs on a running server is change_packs.h.
#pragma once

#include "pack/pack_set.h"
#include "usecases/application.h"

namespace praxis::usecases {

using Progress = FunctionRef<void(std::size_t done, std::size_t total, const std::string& what)>;

// Prepares the tables and returns the model in force. On a new tenant the shipped packs become
// generation 1; on one that runs older shipped packs a new generation is made of the new ones under
// the tenant's own packs and overlays (upgrade_packs.h). Where that does not load, or records use
// what it lacks, the generation in force stays, with a warning: an upgrade never stops a service
// desk. `praxis pack upgrade --dry-run` says why.
Result<std::shared_ptr<const record::Model>> open_tenant(
    db::Database& database, const std::vector<pack::PackSource>& shipped, Instant now,
    Progress progress);

// A generation of packs as stored.
struct Generation {
  std::int64_t number = 0;
  std::vector<pack::PackSource> sources;
  Instant made_at{};
  Id made_by{};
  std::string reason;
  JsonObject report{};  // what differed from the one before: {diff, meetings}
};
Result<std::optional<Generation>> read_generation(db::Transaction& tx, std::int64_t number);
Result<std::vector<Generation>> read_generations(
    db::Transaction& tx);  // newest first, without sources
Result<std::int64_t> write_generation(db::Transaction& tx,
                                      const Generation& generation);  // takes the next number
Status activate_generation(db::Transaction& tx, std::int64_t number);

// Tables, indexes, search tables and sequences for a model; resumable, adds only.
Status prepare_tables(db::Database& database, const record::Model& model, Progress progress);

// The tables for attachments' contents, in the database that keeps them.
Status prepare_contents(db::Database& contents, Progress progress);

// Packs that do not load, as one error: every finding a line.
Result<std::shared_ptr<const pack::PackSet>> load_packs(std::span<const pack::PackSource> sources);

// The root organization: where the tenant's own settings and pack activations are journaled. Nil
// before the first is made.
Result<Id> root_organization(db::Transaction& tx);

}  // namespace praxis::usecases
