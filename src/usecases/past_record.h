// A record as it stood before and after an entry of its journal: its fields and its state. What
// else it has (links, figures, clocks, times) is as it is now.
#pragma once

#include <optional>

#include "record/model.h"
#include "record/record.h"
#include "usecases/work.h"

namespace praxis::usecases {

constexpr int entries_undone_max = 50;  // newer than the one asked about

struct AroundEntry {
  std::optional<record::Record> before{};  // none: the entry made it
  record::Record after{};
};
// Nothing if there is no such record. Where more entries followed than are looked at both are the
// record as it is.
Result<std::optional<AroundEntry>> around_entry(db::Transaction& tx, const record::Model& model,
                                                const pack::RecordType& type, Id id,
                                                std::int64_t seq);

}  // namespace praxis::usecases
