// sla explain, what-if, attainment, breakdown, recompute: what clocks show and why, what they would
// show, how many were in time, and results made true again.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "main/cli/commands.h"
#include "main/cli/with_tenant.h"
#include "record/list.h"
#include "usecases/bootstrap.h"
#include "usecases/break_down_clocks.h"
#include "usecases/change_packs.h"
#include "usecases/explain_clocks.h"
#include "usecases/what_if.h"

namespace praxis::main::cli {
namespace {

using usecases::WhatIfReport;

constexpr std::size_t changes_printed_max = 40;

// People count seconds; clocks go by microseconds.
constexpr std::int64_t second_us = 1'000'000;

std::string span_text(Span span) { return to_text(Span{span.us - span.us % second_us}); }

std::string time_text(const std::optional<Instant>& at) {
  return at ? to_text(Instant{at->us - at->us % second_us}) : "–";
}

using Titles = std::map<std::string, std::string>;

void print_clock(const usecases::Work& work, const usecases::ClockExplanation& clock,
                 const Titles& titles) {
  const auto& row = clock.row;
  fmt::print("{}  {}\n", row.name, row.state.empty() ? "has not started" : row.state);
  if (row.terms.target.us > 0)
    fmt::print("  target     {} ({})\n", to_text(row.terms.target), row.terms.target_name);
  const auto calendar = work.book.key_of_calendar(row.terms.calendar);
  fmt::print("  calendar   {}\n", calendar.empty() ? "always open" : calendar);
  fmt::print("  due        {}\n", time_text(row.due_at));
  fmt::print("  used       {}\n", span_text(clock.used));
  if (clock.left) fmt::print("  left       {}\n", span_text(*clock.left));
  if (clock.decision.empty()) fmt::print("  agreement  none speaks of this clock\n");
  for (const auto& line : clock.decision) {
    std::string names;
    for (const auto name : line.named) names += (names.empty() ? "" : ", ") + std::string(name);
    const bool counts = line.agreement->record.id == row.terms.agreement;
    fmt::print("  {} {} {} [{}] {}{}{}\n", counts ? "agreement " : "not       ",
               line.agreement->record.number,
               line.agreement->record.text_of(pack::FieldRole::title), names,
               sla::verdict_name(line.verdict), line.differs_in.empty() ? "" : " in ",
               line.differs_in);
  }
  const auto cause = [](std::int64_t seq) {
    return seq == 0 ? std::string("calendar") : fmt::format("entry {}", seq);
  };
  for (const auto& band : clock.bands)
    fmt::print("  {:<8} {} – {}  opened by {}{}\n", sla::band_name(band.kind), time_text(band.from),
               time_text(band.to), cause(band.opened_by),
               band.to ? ", closed by " + cause(band.closed_by) : "");
  for (const auto& [split, values] : clock.breakdown)
    for (const auto& [value, used] : values) {
      const auto title = titles.find(value);
      fmt::print("  {:<10} {}  {}\n", split, title == titles.end() ? value : title->second,
                 span_text(used));
    }
  for (const auto& threshold : clock.thresholds)
    fmt::print("  at {:<8} {}{}\n", threshold.name, time_text(threshold.at),
               threshold.has_fired ? "  fired" : "");
}

Result<int> explain(usecases::Application& application, const usecases::Caller& caller,
                    const SlaOptions& options) {
  return usecases::in_read(application, caller, [&](usecases::Work& work) -> Result<int> {
    const auto record = TRY(record::read(work.tx, work.lister(), {"", options.record}));
    fmt::print("{} {}\n", record.number, record.text_of(pack::FieldRole::title));
    Titles titles;
    for (const auto& clock : TRY(usecases::explain_clocks(work, record, std::nullopt))) {
      TRY(usecases::add_titles(work, clock.breakdown, titles));
      print_clock(work, clock, titles);
    }
    return done;
  });
}

Result<Instant> instant_of_day(const std::string& text, Instant otherwise) {
  if (text.empty()) return otherwise;
  const auto at = instant_from_text(text.size() == 10 ? text + "T00:00:00Z" : text);
  if (!at)
    return fail(Code::invalid_argument, "sla.time",
                fmt::format("'{}' is no day: 2026-03-01 is wanted", text));
  return *at;
}

Result<sla::CalendarPtr> read_hours(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(Code::invalid_argument, "calendar.file", path + ": cannot be read");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return sla::Calendar::make(TRY(sla::calendar_from_json(TRY(json_from_text(text)))));
}

Result<usecases::WhatIf> wanted_of(usecases::Application& application, const SlaOptions& options) {
  usecases::WhatIf wanted;
  wanted.is_only_counted = options.verb == "attainment";
  wanted.stretch.from = TRY(instant_of_day(options.from, Instant{}));
  wanted.stretch.until = TRY(instant_of_day(options.until, Instant{INT64_MAX}));
  if (!options.packs.empty() || !options.overlays.empty()) {
    std::vector<pack::PackSource> added;
    for (const auto& folder : options.packs) added.push_back(TRY(pack::read_source(folder, false)));
    for (const auto& path : options.overlays) added.push_back(TRY(pack::read_source(path, true)));
    wanted.sources = TRY(usecases::sources_with(application, added));
  }
  if (!options.calendar.empty()) {
    wanted.hours = TRY(read_hours(options.calendar));
    wanted.calendar =
        options.key.empty() ? std::filesystem::path(options.calendar).stem().string() : options.key;
  }
  return wanted;
}

std::string share_text(const usecases::Judged& judged) {
  const auto all = judged.met + judged.breached;
  if (all == 0) return "–";
  return fmt::format("{:.1f} %",
                     100.0 * static_cast<double>(judged.met) / static_cast<double>(all));
}

std::string value_name(const Titles& titles, const std::string& value) {
  const auto title = titles.find(value);
  if (title != titles.end() && !title->second.empty()) return title->second;
  return value.empty() ? "none" : value;
}

bool is_wanted_split(const SlaOptions& options, const std::string& split) {
  return options.by.empty() || split == "all" ||
         std::find(options.by.begin(), options.by.end(), split) != options.by.end();
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string cell = "\"";
  for (const char c : text) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
  return cell + "\"";
}

void print_csv(const WhatIfReport& report, const SlaOptions& options) {
  const bool twice = options.verb == "what-if";
  fmt::print("clock,by,value,met,breached,in_time{}\n",
             twice ? ",met_after,breached_after,in_time_after" : "");
  const auto share = [](const usecases::Judged& judged) {
    const auto all = judged.met + judged.breached;
    return all == 0
               ? std::string()
               : fmt::format("{:.4f}", static_cast<double>(judged.met) / static_cast<double>(all));
  };
  for (const auto& [clock, splits] : report.judged)
    for (const auto& [split, values] : splits) {
      if (!is_wanted_split(options, split)) continue;
      for (const auto& [value, judged] : values) {
        fmt::print("{},{},{},{},{},{}", clock, split, csv_cell(value_name(report.titles, value)),
                   judged.before.met, judged.before.breached, share(judged.before));
        if (twice)
          fmt::print(",{},{},{}", judged.after.met, judged.after.breached, share(judged.after));
        fmt::print("\n");
      }
    }
}

void print_judged_by(const std::string& clock, const std::string& split,
                     const std::map<std::string, usecases::JudgedTwice>& values,
                     const WhatIfReport& report, const SlaOptions& options) {
  if (!is_wanted_split(options, split)) return;
  for (const auto& [value, judged] : values) {
    if (judged.is_nothing()) continue;
    const auto name =
        split == "all" ? clock : fmt::format("  {} {}", split, value_name(report.titles, value));
    fmt::print("{:<44} {:>7} met {:>7} breached  {:>8}", name, judged.before.met,
               judged.before.breached, share_text(judged.before));
    if (options.verb == "what-if")
      fmt::print("  → {:>7} met {:>7} breached  {:>8}", judged.after.met, judged.after.breached,
                 share_text(judged.after));
    fmt::print("\n");
  }
}

// Of each clock all first, then by what it is split by.
void print_judged(const WhatIfReport& report, const SlaOptions& options) {
  for (const auto& [clock, splits] : report.judged) {
    if (const auto all = splits.find("all"); all != splits.end())
      print_judged_by(clock, all->first, all->second, report, options);
    for (const auto& [split, values] : splits)
      if (split != "all") print_judged_by(clock, split, values, report, options);
  }
}

std::string face_text(const usecases::ClockFace& face) {
  if (face.state.empty()) return "nothing";
  return fmt::format("{}, due {}, used {}", face.state, time_text(face.due_at),
                     span_text(face.used));
}

void print_changes(const WhatIfReport& report) {
  fmt::print("{} records, {} clocks, {} would show something else\n", report.records, report.clocks,
             report.changed);
  const auto shown = std::min(report.changes.size(), changes_printed_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& change = report.changes[i];
    fmt::print("  {} {}: {} → {}\n", change.number, change.clock, face_text(change.before),
               face_text(change.after));
  }
}

void print_breakdown(const usecases::BreakdownReport& report, const SlaOptions& options) {
  const bool is_csv = options.format == "csv";
  if (is_csv) fmt::print("clock,by,value,used_seconds\n");
  for (const auto& [clock, splits] : report.used)
    for (const auto& [split, values] : splits)
      for (const auto& [value, used] : values) {
        const auto name = value_name(report.titles, value);
        if (is_csv)
          fmt::print("{},{},{},{}\n", clock, split, csv_cell(name), used.us / 1'000'000);
        else
          fmt::print("{:<28} {:<9} {:<30} {}\n", clock, split, name, span_text(used));
      }
}

Result<int> run(usecases::Application& application, const SlaOptions& options) {
  const auto caller = usecases::operator_caller("cli");
  if (options.verb == "explain") return explain(application, caller, options);
  const auto wanted = TRY(wanted_of(application, options));
  ProgressLine line("families");
  const auto progress = [&](std::size_t n, std::size_t total, const std::string& what) {
    line.show(static_cast<std::int64_t>(n), static_cast<std::int64_t>(total), what);
  };
  if (options.verb == "recompute" && options.is_applied) {
    const auto done_now = TRY(
        usecases::recompute_clocks(application, caller, wanted.stretch, options.reason, progress));
    line.finish();
    fmt::print("{} records, {} with another result: operation {}\n", done_now.records,
               done_now.changed, to_text(done_now.operation));
    return done;
  }
  if (options.verb == "breakdown") {
    print_breakdown(TRY(usecases::break_down_clocks(application, caller, wanted.stretch, progress)),
                    options);
    line.finish();
    return done;
  }
  const auto report = TRY(usecases::what_if(application, caller, wanted, progress));
  line.finish();
  if (options.format == "csv") {
    print_csv(report, options);
    return done;
  }
  if (options.verb != "recompute") print_judged(report, options);
  if (options.verb != "attainment") print_changes(report);
  return done;
}

}  // namespace

int sla(const SlaOptions& options) {
  return with_tenant(options.config, IfMissing::refuse,
                     [&](const Config&, Tenant& tenant, const TimeSource&) {
                       return run(tenant.application(), options);
                     });
}

}  // namespace praxis::main::cli
