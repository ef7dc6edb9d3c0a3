#include "main/cli/criteria.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace praxis::main::cli {
namespace {

constexpr std::size_t columns_min = 3, columns_max = 4;

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::vector<std::string> columns_of(std::string_view line) {
  std::vector<std::string> columns;
  while (true) {
    const auto bar = line.find('|');
    columns.emplace_back(trimmed(line.substr(0, bar)));
    if (bar == std::string_view::npos) return columns;
    line.remove_prefix(bar + 1);
  }
}

tl::unexpected<Error> wrong_criteria(int line, std::string_view what) {
  return fail(Code::invalid_argument, "criteria.file", fmt::format("line {}: {}", line, what));
}

using Results = std::vector<const scenario::ScenarioResult*>;

Results proofs_of(const Criterion& criterion,
                  const std::vector<scenario::ScenarioResult>& results) {
  Results proofs;
  for (const auto& result : results)
    if (std::ranges::find(result.criteria, criterion.name) != result.criteria.end())
      proofs.push_back(&result);
  return proofs;
}

// A criterion passes when every scenario that names it does.
void report_one(const Criterion& criterion, const Results& proofs, CriteriaReport& report) {
  const auto line = [&](std::string_view scenario, std::string_view outcome) {
    report.lines.push_back(fmt::format("{:<28} {:<9} {}", criterion.name, outcome, scenario));
  };
  if (proofs.empty()) {
    ++(criterion.waits_for.empty() ? report.missing : report.waiting);
    line(criterion.waits_for.empty()
             ? fmt::format("nothing proves: {}", criterion.statement)
             : fmt::format("waits for {}: {}", criterion.waits_for, criterion.statement),
         "missing");
    return;
  }
  const bool has_failed =
      std::ranges::any_of(proofs, [](const auto* proof) { return !proof->failures.empty(); });
  ++(has_failed ? report.failed : report.passed);
  for (const auto* proof : proofs) line(proof->file, proof->failures.empty() ? "passed" : "FAILED");
}

}  // namespace

Result<std::vector<Criterion>> criteria_from_text(std::string_view text) {
  std::vector<Criterion> criteria;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (trimmed(line).empty() || line.front() == '#') continue;
    auto columns = columns_of(line);
    if (columns.size() < columns_min || columns.size() > columns_max)
      return wrong_criteria(number, "name | schemes | statement | row is wanted");
    if (std::ranges::find(criteria, columns[0], &Criterion::name) != criteria.end())
      return wrong_criteria(number, columns[0] + " stands in the list twice");
    columns.resize(columns_max);
    criteria.push_back({columns[0], columns[1], columns[2], columns[3]});
  }
  if (criteria.empty()) return wrong_criteria(1, "there are no criteria");
  return criteria;
}

Result<std::vector<Criterion>> read_criteria(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::not_found, "criteria.file", path + ": cannot be read");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto criteria = criteria_from_text(text);
  if (!criteria) criteria.error().message = path + ": " + criteria.error().message;
  return criteria;
}

CriteriaReport report_criteria(const std::vector<Criterion>& criteria,
                               const std::vector<scenario::ScenarioResult>& results) {
  CriteriaReport report;
  for (const auto& criterion : criteria)
    report_one(criterion, proofs_of(criterion, results), report);
  for (const auto& result : results)
    for (const auto& name : result.criteria)
      if (std::ranges::find(criteria, name, &Criterion::name) == criteria.end()) {
        ++report.unknown;
        report.lines.push_back(fmt::format("{:<28} {:<9} {}", name, "unknown", result.file));
      }
  return report;
}

}  // namespace praxis::main::cli
