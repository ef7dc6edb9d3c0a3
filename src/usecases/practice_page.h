// The page of a practice under a lens: its guidance, the roles with the people who hold them, its
// metrics with today's value, its requirements with the evidence for them. All numbers and people
// are trimmed to what the actor may read. The API and the command line show the same page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/list.h"
#include "record/metric.h"
#include "usecases/lens.h"

namespace praxis::usecases {

constexpr std::size_t role_people_max = 20;  // named on a page

struct Practice {
  const pack::RecordType* type = nullptr;
  const pack::Guide* guide = nullptr;  // null: the lens says nothing of it
};
// A practice is a type that some framework speaks of, or the uppermost of those with a lifecycle.
std::vector<Practice> practices_under(const pack::PackSet& packs, const pack::Framework* lens);
// By the name of its type or of its pack. NotFound "practice.unknown".
Result<Practice> practice_named(const pack::PackSet& packs, const pack::Framework* lens,
                                std::string_view name);

struct RoleHolder {
  Id person{};
  std::string title{};
  std::vector<Id> organizations{};
};
struct PracticeRole {
  std::string name;  // the guide's; the packs' own where there is no guide
  const pack::Role* role = nullptr;
  std::vector<RoleHolder> people{};
  bool is_more = false;
};

enum class Unit { records, share, number, seconds };
struct Goal {
  bool is_at_least = true;
  double bound = 0;
  std::optional<bool> is_met{};  // none: there is no value
};
// A number as it is shown: spans in seconds. `unavailable` says why there is none: "not_readable"
// (it asks a field that the actor may not read) or "not_kept" (it asks what no column keeps).
struct MetricShown {
  const pack::Metric* metric = nullptr;
  Unit unit = Unit::number;
  std::string unavailable{};
  record::Number number{};
  std::optional<Goal> goal{};
  std::optional<record::Number> before{};  // of the window before this one
  std::vector<record::Part> trend{}, groups{};
  std::string by{};  // of the groups
  std::optional<record::Window> window{};
};
struct MetricWanted {
  enum class Depth { value, value_and_trend, everything };
  Depth depth = Depth::value;
  std::optional<Span> over{}, trend{};  // in place of the metric's own
  std::string by{};
};
// InvalidArgument "metric.by" for a field by which it may not be split.
Result<MetricShown> show_metric(Work& work, const pack::RecordType& type,
                                const pack::Metric& metric, const MetricWanted& wanted);
Result<const pack::Metric*> metric_named(const pack::RecordType& type, std::string_view name);

struct EvidenceShown {
  const pack::Evidence* evidence = nullptr;
  std::string unavailable{};
  record::Number number{};  // hits: those that fulfill; records: those that should
};
struct RequirementShown {
  const pack::Requirement* requirement = nullptr;
  std::vector<EvidenceShown> evidence{};
};

struct PracticePage {
  const pack::Framework* lens = nullptr;
  Practice practice{};
  std::vector<PracticeRole> roles{};
  std::vector<MetricShown> metrics{};
  std::vector<RequirementShown> requirements{};  // those that concern it
};
Result<PracticePage> practice_page(Work& work, const pack::Framework* lens, Practice practice);

// The list of the records behind a number; NotFound "evidence.unknown". A filter, an order and
// columns may be added.
Result<record::ListRequest> records_behind(const Work& work, const pack::RecordType& type,
                                           const pack::Metric& metric, record::Behind which);
Result<record::ListRequest> records_behind(const Work& work, const pack::Framework& lens,
                                           std::string_view requirement, std::string_view evidence,
                                           record::Behind which);

}  // namespace praxis::usecases
