// Counts what was replayed, for the report: from the records and entries themselves, not from the
// file.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "usecases/import_replay.h"
#include "usecases/import_report.h"

namespace praxis::usecases {

class ImportCounts {
 public:
  void add(const ImportPlan& plan, std::span<const std::uint32_t> rows, const Replayed& told);
  void add(const ImportCounts& other);
  // Values as people know them: names of states, keys of choices, titles of what was made.
  void report(const ImportPlan& plan, ImportReport& out) const;

 private:
  std::map<int, std::int64_t> row_states_{}, record_states_{};
  std::map<std::pair<int, std::string>, std::int64_t> values_{};  // by field and value
  std::map<std::pair<int, Id>, std::int64_t> references_{};       // by field and record
  std::vector<ImportCounter> counters_{};
};

}  // namespace praxis::usecases
