// What a list's filter, sort and groups ask about must be readable on each record that the list
// holds: else its being there, or its place, would tell what stands in a field that is not shown.
// This is the rule of identity/permission.h as a condition of SQL (docs/adr/0013). Links and
// journal functions are asked about by the agents' side; what stands beyond a reference is asked
// about where the record there may be read. Pure; valid while the lister is.
#pragma once

#include <string_view>
#include <vector>

#include "record/list.h"
#include "record/metric.h"

namespace praxis::record {

void add_asked(const pack::RecordType& type, const pack::Meaning& meaning, Asked& asked);
void add_asked(const pack::RecordType& type, const pack::Expression& expression, Asked& asked);
Asked asked_of(const ListRequest& request);
Asked asked_of(const Measure& measure, const MeasureWanted& wanted);

// For records of these concrete types; `sql` "" = all of them.
Result<ReadCondition> asked_condition(const Lister& lister,
                                      const std::vector<const pack::RecordType*>& types,
                                      const Asked& asked, db::Engine engine, int first_parameter);

}  // namespace praxis::record
