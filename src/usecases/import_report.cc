#include "usecases/import_report.h"

#include <algorithm>

namespace praxis::usecases {

void ImportProblems::add(std::int64_t line, std::string column, std::string message,
                         std::int64_t lines) {
  total_ += lines;
  auto key = std::pair(column, message);
  const auto known = problems_.find(key);
  if (known != problems_.end()) {
    known->second.lines += lines;
    known->second.line = std::min(known->second.line, line);
    return;
  }
  // Beyond ten times what is listed only the total goes on: a wrong map can be wrong in every line.
  if (problems_.size() >= 10 * import_problems_listed_max) return;
  problems_.emplace(std::move(key),
                    ImportProblem{line, std::move(column), std::move(message), lines});
}

void ImportProblems::add(ImportProblems other) {
  const auto listed = [&] {
    std::int64_t lines = 0;
    for (const auto& [key, problem] : other.problems_) lines += problem.lines;
    return lines;
  }();
  for (auto& [key, problem] : other.problems_)
    add(problem.line, problem.column, problem.message, problem.lines);
  total_ += other.total_ - listed;
}

std::vector<ImportProblem> ImportProblems::take() {
  std::vector<ImportProblem> all;
  for (auto& [key, problem] : problems_) all.push_back(std::move(problem));
  problems_.clear();
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  if (all.size() > import_problems_listed_max) all.resize(import_problems_listed_max);
  return all;
}

namespace {

Json counts_to_json(const std::map<std::string, std::int64_t>& counts) {
  JsonObject object;
  for (const auto& [name, count] : counts) object.emplace(name, count);
  return object;
}

Json problem_to_json(const ImportProblem& problem) {
  return JsonObject{{"line", problem.line},
                    {"column", problem.column},
                    {"message", problem.message},
                    {"lines", problem.lines}};
}

Json counter_to_json(const ImportCounter& counter) {
  return JsonObject{
      {"column", {{"sum", counter.column_sum}, {"records", counter.column_records}}},
      {"derived", {{"sum", counter.derived_sum}, {"records", counter.derived_records}}}};
}

}  // namespace

Json to_json(const ImportReport& report) {
  JsonObject object{
      {"is_applied", report.is_applied},     {"rows", report.rows},
      {"records", report.records},           {"created", report.created},
      {"changed", report.changed},           {"unchanged", report.unchanged},
      {"made", counts_to_json(report.made)}, {"problems_total", report.problems_total}};
  if (!report.operation.is_nil()) object.emplace("operation", to_text(report.operation));
  JsonArray notes, problems;
  for (const auto& note : report.notes) notes.emplace_back(note);
  for (const auto& problem : report.problems) problems.push_back(problem_to_json(problem));
  JsonObject counts, counters;
  for (const auto& [name, values] : report.counts) counts.emplace(name, counts_to_json(values));
  for (const auto& counter : report.counters)
    counters.emplace(counter.name, counter_to_json(counter));
  object.emplace("notes", std::move(notes));
  object.emplace("problems", std::move(problems));
  object.emplace("counts", std::move(counts));
  object.emplace("counters", std::move(counters));
  return object;
}

}  // namespace praxis::usecases
