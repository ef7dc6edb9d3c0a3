#include "db/postgres/row.h"

#include "db/postgres/value.h"

namespace praxis::db::postgres {

bool PostgresRow::is_null(int column) const {
  must(column >= 0 && column < columns());
  return PQgetisnull(result_, row_, column) != 0;
}

std::string_view PostgresRow::value(int column) const {
  must(!is_null(column));
  return {PQgetvalue(result_, row_, column),
          static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

std::int64_t PostgresRow::integer(int column) const {
  const auto bytes = value(column);
  switch (PQftype(result_, column)) {
    case oid_int8:
      return static_cast<std::int64_t>(big_endian(bytes));
    case oid_int4:
      return static_cast<std::int32_t>(big_endian(bytes));
    case oid_int2:
      return static_cast<std::int16_t>(big_endian(bytes));
    case oid_oid:
    case oid_bool:
      return static_cast<std::int64_t>(big_endian(bytes));
    case oid_numeric: {
      const auto number = integer_from_numeric(bytes);
      must(number.has_value());
      return *number;
    }
    default:
      abort_because("the column is an integer", __FILE__, __LINE__);
  }
}

double PostgresRow::real(int column) const {
  const auto type = PQftype(result_, column);
  if (type == oid_numeric) return real_from_numeric(value(column));
  must(type == oid_float8 || type == oid_float4);
  return real_from(type, value(column));
}

std::string_view PostgresRow::text(int column) const {
  switch (PQftype(result_, column)) {
    case oid_text:
    case oid_varchar:
    case oid_bpchar:
    case oid_name:
    case oid_char:
    case oid_json:
    case oid_unknown:
      return value(column);
    default:
      abort_because("the column is a text", __FILE__, __LINE__);
  }
}

std::string_view PostgresRow::bytes(int column) const {
  must(PQftype(result_, column) == oid_bytea);
  return value(column);
}

Id PostgresRow::id(int column) const {
  must(PQftype(result_, column) == oid_uuid);
  return Id::from_bytes(value(column));
}

}  // namespace praxis::db::postgres
