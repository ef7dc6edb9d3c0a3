// What expressions compute over a record's journal: entered_at, time_in, first_comment_at, changes,
// times, entries, made_by. Pure over the entries given. Fields that are such a figure are kept as
// columns and moved on with each entry.
#pragma once

#include <span>

#include "record/bindings.h"
#include "record/journal.h"

namespace praxis::record {

// The value of a journal function over entries, oldest first; `now` ends a state that still lasts.
expr::Value figure(const pack::Meaning& meaning, const pack::RecordType& type,
                   std::span<const Entry> entries, Instant now);

// Whether a field keeps exactly what this journal function gives.
bool keeps_figure(const pack::Field& field, const pack::Meaning& meaning);
// The states of a type that "resolved" or "phase.resolved" names.
std::vector<std::string> states_meant(const pack::RecordType& type, std::string_view wanted);

// Moves the figures of `after` on by the entry that is about to be appended. Reads the journal only
// for a figure that the entry touches and that cannot be had from its last value.
Status update_figures(const Surroundings& in, Record& after, const Entry& pending);

// Works all figures out anew from a whole journal, oldest first, that is at hand: bulk imports,
// verify.
void compute_figures(const Surroundings& in, Record& record, std::span<const Entry> entries);

}  // namespace praxis::record
