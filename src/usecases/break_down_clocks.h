// Where the time of a clock went: how much of it each state, group and person used, of the present
// run. The parts of a split add up to what is used. Read only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sla/clock_store.h"
#include "usecases/tenant.h"
#include "usecases/what_if.h"

namespace praxis::usecases {

// By "state", "group" and "assignee", then by the state's name or the id's text; "": nobody.
using ClockBreakdown = std::map<std::string, std::map<std::string, Span>>;

// Of each row, in order. `entries`: the record's journal.
std::vector<ClockBreakdown> break_down(const Work& work, const record::Record& record,
                                       std::span<const sla::ClockRow> rows,
                                       std::span<const record::Entry> entries);

struct BreakdownReport {
  std::int64_t records = 0;
  std::map<std::string, ClockBreakdown> used{};  // by type and clock
  std::map<std::string, std::string> titles{};   // of groups and persons
};
Result<BreakdownReport> break_down_clocks(Application& application, const Caller& caller,
                                          const Stretch& stretch, Progress progress);

// Titles of the records with these ids, as texts; what is no id is left out.
Status add_titles(Work& work, const ClockBreakdown& of, std::map<std::string, std::string>& titles);

}  // namespace praxis::usecases
