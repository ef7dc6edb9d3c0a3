// Clocks: in which states they run, are paused, met or ended, and their targets and thresholds.
#include <bit>

#include <fmt/format.h>

#include "pack/compile.h"
#include "pack/draft.h"
#include "pack/read_effects.h"
#include "pack/reader.h"
#include "pack/states.h"

namespace praxis::pack {
namespace {

const std::vector<std::string>& clock_keys() {
  static const std::vector<std::string> keys = {
      "runs_in", "paused_in", "met_in",    "ends_in", "runs", "paused",   "met",
      "ends",    "calendar",  "on_change", "target",  "at",   "restarts", "under"};
  return keys;
}

// Each state in exactly one of the four; a named state beats its phase.
void read_partition(Draft& draft, const RecordType& type, const MapReader& reader, Clock& clock) {
  constexpr const char* keys[] = {"runs_in", "paused_in", "met_in", "ends_in"};
  StateSet* const sets[] = {&clock.runs_in, &clock.paused_in, &clock.met_in, &clock.ends_in};
  NamedStates read[4];
  StateSet all_named = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    read[i] = read_named_states(draft, type, reader, keys[i]);
    all_named |= read[i].named;
  }
  for (std::size_t i = 0; i < 4; ++i) *sets[i] = read[i].named | (read[i].by_phase & ~all_named);
  if (type.is_abstract) return;
  for (std::size_t state = 0; state < type.states.size(); ++state) {
    std::vector<std::string> in;
    for (std::size_t i = 0; i < 4; ++i)
      if (*sets[i] >> state & 1) in.emplace_back(keys[i]);
    if (in.empty())
      reader.add(reader.at(),
                 fmt::format("the state {} is in none of runs_in, paused_in, met_in, ends_in",
                             type.states[state].name));
    if (in.size() > 1)
      reader.add(reader.at(), fmt::format("the state {} is in {}: in exactly one is wanted",
                                          type.states[state].name, listed(in)));
  }
}

// A span as written, or an expression of one in quotes.
ExpressionPtr read_target_span(Draft& draft, const RecordType& type, const MapReader& row) {
  const ExpressionReader expressions(draft, type);
  const auto* node = row.find("is");
  if (node && node->is_text() && node->style != Node::Style::plain && !span_from_text(node->text))
    return expressions.read(*node, row.address("is"), expr::Type{.kind = expr::Kind::duration});
  const auto span = row.span("is");
  if (span && span->us <= 0) row.add("is", "a target is longer than nothing");
  return span ? expressions.constant_span(*span) : nullptr;
}

void read_targets(Draft& draft, const RecordType& type, const MapReader& reader, Clock& clock) {
  const auto targets = reader.map("target");
  const auto& entries = targets.node().entries;
  // What supports another clock may have its targets from agreements alone.
  if (entries.empty() && clock.under.empty())
    reader.add(reader.at(), "target is missing: name at least one row");
  const ExpressionReader expressions(draft, type);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto row = targets.map(entries[i].key);
    row.allow({"when", "is"});
    ClockTarget target{.name = entries[i].key};
    if (const auto* node = row.find("when"))
      target.when = expressions.condition(*node, row.address("when"));
    if (row.lacks("is")) row.add(row.at(), "is is missing: 4h");
    target.is = read_target_span(draft, type, row);
    const bool is_last = i + 1 == entries.size();
    if (is_last && row.has("when"))
      row.add("when", "the last target has no condition: else some records have none");
    if (!is_last && row.lacks("when"))
      row.add(row.at(), "has no condition, so that the targets after it are never reached");
    clock.targets.push_back(std::move(target));
  }
}

