// Changes the packs of a tenant while its servers run: prepare (columns and indexes are added,
// resumable) → activate (one transaction: the generation moves and the change is journaled on the
// root organization) → every node reloads when its next transaction sees the new generation.
// Rolling back activates an older generation; no column is ever dropped. For the operator.
#pragma once

#include "usecases/tenant.h"
#include "usecases/work.h"

namespace praxis::usecases {

struct PackChange {
  std::int64_t from = 0, to = 0;    // generations; equal: nothing to do
  std::vector<std::string> diff{};  // one line an address
};

// The sources in force with `added` laid over: an overlay or pack of the same name takes the older
// one's place.
Result<std::vector<pack::PackSource>> sources_with(Application& application,
                                                   const std::vector<pack::PackSource>& added);

// What would change. Conflict "packs.findings" if the packs do not load.
Result<PackChange> diff_packs(Application& application,
                              const std::vector<pack::PackSource>& sources);

// Conflict "packs.in_use" names each state, choice or type that records still use and the new packs
// do not have.
Result<PackChange> apply_packs(Application& application, const Caller& caller,
                               const std::vector<pack::PackSource>& sources,
                               const std::string& reason, Progress progress);
// Activates generation `to`; 0: the one before the active one.
Result<PackChange> roll_back_packs(Application& application, const Caller& caller, std::int64_t to,
                                   const std::string& reason, Progress progress);

// What records use and `after` lacks: "12 records of incident are in the state
// waiting_for_supplier". pack_use_store.cc
Result<std::vector<std::string>> lost_by(db::Transaction& tx, const record::Model& before,
                                         const pack::PackSet& after);

}  // namespace praxis::usecases
