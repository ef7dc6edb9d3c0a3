// A row of a family table ↔ a Record. Pure but for the row it is given.
#pragma once

#include <array>
#include <deque>

#include "db/database.h"
#include "record/model.h"
#include "record/record.h"

namespace praxis::record {

// The parameters of a row in the order of Family::columns without `row`; texts that had to be made
// live in `made`.
struct RowParameters {
  std::vector<db::Parameter> values;
  std::deque<std::string> made;
};

// Fills parameters for the whole row, or only for the columns that differ from `before`, whose
// positions go to `changed`.
RowParameters row_parameters(const Model& model, const Family& family, const Record& record);

// Where in a statement the engine's own columns stand; -1: nowhere, and the record keeps what it
// has.
using EnginePlaces = std::array<int, engine_columns>;
// The engine's own columns but the type, which `record` has.
void read_engine_columns(const db::Row& row, const EnginePlaces& places, Record& record);
// A field's value as its column holds it.
expr::Value column_value(const pack::Field& field, const db::Row& row, int column);

}  // namespace praxis::record
