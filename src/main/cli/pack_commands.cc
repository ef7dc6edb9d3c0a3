// pack check, list, diff, try, apply, upgrade, rollback, export.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <fstream>

#include "main/cli/commands.h"
#include "main/embedded_packs.h"
#include "main/wiring.h"
#include "record/directory.h"
#include "usecases/bootstrap.h"
#include "usecases/change_packs.h"
#include "usecases/try_packs.h"
#include "usecases/upgrade_packs.h"

namespace praxis::main::cli {
namespace {

std::vector<pack::PackSource> read_added(const PackChangeOptions& options, Status& status) {
  std::vector<pack::PackSource> added;
  for (const auto& path : options.overlays) {
    auto source = pack::read_source(path, true);
    if (!source)
      status = fail(source.error());
    else
      added.push_back(std::move(*source));
  }
  for (const auto& path : options.packs) {
    auto source = pack::read_source(path, false);
    if (!source)
      status = fail(source.error());
    else
      added.push_back(std::move(*source));
  }
  return added;
}

void print_change(const usecases::PackChange& change) {
  for (const auto& line : change.diff) fmt::print("{}\n", line);
  if (change.diff.empty()) fmt::print("Nothing differs.\n");
}

void print_meetings(const std::vector<pack::Meeting>& meetings) {
  if (meetings.empty()) return;
  fmt::print("\nThe upgrade and an overlay meet here; the overlay's value stands:\n");
  for (const auto& meeting : meetings)
    fmt::print("! {}\n    before   {}\n    upgrade  {}\n    overlay  {}\n", meeting.address,
               to_text(meeting.before), to_text(meeting.upgraded), to_text(meeting.overlaid));
}

// What the packs of this program would change, without changing anything.
Result<int> rehearse_upgrade(const Config& config) {
  const auto database = TRY(open_database(config));
  const auto active = TRY(database->read([](db::Transaction& tx) -> Result<usecases::Generation> {
    const auto state = TRY(record::read_tenant_state(tx));
    auto generation = TRY(usecases::read_generation(tx, state.generation));
    if (generation) return std::move(*generation);
    return fail(Code::unavailable, "tenant.not_initialized", "the tenant has no packs yet");
  }));
  const auto plan = usecases::plan_upgrade(active.sources, shipped_packs());
  for (const auto& finding : plan.findings) fmt::print("{}\n", pack::to_text(finding));
  for (const auto& line : plan.diff) fmt::print("{}\n", line);
  print_meetings(plan.meetings);
  if (!plan.findings.empty()) {
    fmt::print("{} findings: generation {} would stay in force.\n", plan.findings.size(),
               active.number);
    return findings;
  }
  if (!plan.is_needed) fmt::print("The packs of this program are in force already.\n");
  return done;
}

void print_trial(const usecases::TrialReport& report) {
  for (const auto& finding : report.findings)
    fmt::print("{:<9} {:>6}  {}  {}  ({}{})\n", usecases::name(finding.kind), finding.count,
               finding.address, finding.what, fmt::join(finding.examples, ", "),
               finding.count > usecases::trial_examples_max ? ", …" : "");
  fmt::print("{} records with {} entries tried: {}\n", report.records, report.entries,
             report.findings.empty() ? "nothing would have gone otherwise"
                                     : fmt::format("{} differences", report.findings.size()));
}

int report_packs(const Error& error) {
  const int code = report(error);
  return error.reason == "packs.findings" || error.reason == "packs.in_use" ? findings : code;
}

std::string meeting_note(const usecases::Generation& generation) {
  const auto* meetings = generation.report.if_contains("meetings");
  if (!meetings || !meetings->is_array() || meetings->get_array().empty()) return {};
  return fmt::format(" ({} places where it met an overlay)", meetings->get_array().size());
}

Result<int> list_generations(Tenant& tenant) {
  const auto active = tenant.models().current().model->generation();
  const auto all = TRY(
      tenant.database().read([](db::Transaction& tx) { return usecases::read_generations(tx); }));
  for (const auto& generation : all)
    fmt::print("{} {:>4}  {}  {}{}\n", generation.number == active ? '*' : ' ', generation.number,
               to_text(generation.made_at), generation.reason, meeting_note(generation));
  return done;
}

Status write_file(const std::filesystem::path& path, const std::string& text) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush())
    return fail(Code::unavailable, "pack.export", path.string() + ": cannot be written");
  return {};
}

