#include <cmath>

#include "expr/compare.h"
#include "expr/functions.h"

namespace praxis::expr {
namespace {

bool is_number(const Value& value) {
  return value.get<std::int64_t>() || value.get<std::uint64_t>() || value.get<double>();
}

enum class Extreme { least, greatest };

// The checker gathers several arguments into one list.
template <Extreme extreme>
bool extreme_of(Call& call) {
  const auto* list = call[0].get<std::shared_ptr<const List>>();
  if (!list) return is_number(call[0]) ? call.give(call[0]) : call.refuse_overload();
  if ((*list)->empty()) return call.refuse("empty_list", "an empty list has no extreme");
  if (!call.evaluator.charge(call.node, static_cast<std::int64_t>((*list)->size()))) return false;
  const Value* found = nullptr;
  for (const auto& element : **list) {
    if (!is_number(element)) return call.refuse_overload();
    if (!found) {
      found = &element;
      continue;
    }
    const auto order = *order_of(element, *found);
    if (extreme == Extreme::least ? order < 0 : order > 0) found = &element;
  }
  return call.give(*found);
}

template <double (*function)(double)>
bool real_function(Call& call) {
  const auto* number = call[0].get<double>();
  return number ? call.give(function(*number)) : call.refuse_overload();
}

bool square_root(Call& call) {
  if (const auto* number = call[0].get<double>()) return call.give(std::sqrt(*number));
  if (const auto* number = call[0].get<std::int64_t>()) {
    return call.give(std::sqrt(static_cast<double>(*number)));
  }
  const auto* number = call[0].get<std::uint64_t>();
  return number ? call.give(std::sqrt(static_cast<double>(*number))) : call.refuse_overload();
}

template <bool (*test)(double)>
bool real_test(Call& call) {
  const auto* number = call[0].get<double>();
  return number ? call.give(test(*number)) : call.refuse_overload();
}

bool absolute(Call& call) {
  if (const auto* number = call[0].get<double>()) return call.give(std::fabs(*number));
  if (const auto* number = call[0].get<std::uint64_t>()) return call.give(*number);
  const auto* number = call[0].get<std::int64_t>();
  if (!number) return call.refuse_overload();
  if (*number == INT64_MIN) return call.refuse("overflow", "the result does not fit 64 bits");
  return call.give(std::int64_t{*number < 0 ? -*number : *number});
}

bool sign_of(Call& call) {
  if (const auto* number = call[0].get<double>()) {
    return call.give(std::isnan(*number) || *number == 0 ? *number : *number > 0 ? 1.0 : -1.0);
  }
  if (const auto* number = call[0].get<std::uint64_t>())
    return call.give(std::uint64_t{*number > 0});
  const auto* number = call[0].get<std::int64_t>();
  if (!number) return call.refuse_overload();
  return call.give(std::int64_t{(*number > 0) - (*number < 0)});
}

enum class Bits { conjunction, disjunction, difference };

std::uint64_t combined(Bits bits, std::uint64_t left, std::uint64_t right) {
  switch (bits) {
    case Bits::conjunction:
      return left & right;
    case Bits::disjunction:
      return left | right;
    case Bits::difference:
      return left ^ right;
  }
  return 0;
}

template <Bits bits>
bool combine_bits(Call& call) {
  const auto* left = call[0].get<std::int64_t>();
  const auto* right = call[1].get<std::int64_t>();
  if (left && right) {
    return call.give(static_cast<std::int64_t>(
        combined(bits, static_cast<std::uint64_t>(*left), static_cast<std::uint64_t>(*right))));
  }
  const auto* left_unsigned = call[0].get<std::uint64_t>();
  const auto* right_unsigned = call[1].get<std::uint64_t>();
  if (!left_unsigned || !right_unsigned) return call.refuse_overload();
  return call.give(combined(bits, *left_unsigned, *right_unsigned));
}

bool invert_bits(Call& call) {
  if (const auto* number = call[0].get<std::int64_t>()) return call.give(std::int64_t{~*number});
  const auto* number = call[0].get<std::uint64_t>();
  return number ? call.give(std::uint64_t{~*number}) : call.refuse_overload();
}

enum class Shift { left, right };

// Logical shifts: no sign is kept, and 64 or more leave nothing.
template <Shift shift>
bool shift_bits(Call& call) {
  const auto* by = call[1].get<std::int64_t>();
  if (!by) return call.refuse_overload();
  if (*by < 0) return call.refuse("range", "bits are not shifted by a negative number");
  const auto shifted = [&](std::uint64_t bits) {
    if (*by >= 64) return std::uint64_t{0};
    return shift == Shift::left ? bits << *by : bits >> *by;
  };
  if (const auto* number = call[0].get<std::int64_t>()) {
    return call.give(static_cast<std::int64_t>(shifted(static_cast<std::uint64_t>(*number))));
  }
  const auto* number = call[0].get<std::uint64_t>();
  return number ? call.give(shifted(*number)) : call.refuse_overload();
}

constexpr auto style = CallStyle::global;
constexpr Function math_function_table[] = {
    {"math.greatest", style, "i", 'i', extreme_of<Extreme::greatest>},
    {"math.greatest", style, "u", 'u', extreme_of<Extreme::greatest>},
    {"math.greatest", style, "d", 'd', extreme_of<Extreme::greatest>},
    {"math.greatest", style, "l", '*', extreme_of<Extreme::greatest>},
    {"math.least", style, "i", 'i', extreme_of<Extreme::least>},
    {"math.least", style, "u", 'u', extreme_of<Extreme::least>},
    {"math.least", style, "d", 'd', extreme_of<Extreme::least>},
    {"math.least", style, "l", '*', extreme_of<Extreme::least>},
    {"math.ceil", style, "d", 'd', real_function<std::ceil>},
    {"math.floor", style, "d", 'd', real_function<std::floor>},
    {"math.round", style, "d", 'd', real_function<std::round>},
    {"math.trunc", style, "d", 'd', real_function<std::trunc>},
    {"math.sqrt", style, "d", 'd', square_root},
    {"math.sqrt", style, "i", 'd', square_root},
    {"math.sqrt", style, "u", 'd', square_root},
    {"math.isNaN", style, "d", 'b', real_test<std::isnan>},
    {"math.isInf", style, "d", 'b', real_test<std::isinf>},
    {"math.isFinite", style, "d", 'b', real_test<std::isfinite>},
    {"math.abs", style, "i", 'i', absolute},
    {"math.abs", style, "u", 'u', absolute},
    {"math.abs", style, "d", 'd', absolute},
    {"math.sign", style, "i", 'i', sign_of},
    {"math.sign", style, "u", 'u', sign_of},
    {"math.sign", style, "d", 'd', sign_of},
    {"math.bitAnd", style, "ii", 'i', combine_bits<Bits::conjunction>},
    {"math.bitAnd", style, "uu", 'u', combine_bits<Bits::conjunction>},
    {"math.bitOr", style, "ii", 'i', combine_bits<Bits::disjunction>},
    {"math.bitOr", style, "uu", 'u', combine_bits<Bits::disjunction>},
    {"math.bitXor", style, "ii", 'i', combine_bits<Bits::difference>},
    {"math.bitXor", style, "uu", 'u', combine_bits<Bits::difference>},
    {"math.bitNot", style, "i", 'i', invert_bits},
    {"math.bitNot", style, "u", 'u', invert_bits},
    {"math.bitShiftLeft", style, "ii", 'i', shift_bits<Shift::left>},
    {"math.bitShiftLeft", style, "ui", 'u', shift_bits<Shift::left>},
    {"math.bitShiftRight", style, "ii", 'i', shift_bits<Shift::right>},
    {"math.bitShiftRight", style, "ui", 'u', shift_bits<Shift::right>},
};

}  // namespace

std::span<const Function> math_functions() { return math_function_table; }

}  // namespace praxis::expr
