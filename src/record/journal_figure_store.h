// Journal functions (entered_at, time_in, first_comment_at, changes, times, entries, made_by) as
// SQL over the journal of each row: for metrics and evidence, where no field keeps them. What
// figure() gives for the same entries. Pure.
#pragma once

#include <string>

#include "db/database.h"
#include "pack/model.h"

namespace praxis::record {

struct JournalOf {
  std::string record;  // SQL of the record's id
  std::string alias;   // for the journal's rows, quoted
  db::Engine engine = db::Engine::sqlite;
  Instant now{};  // ends a state that still lasts
};
Result<std::string> journal_figure_sql(const pack::Meaning& meaning, const pack::RecordType& type,
                                       const JournalOf& of);

}  // namespace praxis::record
