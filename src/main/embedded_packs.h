// The shipped packs and frameworks, inside the binary. embedded_files() is made at build time from
// packs/ and frameworks/.
#pragma once

#include <string_view>
#include <vector>

#include "pack/pack_set.h"

namespace praxis::main {

struct EmbeddedFile {
  std::string_view path;  // "incident/lifecycle.yaml"
  std::string_view text;
};
const std::vector<EmbeddedFile>& embedded_files();
std::vector<pack::PackSource> shipped_packs();

}  // namespace praxis::main
