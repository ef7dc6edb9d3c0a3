// One row of a result that is held whole. Valid as long as the result.
#pragma once

#include <libpq-fe.h>

#include "db/database.h"

namespace praxis::db::postgres {

class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}

  int columns() const override { return PQnfields(result_); }
  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  double real(int column) const override;
  std::string_view text(int column) const override;
  std::string_view bytes(int column) const override;
  Id id(int column) const override;

 private:
  std::string_view value(int column) const;

  const PGresult* result_;
  int row_;
};

}  // namespace praxis::db::postgres
