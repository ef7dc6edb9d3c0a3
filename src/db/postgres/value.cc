#include "db/postgres/value.h"

#include <bit>
#include <cmath>
#include <limits>

namespace praxis::db::postgres {
namespace {

std::array<char, 8> to_big_endian(std::uint64_t value) {
  std::array<char, 8> bytes;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
  return bytes;
}

// A numeric is sign × sum(digit[i] × 10000^(weight - i)).
struct Numeric {
  int digits;
  int weight;
  std::uint16_t sign;
  std::string_view bytes;

  explicit Numeric(std::string_view value)
      : digits(static_cast<std::int16_t>(big_endian(value.substr(0, 2)))),
        weight(static_cast<std::int16_t>(big_endian(value.substr(2, 2)))),
        sign(static_cast<std::uint16_t>(big_endian(value.substr(4, 2)))),
        bytes(value.substr(8)) {}
  int digit(int i) const {
    return static_cast<int>(big_endian(bytes.substr(static_cast<std::size_t>(i) * 2, 2)));
  }
  bool is_negative() const { return sign == 0x4000; }
  bool is_finite() const { return sign == 0 || sign == 0x4000; }
};

struct TypeOf {
  Oid operator()(std::monostate) const { return oid_unknown_type; }
  Oid operator()(std::int64_t) const { return oid_int8; }
  Oid operator()(double) const { return oid_float8; }
  Oid operator()(std::string_view) const { return oid_text; }
  Oid operator()(const Id&) const { return oid_uuid; }
  Oid operator()(const Bytes&) const { return oid_bytea; }
};

// The bytes of one parameter; `number` is where those of a number go.
struct BytesOf {
  std::array<char, 8>& number;

  std::string_view operator()(std::monostate) const { return {}; }
  std::string_view operator()(std::int64_t value) const {
    return keep(static_cast<std::uint64_t>(value));
  }
  std::string_view operator()(double value) const {
    return keep(std::bit_cast<std::uint64_t>(value));
  }
  std::string_view operator()(std::string_view value) const { return value; }
  std::string_view operator()(const Id& value) const { return value.view(); }
  std::string_view operator()(const Bytes& value) const { return value.bytes; }
  std::string_view keep(std::uint64_t value) const {
    number = to_big_endian(value);
    return {number.data(), number.size()};
  }
};

}  // namespace

Oid oid_of(const Parameter& parameter) { return std::visit(TypeOf{}, parameter); }

Encoded::Encoded(std::span<const Parameter> parameters)
    : numbers_(parameters.size()),
      values_(parameters.size()),
      lengths_(parameters.size()),
      formats_(parameters.size(), 1) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto bytes = std::visit(BytesOf{numbers_[i]}, parameters[i]);
    const bool is_null = std::holds_alternative<std::monostate>(parameters[i]);
    values_[i] = is_null ? nullptr : bytes.data() == nullptr ? "" : bytes.data();
    lengths_[i] = static_cast<int>(bytes.size());
  }
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

double real_from(Oid type, std::string_view bytes) {
  if (type == oid_float4)
    return std::bit_cast<float>(static_cast<std::uint32_t>(big_endian(bytes)));
  return std::bit_cast<double>(big_endian(bytes));
}

std::optional<std::int64_t> integer_from_numeric(std::string_view bytes) {
  const Numeric numeric(bytes);
  if (!numeric.is_finite()) return std::nullopt;
  std::int64_t value = 0;
  for (int i = 0; i < numeric.digits || i <= numeric.weight; ++i) {
    const int digit = i < numeric.digits ? numeric.digit(i) : 0;
    if (i > numeric.weight) {
      if (digit != 0) return std::nullopt;
      continue;
    }
    const int signed_digit = numeric.is_negative() ? -digit : digit;
    if (__builtin_mul_overflow(value, std::int64_t{10'000}, &value) ||
        __builtin_add_overflow(value, std::int64_t{signed_digit}, &value))
      return std::nullopt;
  }
  return value;
}

double real_from_numeric(std::string_view bytes) {
  const Numeric numeric(bytes);
  if (!numeric.is_finite()) return std::numeric_limits<double>::quiet_NaN();
  double value = 0;
  for (int i = 0; i < numeric.digits; ++i)
    value += numeric.digit(i) * std::pow(10'000.0, numeric.weight - i);
  return numeric.is_negative() ? -value : value;
}

}  // namespace praxis::db::postgres