void read_thresholds(Draft& draft, const RecordType& type, const MapReader& reader, Clock& clock) {
  const auto thresholds = reader.map("at");
  for (const auto& entry : thresholds.node().entries) {
    const auto row = thresholds.map(entry.key);
    row.allow({"left", "used", "do"});
    ClockThreshold threshold{.name = entry.key};
    threshold.left = row.span("left");
    if (row.has("used")) {
      auto text = row.text("used");
      if (text.ends_with('%')) text.pop_back();
      const auto is_number = !text.empty() && text.size() <= 3 &&
                             text.find_first_not_of("0123456789") == std::string::npos;
      if (is_number && std::stoi(text) >= 1)
        threshold.used_percent = std::stoi(text);
      else
        row.add("used", "a share of the target is wanted here: 80%");
    }
    if (row.has("left") == row.has("used"))
      row.add(row.at(), "write one of left: 1h and used: 80%");
    threshold.effects = read_effects(draft, type, row.map("do"), {});
    if (row.lacks("do")) row.add(row.at(), "do is missing: what happens then?");
    clock.thresholds.push_back(std::move(threshold));
  }
}

Clock read_clock(Draft& draft, const RecordType& type, const MapReader& reader,
                 const Entry& entry) {
  Clock clock{.name = entry.key, .declared_by = draft.findings.owner_name(entry.at.owner)};
  reader.allow(clock_keys());
  read_partition(draft, type, reader, clock);
  const ExpressionReader expressions(draft, type);
  const auto read = [&](const char* key) {
    const auto* node = reader.find(key);
    return node ? expressions.condition(*node, reader.address(key)) : nullptr;
  };
  clock.runs = read("runs");
  clock.paused = read("paused");
  clock.met = read("met");
  clock.ends = read("ends");
  if (const auto* node = reader.find("restarts"))
    clock.restarts = ExpressionReader(draft, type)
                         .with({.has_old = true, .has_entry = true})
                         .condition(*node, reader.address("restarts"));
  clock.calendar = read_calendar(type, reader);
  clock.under = reader.text("under");
  clock.on_change = reader.one_of("on_change", {"keep", "restart", "retroactive"}, "keep");
  read_targets(draft, type, reader, clock);
  read_thresholds(draft, type, reader, clock);
  if (reader.lacks("met_in") && reader.lacks("ends_in") && !clock.met && !clock.ends)
    reader.add(reader.at(), "can never end: name states in met_in or ends_in");
  return clock;
}

}  // namespace

namespace {

// `under` names another clock of the type, and leads to no circle.
void check_under(const RecordType& type, const MapReader& clocks) {
  const auto find = [&](std::string_view name) {
    return std::find_if(type.clocks.begin(), type.clocks.end(),
                        [&](const Clock& clock) { return clock.name == name; });
  };
  std::vector<std::string> names;
  for (const auto& clock : type.clocks) names.push_back(clock.name);
  for (const auto& clock : type.clocks) {
    if (clock.under.empty()) continue;
    const auto reader = clocks.map(clock.name);
    auto above = find(clock.under);
    if (above == type.clocks.end()) {
      reader.add("under", fmt::format("there is no clock {}{}", clock.under,
                                      what_would_do(clock.under, names)));
      continue;
    }
    for (std::size_t steps = 0; above != type.clocks.end() && steps < names.size(); ++steps) {
      if (above->name == clock.name) {
        reader.add("under", "leads back to this clock");
        break;
      }
      above = find(above->under);
    }
  }
}

}  // namespace

void read_clocks(Draft& draft) {
  for (auto& from : draft.types) {
    const MapReader reader(draft.findings, from->effective, from->name, from->at);
    const auto clocks = reader.map("clocks");
    for (const auto& entry : clocks.node().entries) {
      const auto address =
          fmt::format("{}.clocks.{}", draft.findings.owner_name(entry.at.owner), entry.key);
      const MapReader clock(draft.findings, entry.value, address, entry.at);
      if (!is_name(entry.key))
        clock.add(entry.at, "a name is lower case, digits and _, a letter first");
      if (clock.is_map())
        from->type->clocks.push_back(read_clock(draft, *from->type, clock, entry));
    }
    check_under(*from->type, clocks);
  }
}

}  // namespace praxis::pack
