#include "usecases/upgrade_packs.h"

#include <algorithm>

namespace praxis::usecases {
namespace {

bool is_same_source(const pack::PackSource& a, const pack::PackSource& b) {
  return a.name == b.name && a.is_overlay == b.is_overlay &&
         std::equal(
             a.files.begin(), a.files.end(), b.files.begin(), b.files.end(),
             [](const auto& x, const auto& y) { return x.path == y.path && x.text == y.text; });
}

std::vector<pack::PackSource> without_overlays(const std::vector<pack::PackSource>& sources) {
  std::vector<pack::PackSource> packs;
  std::copy_if(sources.begin(), sources.end(), std::back_inserter(packs),
               [](const auto& source) { return !source.is_overlay; });
  return packs;
}

// A pack of the tenant's own, or an overlay, stays; a shipped pack is taken as the program brings
// it now.
std::vector<pack::PackSource> laid_over(const std::vector<pack::PackSource>& shipped,
                                        const std::vector<pack::PackSource>& stored) {
  auto sources = shipped;
  for (const auto& source : stored) {
    const auto is_shipped = [&](const auto& s) { return s.name == source.name && !s.is_overlay; };
    if (source.is_overlay || std::none_of(shipped.begin(), shipped.end(), is_shipped))
      sources.push_back(source);
  }
  return sources;
}

}  // namespace

UpgradePlan plan_upgrade(const std::vector<pack::PackSource>& stored,
                         const std::vector<pack::PackSource>& shipped) {
  UpgradePlan plan{.sources = laid_over(shipped, stored)};
  plan.is_needed = !std::equal(plan.sources.begin(), plan.sources.end(), stored.begin(),
                               stored.end(), is_same_source);
  if (!plan.is_needed) return plan;
  auto loaded = pack::load(plan.sources);
  plan.findings = std::move(loaded.findings);
  plan.packs = std::move(loaded.set);
  const auto overlaid = pack::load(stored).set;
  if (plan.packs && overlaid) plan.diff = pack::diff(*overlaid, *plan.packs);
  const auto before = pack::load(without_overlays(stored)).set;
  const auto upgraded = pack::load(without_overlays(plan.sources)).set;
  if (before && upgraded && overlaid) plan.meetings = pack::meetings(*before, *upgraded, *overlaid);
  return plan;
}

JsonArray to_json(const std::vector<pack::Meeting>& meetings) {
  JsonArray list;
  for (const auto& meeting : meetings)
    list.push_back(JsonObject{{"address", meeting.address},
                              {"before", meeting.before},
                              {"upgraded", meeting.upgraded},
                              {"overlaid", meeting.overlaid}});
  return list;
}

JsonObject to_json(const UpgradePlan& plan) {
  JsonArray diff;
  for (const auto& line : plan.diff) diff.emplace_back(line);
  return {{"diff", std::move(diff)}, {"meetings", to_json(plan.meetings)}};
}

}  // namespace praxis::usecases
