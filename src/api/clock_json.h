// Clocks as JSON: the short form of lists, and the explanation of one record's.
#pragma once

#include "base/json.h"
#include "usecases/explain_clocks.h"

namespace praxis::api {

// {"state", "due_at", "used", "left", …}: what a clock shows at work.now.
void write_clock_members(JsonWriter& writer, const usecases::ClockExplanation& clock);

struct ClockWording {
  usecases::Work& work;
  std::string_view language;
  const record::Record& record;
};
// With bands, thresholds, calendar and agreement.
void write_explained_clock(JsonWriter& writer, const ClockWording& in,
                           const usecases::ClockExplanation& clock);

}  // namespace praxis::api
