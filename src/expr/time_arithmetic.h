// Sums and differences of times in CEL's range: none where the result leaves it. Pure.
#pragma once

#include <optional>

#include "expr/value.h"

namespace praxis::expr {

std::optional<Timestamp> sum(Timestamp at, Duration by);
std::optional<Duration> sum(Duration left, Duration right);
std::optional<Duration> difference(Timestamp left, Timestamp right);
inline Duration negated(Duration span) { return {-span.seconds, -span.nanos}; }

}  // namespace praxis::expr
