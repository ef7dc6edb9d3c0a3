// Which packs a command works on: the shipped ones, those of a folder in their place or beside
// them, and overlays.
#pragma once

#include <string>
#include <vector>

#include "pack/pack_set.h"

namespace praxis::main::cli {

struct PackChoice {
  std::string packs{};  // a folder of packs: each takes the place of the shipped one of its name
  std::vector<std::string> overlays{};  // folders or files, in order
};
Result<std::vector<pack::PackSource>> chosen_packs(const PackChoice& choice);

}  // namespace praxis::main::cli
