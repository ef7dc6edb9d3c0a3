// Reads YAML 1.2 into trees with exact places. Refused: anchors, aliases, tags, duplicate keys,
// keys that are no plain names, depth over 32, files over 1 MB, ill-formed UTF-8. `no`, `yes`,
// `on`, `off` are texts. Never crashes, whatever the input. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "pack/findings.h"
#include "pack/node.h"

namespace praxis::pack {

constexpr std::size_t yaml_bytes_max = 1'000'000;
constexpr int yaml_depth_max = 32;
constexpr std::size_t yaml_map_max = 5'100;  // keys of one map: a choice list is the longest

// The documents of a file, empty ones left out. What cannot be read is a finding, and no document
// then.
std::vector<Node> read_yaml(std::string_view text, int file, Findings& findings);

}  // namespace praxis::pack
