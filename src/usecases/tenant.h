// Opening a tenant: its tables made or brought up to date, the packs in force loaded, the first organization and person.
#pragma once

#include "pack/pack_set.h"
#include "usecases/application.h"

namespace praxis::usecases {

// Prepares tables for the packs given with the program (or the tenant's active generation, if it has one), activates
// generation 1 on a new tenant, and returns the model in force. `progress` is told each migration step.
Result<std::shared_ptr<const record::Model>> open_tenant(db::Database& database, const std::vector<pack::PackSource>& shipped,
                                                         Instant now,
                                                         FunctionRef<void(std::size_t, std::size_t, const std::string&)> progress);

// The root organization: where the tenant's own settings and pack activations are journaled. Nil before the first is made.
Result<Id> root_organization(db::Transaction& tx);

}  // namespace praxis::usecases
