// How one text became another, line by line: the lines that both share in their order, those taken
// out and those put in (Myers' shortest way). Texts that differ too much are told as one taken out
// and one put in. Pure.
#pragma once

#include <string_view>
#include <vector>

namespace praxis {

struct LineChange {
  enum class Kind { same, removed, added };
  Kind kind = Kind::same;
  std::string_view line{};  // of the text that it stands in, without its end
  bool operator==(const LineChange&) const = default;
};

constexpr int line_changes_max = 2'000;  // removed and added; beyond, the texts count as all new

// The views point into the two texts.
std::vector<LineChange> line_changes(std::string_view from, std::string_view to);

}  // namespace praxis
