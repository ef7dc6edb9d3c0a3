// What an import found and did, for people and machines. Plain values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/function_ref.h"
#include "base/id.h"
#include "base/json.h"

namespace praxis::usecases {

constexpr std::size_t import_problems_listed_max = 200;

// One thing that is wrong, at its first line, and how many lines have it.
struct ImportProblem {
  std::int64_t line = 0;  // 0: of the whole file
  std::string column;
  std::string message;
  std::int64_t lines = 1;
};

// Collects problems: each once with its number of lines, the first of them kept, all counted.
class ImportProblems {
 public:
  void add(std::int64_t line, std::string column, std::string message, std::int64_t lines = 1);
  void add(ImportProblems other);
  bool is_empty() const { return total_ == 0; }
  std::int64_t total() const { return total_; }
  // By line.
  std::vector<ImportProblem> take();

 private:
  std::map<std::pair<std::string, std::string>, ImportProblem> problems_;  // by column and message
  std::int64_t total_ = 0;
};

// A counter that the log brings, and what its rows show.
struct ImportCounter {
  std::string name;
  std::int64_t column_sum = 0, column_records = 0;  // records: with more than none
  std::int64_t derived_sum = 0, derived_records = 0;
};

struct ImportReport {
  bool is_applied = false;
  Id operation{};                                        // all its entries in journals have it
  std::int64_t rows = 0, records = 0;                    // in the file
  std::int64_t created = 0, changed = 0, unchanged = 0;  // records; in a dry run: what would be
  std::map<std::string, std::int64_t> made{};  // by type: what columns lead to and was not there
  std::vector<std::string> notes{};
  std::vector<ImportProblem> problems{};  // at most import_problems_listed_max
  std::int64_t problems_total = 0;        // of lines
  // "state", and the fields with the roles priority and group: records by value at their end;
  // "state of rows": rows by the state that they leave their record in.
  std::map<std::string, std::map<std::string, std::int64_t>> counts{};
  std::vector<ImportCounter> counters{};
};
Json to_json(const ImportReport& report);

// How far it is. `unit` says of what: "bytes", "rows", "records".
struct ImportProgress {
  std::string_view doing;            // "reading", "checking", "preparing", "writing"
  std::int64_t done = 0, total = 0;  // total 0: nobody knows
  std::string_view unit;
};
// Told now and then; false stops the import at the end of the transaction (Unavailable
// "import.stopped"). What was written stays, and the next run goes on behind it.
using ImportWatch = FunctionRef<bool(const ImportProgress&)>;

enum class ImportMode { dry_run, apply };

}  // namespace praxis::usecases
