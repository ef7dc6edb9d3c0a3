// The row that tells streams of a change: what changed, and the columns that rights depend on,
// before and after it.
#pragma once

#include "record/journal.h"
#include "usecases/work.h"

namespace praxis::usecases {

Status write_live_event(Work& work, const record::Record* before, const record::Record& after,
                        const record::Entry& entry);

}  // namespace praxis::usecases
