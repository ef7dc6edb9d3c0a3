// Places in a list that is too long to be walked through: about how many records it has, and where
// a share of them lies before. A list that count() comes to the end of is asked itself; of a longer
// one, and only then, rows are looked at that lie evenly over the family's table. The same list of
// the same records gives the same answer. Belongs to one transaction.
#pragma once

#include "record/prepared_list.h"

namespace praxis::record {

constexpr std::size_t sampled_hits_wanted = 400;  // rows of the list
constexpr std::size_t sampled_rows_max = 16'384;  // of the table, for one part of a list
constexpr std::size_t sampled_rows_at_once = 1'024;

// Of a list whose count() stopped: no less than that.
Result<std::int64_t> estimated_count(db::Transaction& tx, const Lister& lister,
                                     const ListRequest& request);
// A cursor after this share of the list, 0 to 1; "" for its start.
Result<std::string> cursor_at(db::Transaction& tx, const PreparedList& list, double share);

}  // namespace praxis::record
