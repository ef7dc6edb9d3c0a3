// Writes records together with a whole history at once: one row, its journal, its texts and search
// terms, as if each entry had been written when it happened. For imports of the past; decides
// nothing. Runs inside the caller's transaction.
#pragma once

#include <vector>

#include "record/record_store.h"

namespace praxis::record {

// Inserts the record as its entries leave it; there is at least one. Raises the version by each.
Status insert_with_history(db::Transaction& tx, const Model& model, Record& record,
                           std::vector<Entry> entries);
// Writes what differs between `before` (as it is stored) and `after`, and appends the entries.
Status update_with_history(db::Transaction& tx, const Model& model, const Record& before,
                           Record& after, std::vector<Entry> entries);

// The records of a type, subtypes included, whose title is this text without regard to letter case;
// at most two.
Result<std::vector<Id>> find_by_title(db::Transaction& tx, const Model& model,
                                      const pack::RecordType& type, std::string_view title);

}  // namespace praxis::record