const char* folder_of(const pack::PackSource& source) {
  if (source.is_overlay) return "overlays";
  return pack::is_framework(source) ? "frameworks" : "packs";
}

Result<int> export_packs(const PackChangeOptions& options, Tenant& tenant) {
  const auto number = tenant.models().current().model->generation();
  const auto generation = TRY(tenant.database().read(
      [&](db::Transaction& tx) { return usecases::read_generation(tx, number); }));
  for (const auto& source : generation->sources) {
    const std::filesystem::path folder = std::filesystem::path(options.folder) / folder_of(source);
    for (const auto& file : source.files) TRY(write_file(folder / file.path, file.text));
  }
  fmt::print("Generation {} is in {}.\n", number, options.folder);
  return done;
}

Result<int> change(const PackChangeOptions& options, Tenant& tenant) {
  Status read_status;
  const auto added = read_added(options, read_status);
  TRY(read_status);
  auto& application = tenant.application();
  ProgressLine line("steps");
  const auto progress = [&](std::size_t n, std::size_t total, const std::string& what) {
    line.show(static_cast<std::int64_t>(n), static_cast<std::int64_t>(total), what);
  };
  const auto caller = usecases::operator_caller("cli");
  if (options.verb == "rollback") {
    const auto rolled =
        TRY(usecases::roll_back_packs(application, caller, options.to, options.reason, progress));
    line.finish();
    print_change(rolled);
    fmt::print("Generation {} is in force, {} was before.\n", rolled.to, rolled.from);
    return done;
  }
  const auto sources = TRY(usecases::sources_with(application, added));
  if (options.verb == "diff") {
    print_change(TRY(usecases::diff_packs(application, sources)));
    return done;
  }
  if (options.verb == "try") {
    const auto tried =
        TRY(usecases::try_packs(application, caller, {sources, options.records}, progress));
    line.finish();
    print_trial(tried);
    return tried.findings.empty() ? done : findings;
  }
  const auto applied =
      TRY(usecases::apply_packs(application, caller, sources, options.reason, progress));
  line.finish();
  print_change(applied);
  if (applied.to != applied.from)
    fmt::print("Generation {} is in force; praxis pack rollback returns to {}.\n", applied.to,
               applied.from);
  return done;
}

}  // namespace

int pack_check(const PackChoice& choice) {
  const auto sources = chosen_packs(choice);
  if (!sources) return report(sources.error());
  const auto loaded = pack::load(*sources);
  for (const auto& finding : loaded.findings) fmt::print("{}\n", pack::to_text(finding));
  if (!loaded.set) {
    fmt::print("{} findings\n", loaded.findings.size());
    return findings;
  }
  fmt::print("{} packs, {} frameworks, {} types, {} links: no findings\n",
             loaded.set->packs().size(), loaded.set->frameworks().size(),
             loaded.set->types().size(), loaded.set->links().size());
  return done;
}

int pack_change(const PackChangeOptions& options) {
  const SystemTime time;
  const auto config = read_config(options.config);
  if (!config) {
    report(config.error());
    return wrong_use;
  }
  if (options.verb == "upgrade" && options.is_dry) {
    const auto code = rehearse_upgrade(*config);
    return code ? *code : report_packs(code.error());
  }
  auto tenant = Tenant::open(*config, time, [](std::size_t, std::size_t, const std::string&) {});
  if (!tenant) return report(tenant.error());
  // Opening a tenant takes newer shipped packs over: `upgrade` has nothing else to do.
  const auto code = options.verb == "list" || options.verb == "upgrade" ? list_generations(**tenant)
                    : options.verb == "export" ? export_packs(options, **tenant)
                                               : change(options, **tenant);
  return code ? *code : report_packs(code.error());
}

}  // namespace praxis::main::cli
