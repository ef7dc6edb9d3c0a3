// Which fields a list may be filtered, sorted and counted by: those that the caller may read. A
// question about any other would tell, by its answer, what stands in it. Asked of the roles held at
// all; that a role counts only where its own read holds is asked of each record when it is shown.
// Pure.
#pragma once

#include "record/list.h"
#include "record/metric.h"
#include "usecases/work.h"

namespace praxis::usecases {

// Forbidden "field_not_readable" with the field's name in its details. Through references only who
// stands on the agents' side may ask: others do not read the records that they lead to.
Status check_asked(const Work& work, const pack::RecordType& type,
                   const pack::Expression& expression);
Status check_asked(const Work& work, const pack::RecordType& type, std::string_view field);
// All that a metric or evidence asks.
Status check_measure(const Work& work, const record::Measure& measure);
// Filter and sort, the view's included.
Status check_asked(const Work& work, const record::ListRequest& request);

}  // namespace praxis::usecases
