// How far each person has read each record: up to which entry of its journal. Kept per person,
// never journaled, told to nobody else. A record is unread for a person if somebody else has
// written an entry that they may see and have not read; what only others may see does not show.
// Runs inside the caller's transaction, but for the two verbs.
#pragma once

#include <span>

#include "record/record_store.h"
#include "usecases/work.h"

namespace praxis::usecases {

// Read up to entry `seq`, or to the newest; a mark never goes back by this.
Status mark_read(Application& application, const Caller& caller, const record::RecordName& name,
                 std::optional<std::int64_t> seq);
// Unread, whoever wrote last, until it is read again.
Status mark_unread(Application& application, const Caller& caller, const record::RecordName& name);

// By the records' order: whether it is unread for the actor.
Result<std::vector<bool>> unread(Work& work, std::span<const record::Record> records);

}  // namespace praxis::usecases
