// Which fields a list may be filtered, sorted and counted by: those that the caller may read. A
// question about any other would tell, by its answer, what stands in it. Here a question is refused
// that can have no answer, because the caller may read the field nowhere; where they may read it on
// some records the list holds these alone (record/asked_condition.h, docs/adr/0013).
#pragma once

#include "record/asked_condition.h"
#include "record/list.h"
#include "record/metric.h"
#include "usecases/work.h"

namespace praxis::usecases {

// Forbidden "field_not_readable" with the field's name in its details. Links and the journal are
// asked about by the agents' side.
Status check_asked(const Work& work, const pack::RecordType& type,
                   const pack::Expression& expression);
Status check_asked(const Work& work, const pack::RecordType& type, std::string_view field);
// All that a metric or evidence asks.
Status check_measure(const Work& work, const record::Measure& measure);
// Filter and sort, the view's included.
Status check_asked(const Work& work, const record::ListRequest& request);
// Whether the caller may read all that is asked on this record: asked_condition() in memory.
bool shows_asked(Work& work, const record::Record& record, const record::Asked& asked);

// Whether the record would stand in the list: its view, filter and what they ask about, in memory.
bool is_listed(Work& work, const record::ListRequest& list, const record::Record& record);

}  // namespace praxis::usecases
