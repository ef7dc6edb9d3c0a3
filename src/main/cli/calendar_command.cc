#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "main/cli/commands.h"
#include "sla/evaluate_case.h"

namespace praxis::main::cli {
namespace {

int evaluate_lines(std::istream& lines) {
  sla::CaseEvaluator evaluator;
  bool is_whole = true;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const auto one = json_from_text(line);
    const auto answer =
        one ? evaluator.evaluate(*one)
            : Json(JsonObject{{"error", "the line is no JSON: " + one.error().message}});
    is_whole &= !answer.get_object().contains("error");
    fmt::print("{}\n", to_text(answer));
  }
  return is_whole ? done : findings;
}

}  // namespace

int calendar_eval(const std::string& path) {
  if (path == "-") return evaluate_lines(std::cin);
  std::ifstream file(path);
  if (!file) {
    fmt::print(stderr, "praxis: {}: cannot be read\n", path);
    return wrong_use;
  }
  return evaluate_lines(file);
}

}  // namespace praxis::main::cli
