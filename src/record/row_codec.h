// A row of a family table ↔ a Record. Pure but for the row it is given.
#pragma once

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

}  // namespace praxis::record
