// Two linked records kept in step (docs/packs.md, in_step): when one makes a transition or changes
// a shared field, the other follows in the same transaction, as the same person's deed, their
// rights on it not asked. What one has passed on never comes back to it. Belongs to one unit of
// work.
#pragma once

#include "record/record_store.h"
#include "usecases/work.h"

namespace praxis::usecases {

// Locks the named record and, where links keep it in step with others, these too, all in the order
// of their ids, so that two who move a pair from its two ends wait instead of blocking each other.
// Rights are not asked here; what is not there is left to whoever reads it.
Status lock_in_step(Work& work, const record::RecordName& name);

// Moves on what is in step with `after`, which the entry has just written; `before`: as it was,
// null for a new record, which joins when it is linked. Conflict "link.out_of_step" where a link
// says that the other end's refusal counts; where it says "flag" the refusal is noted on the link
// and in the journal.
Status keep_in_step(Work& work, const record::Record* before, record::Record& after,
                    const record::Entry& entry);
// The same asked of a dry run, nothing written: the refusal, if there would be one.
Result<std::optional<Error>> refusal_in_step(Work& work, const record::Record& before,
                                             const record::Record& after,
                                             const std::string& transition);

// Two records that were just linked share their fields from now on: what `from` holds counts, and
// where it holds nothing what `to` holds. `name`: the link as seen from `record`.
Status join_in_step(Work& work, record::Record& record, const std::string& name,
                    record::Record& other);

}  // namespace praxis::usecases
