// import events, import records, export records, export events.
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "main/cli/commands.h"
#include "main/cli/with_tenant.h"
#include "usecases/bootstrap.h"
#include "usecases/compressed_input.h"
#include "usecases/export_records.h"
#include "usecases/import_events.h"
#include "usecases/import_records.h"

namespace praxis::main::cli {
namespace {

Result<std::string> read_text_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::not_found, "import.no_file", path + ": cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void print_counts(const usecases::ImportReport& report) {
  for (const auto& [what, values] : report.counts) {
    if (values.size() > 20) {
      fmt::print("{}: {} different values\n", what, values.size());
      continue;
    }
    fmt::print("{}:", what);
    for (const auto& [value, count] : values) fmt::print("  {} {}", value, count);
    fmt::print("\n");
  }
  for (const auto& counter : report.counters)
    fmt::print("{}: the log says {} in {} records, its rows show {} in {}\n", counter.name,
               counter.column_sum, counter.column_records, counter.derived_sum,
               counter.derived_records);
}

void print_report(const usecases::ImportReport& report) {
  for (const auto& problem : report.problems) {
    fmt::print("line {}: {}{}{}", problem.line, problem.column, problem.column.empty() ? "" : ": ",
               problem.message);
    if (problem.lines > 1) fmt::print(" ({} lines)", problem.lines);
    fmt::print("\n");
  }
  if (report.problems_total > 0) fmt::print("{} lines have problems\n", report.problems_total);
  for (const auto& note : report.notes) fmt::print("{}\n", note);
  print_counts(report);
  for (const auto& [type, count] : report.made) fmt::print("{} {} made\n", count, type);
  const auto* verb = report.is_applied ? "" : "would be ";
  fmt::print("{} rows, {} records: {} {}created, {} {}changed, {} unchanged\n", report.rows,
             report.records, report.created, verb, report.changed, verb, report.unchanged);
}

Result<usecases::ImportReport> run_import(const ImportOptions& options, Tenant& tenant) {
  auto input = TRY(usecases::open_input(options.file));
  const auto map = options.map.empty() ? std::string() : TRY(read_text_file(options.map));
  const auto mode =
      options.is_applied ? usecases::ImportMode::apply : usecases::ImportMode::dry_run;
  const auto caller = usecases::operator_caller("import");
  std::optional<ProgressLine> line;
  std::string doing;
  const auto watch = [&](const usecases::ImportProgress& progress) {
    if (doing != progress.doing) {
      if (line) line->finish();
      line.emplace(std::string(progress.unit));
      doing = progress.doing;
    }
    line->show(progress.done, progress.total, doing);
    return true;
  };
  auto report = options.verb == "events"
                    ? usecases::import_events(tenant.application(), caller,
                                              {*input, map, options.map, mode}, watch)
                    : usecases::import_records(
                          tenant.application(), caller,
                          {.file = *input,
                           .format = options.format == "jsonl" ? usecases::LinesFormat::jsonl
                                                               : usecases::LinesFormat::csv,
                           .type = options.type,
                           .map_text = map,
                           .map_path = options.map,
                           .mode = mode},
                          watch);
  if (line) line->finish();
  return report;
}

Result<int> run_export(const ExportOptions& options, Tenant& tenant) {
  std::ofstream file;
  if (options.output != "-") {
    file.open(options.output, std::ios::binary);
    if (!file)
      return fail(Code::unavailable, "export.output", options.output + ": cannot be written");
  }
  const auto write = [&](std::string_view text) -> Status {
    if (options.output == "-") {
      if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return {};
    } else if (file.write(text.data(), static_cast<std::streamsize>(text.size()))) {
      return {};
    }
    return fail(Code::unavailable, "export.output", "the output cannot be written any further");
  };
  ProgressLine line("records");
  const auto watch = [&](const usecases::ImportProgress& progress) {
    line.show(progress.done, progress.total);
    return true;
  };
  const usecases::ExportRequest request{
      options.type, options.filter,
      options.format == "jsonl" ? usecases::LinesFormat::jsonl : usecases::LinesFormat::csv, write};
  const auto caller = usecases::operator_caller("cli");
  const auto report =
      TRY(options.verb == "events"
              ? usecases::export_events(tenant.application(), caller, request, watch)
              : usecases::export_records(tenant.application(), caller, request, watch));
  line.finish();
  fmt::print(stderr, "{} records, {} entries\n", report.records, report.entries);
  return done;
}

}  // namespace

int import(const ImportOptions& options) {
  return with_tenant(options.config, IfMissing::refuse,
                     [&](const Config&, Tenant& tenant, const TimeSource&) -> Result<int> {
                       const auto imported = TRY(run_import(options, tenant));
                       if (options.is_json)
                         fmt::print("{}\n", to_text(usecases::to_json(imported)));
                       else
                         print_report(imported);
                       return imported.problems_total == 0 ? done : findings;
                     });
}

int export_(const ExportOptions& options) {
  return with_tenant(options.config, IfMissing::refuse,
                     [&](const Config&, Tenant& tenant, const TimeSource&) {
                       return run_export(options, tenant);
                     });
}

}  // namespace praxis::main::cli
