// The folder of shared test data: PRAXIS_DATA, or beside the source. Tests that need it are skipped
// with a message where it is not.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace praxis::sla {

inline std::string shared_data_file(const std::string& path) {
  const char* folder = std::getenv("PRAXIS_DATA");
  const auto root = folder ? std::filesystem::path(folder)
                           : std::filesystem::path(PRAXIS_SOURCE_DIR) / "../shared/data";
  std::ifstream file(root / path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace praxis::sla
