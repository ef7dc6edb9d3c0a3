// What newer shipped packs mean for a tenant that has packs and overlays of its own: what changes,
// where the upgrade and an overlay meet, and whether it can be at all. Pure; open_tenant() acts on
// it, `praxis pack upgrade --dry-run` prints it.
#pragma once

#include <string>
#include <vector>

#include "pack/pack_set.h"

namespace praxis::usecases {

struct UpgradePlan {
  std::vector<pack::PackSource> sources{};  // the shipped packs, the tenant's own laid over them
  std::vector<std::string> diff{};          // one line an address; empty: nothing changes
  std::vector<pack::Meeting> meetings{};
  std::vector<pack::Finding> findings{};         // not empty: the upgrade does not load
  bool is_needed = false;                        // the sources differ at all
  std::shared_ptr<const pack::PackSet> packs{};  // loaded from `sources`; null with findings
};
UpgradePlan plan_upgrade(const std::vector<pack::PackSource>& stored,
                         const std::vector<pack::PackSource>& shipped);

// {diff, meetings}: kept with the generation that the upgrade makes.
JsonObject to_json(const UpgradePlan& plan);
JsonArray to_json(const std::vector<pack::Meeting>& meetings);

}  // namespace praxis::usecases
