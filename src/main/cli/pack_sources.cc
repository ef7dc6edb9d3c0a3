#include "main/cli/pack_sources.h"

#include <algorithm>

#include "main/embedded_packs.h"

namespace praxis::main::cli {

Result<std::vector<pack::PackSource>> chosen_packs(const PackChoice& choice) {
  auto sources = shipped_packs();
  if (!choice.packs.empty()) {
    for (auto& source : TRY(pack::read_sources(choice.packs))) {
      const auto same = std::ranges::find(sources, source.name, &pack::PackSource::name);
      if (same == sources.end())
        sources.push_back(std::move(source));
      else
        *same = std::move(source);
    }
  }
  for (const auto& overlay : choice.overlays)
    sources.push_back(TRY(pack::read_source(overlay, true)));
  return sources;
}

}  // namespace praxis::main::cli
