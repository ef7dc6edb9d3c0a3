// Why each clock of a record shows what it shows: its bands on a time axis with the entries that
// made them, what is used and left, by which target, calendar and agreement, and when its
// thresholds are. Read only.
#pragma once

#include <map>
#include <span>

#include "sla/choose_agreement.h"
#include "sla/clock_bands.h"
#include "sla/clock_store.h"
#include "usecases/break_down_clocks.h"
#include "usecases/work.h"

namespace praxis::usecases {

struct ThresholdTime {
  std::string name;
  std::optional<Instant> at{};  // none: it is not reached as the clock stands
  bool has_fired = false;
};

struct ClockExplanation {
  const pack::Clock* clock = nullptr;
  sla::ClockRow row{};  // as it shows at work.now
  Span used{};
  std::optional<Span> left{};
  std::vector<sla::Band> bands{};
  std::vector<ThresholdTime> thresholds{};
  // Why this agreement says the target, or none does: asked as of the entry that brought the terms.
  // Only of agreements that the actor may read.
  std::vector<sla::Weighed> decision{};
  // Used by each state, group and person; for the agents' side.
  ClockBreakdown breakdown{};
};
constexpr std::size_t decision_lines_max = 20;

// Of those clocks that the actor's side may see: one that supports another is of the agents.
// `until`: how far the calendar's future is told; none: a week beyond what is due.
Result<std::vector<ClockExplanation>> explain_clocks(Work& work, const record::Record& record,
                                                     std::optional<Instant> until);

// What the stored clocks of these records show now, without bands and thresholds: for lists.
Result<std::map<Id, std::vector<ClockExplanation>>> clocks_shown(
    Work& work, std::span<const record::Record> records);

bool may_see_clock(const record::Scope& scope, const pack::Clock& clock);

}  // namespace praxis::usecases
