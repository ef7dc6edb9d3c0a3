// A value of the expression language (CEL) and of a record's field: one type for both, so that
// nothing is converted between them. References to records are ids; a choice is its key as text;
// decimals and money are scaled integers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/json.h"
#include "base/time.h"

namespace praxis::expr {

class Value;

struct Null {
  auto operator<=>(const Null&) const = default;
};
// CEL's own range and precision: years 1 to 9999, nanoseconds. Records keep microseconds.
struct Timestamp {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;  // 0 … 999,999,999
  auto operator<=>(const Timestamp&) const = default;
};
struct Duration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;  // the sign of `seconds`
  auto operator<=>(const Duration&) const = default;
};
struct Bytes {
  std::string bytes;
  auto operator<=>(const Bytes&) const = default;
};
struct TypeName {
  std::string name;
  auto operator<=>(const TypeName&) const = default;
};
using List = std::vector<Value>;
using Map = std::vector<std::pair<Value, Value>>;  // in order of insertion; keys are unique

class Value {
 public:
  using Variant =
      std::variant<Null, bool, std::int64_t, std::uint64_t, double, std::string, Bytes, Timestamp,
                   Duration, Id, TypeName, std::shared_ptr<const List>, std::shared_ptr<const Map>>;

  Value() = default;
  Value(Null) {}                                          // NOLINT(google-explicit-constructor)
  Value(bool value) : value_(value) {}                    // NOLINT(google-explicit-constructor)
  Value(std::int64_t value) : value_(value) {}            // NOLINT(google-explicit-constructor)
  Value(int value) : value_(std::int64_t{value}) {}       // NOLINT(google-explicit-constructor)
  Value(std::uint64_t value) : value_(value) {}           // NOLINT(google-explicit-constructor)
  Value(double value) : value_(value) {}                  // NOLINT(google-explicit-constructor)
  Value(std::string value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Value(std::string_view value)
      : value_(std::string(value)) {}                       // NOLINT(google-explicit-constructor)
  Value(const char* value) : value_(std::string(value)) {}  // NOLINT(google-explicit-constructor)
  Value(Bytes value) : value_(std::move(value)) {}          // NOLINT(google-explicit-constructor)
  Value(Timestamp value) : value_(value) {}                 // NOLINT(google-explicit-constructor)
  Value(Duration value) : value_(value) {}                  // NOLINT(google-explicit-constructor)
  Value(Id value) : value_(value) {}                        // NOLINT(google-explicit-constructor)
  Value(TypeName value) : value_(std::move(value)) {}       // NOLINT(google-explicit-constructor)
  Value(List value)
      : value_(std::make_shared<const List>(std::move(value))) {
  }  // NOLINT(google-explicit-constructor)
  Value(Map value)
      : value_(std::make_shared<const Map>(std::move(value))) {
  }                   // NOLINT(google-explicit-constructor)
  Value(Instant at);  // NOLINT(google-explicit-constructor)
  Value(Span span);   // NOLINT(google-explicit-constructor)

  const Variant& variant() const { return value_; }
  template <class T>
  const T* get() const {
    return std::get_if<T>(&value_);
  }
  bool is_null() const { return std::holds_alternative<Null>(value_); }
  bool is_true() const { return get<bool>() && *get<bool>(); }

  // Aborts unless the value is of that kind.
  bool boolean() const { return std::get<bool>(value_); }
  std::int64_t integer() const { return std::get<std::int64_t>(value_); }
  const std::string& text() const { return std::get<std::string>(value_); }
  Id id() const { return std::get<Id>(value_); }
  Instant instant() const;  // microseconds, cut toward the past
  Span span() const;
  const List& list() const { return *std::get<std::shared_ptr<const List>>(value_); }
  const Map& map() const { return *std::get<std::shared_ptr<const Map>>(value_); }

  // Same kind and same content: what a journal calls unchanged. (CEL's `==`, where 1 == 1.0, is in
  // evaluate.)
  bool operator==(const Value& other) const;

 private:
  Variant value_;
};

// The value as people and APIs read it: timestamps RFC 3339, durations "1h30m", ids as UUID text,
// bytes base64url.
Json to_json(const Value& value);
// The typed form of `praxis expr` and its test files: {"type": "int", "value": "2"}.
Json to_typed_json(const Value& value);
Result<Value> from_typed_json(const Json& json);

}  // namespace praxis::expr
