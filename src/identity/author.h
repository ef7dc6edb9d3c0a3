// Who changes an identity, and how it is journaled: as an entry of kind `setting` in the journal of
// the person concerned. Values of passwords and tokens never come here. Runs inside the caller's
// transaction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/record_store.h"

namespace praxis::identity {

struct Author {
  const record::Lister& lister;  // whose scope is the author's
  std::string_view via;          // web api cli …
};

// The person's record, locked; NotFound where the author may not see it.
Result<record::Record> lock_person(db::Transaction& tx, const Author& author, Id person);

// Adds the changes to the journal of `person` as it was locked.
Status journal_changes(db::Transaction& tx, const Author& author, const record::Record& person,
                       std::vector<record::ValueChange> changes);

}  // namespace praxis::identity
