#include <algorithm>

#include "main/embedded_packs.h"

namespace praxis::main {

std::vector<pack::PackSource> shipped_packs() {
  std::vector<pack::PackSource> sources;
  for (const auto& file : embedded_files()) {
    const auto name = file.path.substr(0, file.path.find('/'));
    const auto is_same = [&](const auto& source) { return source.name == name; };
    auto source = std::find_if(sources.begin(), sources.end(), is_same);
    if (source == sources.end()) source = sources.insert(source, {std::string(name), false, {}});
    source->files.push_back({std::string(file.path), std::string(file.text)});
  }
  return sources;
}

}  // namespace praxis::main
