// Tries packs that are not in force yet on what has happened: the newest records of each type are
// played again, entry by entry, under the packs in force and under the new ones side by side. Said
// is where the two differ: a step that would now be refused, a value that would be computed
// otherwise, a record whose state is gone or leads nowhere. Reads only. Referenced records, links
// and settings are read as they are now; who may make a step is not asked.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "usecases/tenant.h"
#include "usecases/work.h"

namespace praxis::usecases {

enum class TrialKind { refused, computed, stuck };
std::string_view name(TrialKind kind);

struct TrialFinding {
  TrialKind kind = TrialKind::refused;
  std::string type, address;            // "incident.transitions.resolve"
  std::string what;                     // "resolution_code: required", "2 → 1"
  std::int64_t count = 0;               // of records
  std::vector<std::string> examples{};  // numbers of the newest, at most trial_examples_max
};
struct TrialReport {
  std::int64_t records = 0, entries = 0;
  std::vector<TrialFinding> findings{};  // most records first
};

constexpr int trial_examples_max = 5;
constexpr std::int64_t trial_records_max = 20'000;  // of each type

struct TrialRequest {
  std::vector<pack::PackSource> sources{};
  std::int64_t records = 1'000;  // the newest of each type
};
// Conflict "packs.findings" if the packs do not load.
Result<TrialReport> try_packs(Application& application, const Caller& caller,
                              const TrialRequest& request, Progress progress);

// One entry judged under one set of packs: what it asks of `record` (which moves on by it), without
// a word on who asks. `in` has the packs' model; in.stored the one that tables are read by.
struct Judgement {
  TrialKind kind = TrialKind::refused;
  std::string address, what;
  auto operator<=>(const Judgement&) const = default;
};
std::vector<Judgement> judge_entry(const record::Surroundings& in, record::Record& record,
                                   const record::Entry& entry);

}  // namespace praxis::usecases
