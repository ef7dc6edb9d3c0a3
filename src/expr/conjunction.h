// What the terms of a condition fix: "group in me.groups && state == 'new'" fixes the slot of
// `group` to one of the slot of `me.groups` and that of `state` to a constant. For choosing an
// index. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "expr/program.h"

namespace praxis::expr {

enum class Fixing { equal, in };

struct FixedSlot {
  std::uint32_t slot = 0;
  Fixing how = Fixing::equal;
  std::optional<Value> constant{};    // what it is fixed to; of `in` a list
  std::optional<std::uint32_t> by{};  // or the slot whose value that is
};

// The alternatives of the outermost ||, each as what the terms of its outermost && fix. A program
// without || is one alternative. `a == b` of two slots is told for both.
std::vector<std::vector<FixedSlot>> fixed_slots(const Program& program);

}  // namespace praxis::expr
