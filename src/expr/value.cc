#include "expr/value.h"

#include <limits>

namespace praxis::expr {
namespace {

constexpr std::int64_t us_per_second = 1'000'000;
constexpr std::int64_t nanos_per_us = 1'000;

}  // namespace

Value::Value(Instant at) {
  auto whole = at.us / us_per_second;
  auto rest = at.us % us_per_second;
  if (rest < 0) {
    --whole;
    rest += us_per_second;
  }
  value_ = Timestamp{whole, static_cast<std::int32_t>(rest * nanos_per_us)};
}

Value::Value(Span span)
    : value_(Duration{span.us / us_per_second,
                      static_cast<std::int32_t>(span.us % us_per_second * nanos_per_us)}) {}

Instant Value::instant() const {
  const auto& at = std::get<Timestamp>(value_);
  return {at.seconds * us_per_second + at.nanos / nanos_per_us};
}

Span Value::span() const {
  const auto& span = std::get<Duration>(value_);
  return {span.seconds * us_per_second + span.nanos / nanos_per_us};
}

bool Value::operator==(const Value& other) const {
  if (value_.index() != other.value_.index()) return false;
  if (const auto* list = get<std::shared_ptr<const List>>()) {
    return **list == **other.get<std::shared_ptr<const List>>();
  }
  if (const auto* map = get<std::shared_ptr<const Map>>()) {
    return **map == **other.get<std::shared_ptr<const Map>>();
  }
  return value_ == other.value_;
}

}  // namespace praxis::expr
