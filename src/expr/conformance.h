// Runs test cases of the language's specification (one JSON object a line, values in their typed
// form), and evaluates one expression over plain JSON: what `praxis expr` does. Never used by the
// server.
#pragma once

#include <istream>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace praxis::expr {

struct TestReport {
  int passed = 0;
  int failed = 0;
  int unsupported = 0;  // outside what we support, and refused with a reason
  std::map<std::string, int> unsupported_reasons{};
  std::vector<std::string> failures{};
};

// Each line: {"expr", "bindings": {name: typed value}, "check", "want": {"value": …} or {"error":
// true}}; blank lines are skipped. An error: a line that cannot be read.
Result<TestReport> run_conformance(std::istream& cases);

// The value of an expression as typed JSON; the bindings are a JSON object of plain values, "" for
// none.
Result<std::string> evaluate_text(std::string_view expression, std::string_view bindings_json);

}  // namespace praxis::expr
