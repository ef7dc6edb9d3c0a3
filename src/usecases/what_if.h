// What clocks of a stretch of history show, and what they would show: under other packs, with other
// hours of a calendar, or made again from the journal as agreements and calendars are now. Says how
// many were in time, split in several ways, and which results would be others. Reads only;
// recompute_clocks() makes the third of them true, as one operation in the journal.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "usecases/tenant.h"
#include "usecases/work.h"

namespace praxis::usecases {

// Records created at `from` or later and before `until`.
struct Stretch {
  Instant from{}, until{INT64_MAX};
};

struct WhatIf {
  Stretch stretch{};
  std::vector<pack::PackSource> sources{};  // packs in place of those in force; none: the same
  std::string calendar{};                   // key of a calendar with other hours; "": none
  sla::CalendarPtr hours{};
  bool is_only_counted = false;  // what is stored: nothing is made again and compared
};

struct ClockFace {
  std::string state{};  // "": it did not start, or there is no such clock
  std::optional<Instant> due_at{};
  Span used{};
  bool has_target = false;
  bool operator==(const ClockFace&) const = default;
};
struct ChangedClock {
  std::string number, type, clock;
  ClockFace before, after;
};

// Met, and breached: of what runs on beyond its target, too. The rest is not judged yet, and what
// has no target never is.
struct Judged {
  std::int64_t met = 0, breached = 0;
  void add(const ClockFace& face) {
    met += face.has_target && face.state == "met" ? 1 : 0;
    breached += face.has_target && face.state == "breached" ? 1 : 0;
  }
  bool operator==(const Judged&) const = default;
};
struct JudgedTwice {
  Judged before, after;
  bool is_nothing() const { return before == Judged{} && after == Judged{}; }
};

constexpr std::size_t changes_listed_max = 1'000;

struct WhatIfReport {
  std::int64_t records = 0, clocks = 0, changed = 0;
  // By type and clock ("work.resolution"), then by what it is split by ("all", "month",
  // "agreement", and the fields that are the record's priority, group, organization and what it
  // concerns), then by the value there: the id of a record, or a text.
  using BySplit = std::map<std::string, std::map<std::string, JudgedTwice>>;
  std::map<std::string, BySplit> judged{};
  std::vector<ChangedClock> changes{};          // the first of them
  std::map<std::string, std::string> titles{};  // of the ids above
};

// InvalidArgument "calendar.unknown"; Conflict "packs.findings" if the packs do not load.
Result<WhatIfReport> what_if(Application& application, const Caller& caller, const WhatIf& wanted,
                             Progress progress);

struct Recomputed {
  std::int64_t records = 0, changed = 0;  // records, and those of them with another result
  Id operation{};
};
// What was reached in the past by the new results is told to nobody.
Result<Recomputed> recompute_clocks(Application& application, const Caller& caller,
                                    const Stretch& stretch, const std::string& reason,
                                    Progress progress);

}  // namespace praxis::usecases
