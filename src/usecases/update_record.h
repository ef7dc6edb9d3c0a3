// Changes fields of a record. With a base version, fields that others changed since are merged when
// disjoint; the same field is a Conflict that shows both values ("record.changed", details.fields:
// {name: {yours, theirs}}).
#pragma once

#include "record/record_store.h"
#include "usecases/draft.h"

namespace praxis::usecases {

Result<Outcome> update_record(Application& application, const Caller& caller,
                              const record::RecordName& name, const Draft& draft);
Result<record::Record> update_in(Work& work, const record::Record& before, const Draft& draft);
// The same; of a dry run only what would be.
Result<Outcome> update_outcome(Work& work, const record::Record& before, const Draft& draft);

// Sets the fields that the entry changed back to what they were, if nobody changed them since
// (AC7). Conflict otherwise.
Result<Outcome> undo_change(Application& application, const Caller& caller,
                            const record::RecordName& name, std::int64_t seq);

}  // namespace praxis::usecases
