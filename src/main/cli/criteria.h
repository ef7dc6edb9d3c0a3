// The criteria of certifications as a list, and what the scenarios prove of them: a line each, with
// the scenario and whether it passed, or what it waits for. The file (tests/criteria.txt) is one
// criterion a line: name | schemes | statement | the row it waits for; # begins a comment.
// Pure but for reading the file.
#pragma once

#include <string>
#include <vector>

#include "main/scenario/run.h"

namespace praxis::main::cli {

struct Criterion {
  std::string name, schemes, statement;
  std::string waits_for{};  // a later row; "": it is to be proven now
};
Result<std::vector<Criterion>> read_criteria(const std::string& path);
Result<std::vector<Criterion>> criteria_from_text(std::string_view text);

struct CriteriaReport {
  std::vector<std::string> lines{};
  int passed = 0, failed = 0, waiting = 0;
  int missing = 0;  // nothing proves it, and it waits for nothing
  int unknown = 0;  // named by a scenario, and not in the list
  bool is_good() const { return failed == 0 && missing == 0 && unknown == 0; }
};
CriteriaReport report_criteria(const std::vector<Criterion>& criteria,
                               const std::vector<scenario::ScenarioResult>& results);

}  // namespace praxis::main::cli
