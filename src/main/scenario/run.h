// Runs a scenario step by step over HTTP and compares what comes with what it claims. Ends at the
// first step that fails. One thread.
#pragma once

#include <string>
#include <vector>

#include "main/scenario/world.h"

namespace praxis::main::scenario {

struct ScenarioResult {
  std::string file{}, title{};
  std::vector<std::string> criteria{};  // those that it proves if it passes
  std::vector<std::string>
      failures{};  // "incident/scenarios/x.txt:12: status: …"; empty: it passed
};
ScenarioResult run(const pack::SourceFile& file, const std::vector<pack::PackSource>& packs,
                   const WorldPlace& place);

}  // namespace praxis::main::scenario
