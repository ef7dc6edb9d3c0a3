// Who looks at a record or edits it just now, as their pages say: one row a person and record,
// which holds for `presence_kept` unless it is said again. Never journaled, in no event log and
// without an id to resume after; event streams look at the table, so that it crosses nodes. Only
// who may read a record learns of it or is in it. Runs inside the caller's transaction, but for the
// two verbs.
#pragma once

#include <map>
#include <vector>

#include "record/record_store.h"
#include "usecases/work.h"

namespace praxis::usecases {

constexpr Span presence_kept = seconds(60);
constexpr std::int64_t presence_max = 10'000;  // rows read at a time

enum class Doing { looks, edits };
std::string_view name(Doing doing);  // "looks", "edits"

struct Present {
  Id person{};
  Doing doing = Doing::looks;
  Instant since{};
  bool operator==(const Present&) const = default;
};

Status note_presence(Application& application, const Caller& caller, const record::RecordName& name,
                     Doing doing);
Status end_presence(Application& application, const Caller& caller, const record::RecordName& name);

// In the order in which they came.
Result<std::vector<Present>> present_at(db::Transaction& tx, Id record, Instant now);
// At all records, by record.
Result<std::map<Id, std::vector<Present>>> all_present(db::Transaction& tx, Instant now);

// For a job.
Status forget_absent(db::Transaction& tx, Instant now);

}  // namespace praxis::usecases
