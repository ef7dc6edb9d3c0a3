// Values as PostgreSQL's binary protocol carries them: big-endian numbers, uuid as 16 bytes,
// numeric as digits of base 10,000 (what sum() and avg() of bigint return). Pure.
#pragma once

#include <libpq-fe.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "db/database.h"

namespace praxis::db::postgres {

// From the server's catalog pg_type.dat, where they are fixed.
enum : Oid {
  oid_unknown_type = 0,
  oid_bool = 16,
  oid_bytea = 17,
  oid_char = 18,
  oid_name = 19,
  oid_int8 = 20,
  oid_int2 = 21,
  oid_int4 = 23,
  oid_text = 25,
  oid_oid = 26,
  oid_json = 114,
  oid_float4 = 700,
  oid_float8 = 701,
  oid_unknown = 705,
  oid_bpchar = 1042,
  oid_varchar = 1043,
  oid_numeric = 1700,
  oid_uuid = 2950,
};

// The type a parameter is sent as; oid_unknown_type for null, which has none.
Oid oid_of(const Parameter& parameter);

// Parameters as libpq takes them: views of what was given, valid as long as that and this.
class Encoded {
 public:
  explicit Encoded(std::span<const Parameter> parameters);

  int count() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  std::vector<std::array<char, 8>> numbers_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

std::uint64_t big_endian(std::string_view bytes);  // up to eight
double real_from(Oid type, std::string_view bytes);
// None if it is a fraction or too large.
std::optional<std::int64_t> integer_from_numeric(std::string_view bytes);
double real_from_numeric(std::string_view bytes);

}  // namespace praxis::db::postgres
