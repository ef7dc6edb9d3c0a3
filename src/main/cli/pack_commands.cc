// pack check, list, diff, apply, rollback, export.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "main/cli/commands.h"
#include "main/wiring.h"
#include "usecases/bootstrap.h"
#include "usecases/change_packs.h"

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

int report_packs(const Error& error) {
  const int code = report(error);
  return error.reason == "packs.findings" || error.reason == "packs.in_use" ? findings : code;
}

Result<int> list_generations(Tenant& tenant) {
  const auto active = tenant.models().current().model->generation();
  const auto all = TRY(
      tenant.database().read([](db::Transaction& tx) { return usecases::read_generations(tx); }));
  for (const auto& generation : all)
    fmt::print("{} {:>4}  {}  {}\n", generation.number == active ? '*' : ' ', generation.number,
               to_text(generation.made_at), generation.reason);
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

Result<int> export_packs(const PackChangeOptions& options, Tenant& tenant) {
  const auto number = tenant.models().current().model->generation();
  const auto generation = TRY(tenant.database().read(
      [&](db::Transaction& tx) { return usecases::read_generation(tx, number); }));
  for (const auto& source : generation->sources) {
    const std::filesystem::path folder =
        std::filesystem::path(options.folder) / (source.is_overlay ? "overlays" : "packs");
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
  fmt::print("{} packs, {} types, {} links: no findings\n", loaded.set->packs().size(),
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
  auto tenant = Tenant::open(*config, time, [](std::size_t, std::size_t, const std::string&) {});
  if (!tenant) return report(tenant.error());
  const auto code = options.verb == "list"     ? list_generations(**tenant)
                    : options.verb == "export" ? export_packs(options, **tenant)
                                               : change(options, **tenant);
  return code ? *code : report_packs(code.error());
}

}  // namespace praxis::main::cli
