// The last step of every verb that changes a record: figures, clocks, row, journal, timers,
// notices, live event and rules, in this order and in the caller's transaction. Nothing else writes
// records.
#pragma once

#include <optional>

#include "record/field_value.h"
#include "record/record_store.h"
#include "usecases/draft.h"

namespace praxis::usecases {

struct Written {
  const pack::Effects* effects =
      nullptr;  // of the transition or rule that led here: notices, comment, create
  // Which rules it fires; none: no rule listens to it.
  std::optional<pack::EventRule::Event> event = pack::EventRule::Event::update;
  std::string comment{};  // of a comment entry
};

// Inserts `record` with its first entry.
Status write_new(Work& work, record::Record& record, record::Entry entry, const Written& written);
// Updates from `before`; `after` may change once more when rules move it.
Status write_change(Work& work, const record::Record& before, record::Record& after,
                    record::Entry entry, const Written& written);

// What a rule of the event `schedule` does when its moment has come, if its `when` holds.
Status run_scheduled_rule(Work& work, const pack::EventRule& rule, record::Record& record);
// What a rule or a clock's threshold does, as the engine: fields, notices (with `text`), and what
// lies beyond the record.
Status run_effects(Work& engine, record::Record& record, const pack::Effects& effects,
                   const std::string& text = {});

// Turns what a draft names into an id, if the caller may see what is named or the draft is trusted.
record::Resolver resolver(Work& work, const Draft& draft);

}  // namespace praxis::usecases
