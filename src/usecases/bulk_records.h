// Changes many records as one operation: the same edit, transition or comment on each, or the edits
// of an earlier operation taken back. Each record is changed or refused on its own, under its own
// rights and guards. Written in batches of `bulk_batch`, a transaction each; batches that were
// committed stay if the process ends before the last, and a retry with the same idempotency key
// goes on after them. All journal entries carry the operation's id. Never a silent part: every
// record selected has a result.
#pragma once

#include <variant>

#include "usecases/comment_record.h"

namespace praxis::usecases {

constexpr int bulk_records_max = 1'000;     // of one edit
constexpr int undone_records_max = 10'000;  // of one operation taken back
constexpr std::size_t bulk_batch = 50;

// Records by id or number, or else those that a list holds: a filter, a view or both.
struct BulkSelection {
  std::string type;
  std::vector<std::string> names{};
  std::string filter{}, view{};
  bool is_active_only = false;
  int limit = bulk_records_max;
};

struct BulkTransition {
  std::string name;
  Draft draft;
};
struct OperationUndo {
  Id operation;
};
using BulkVerb = std::variant<Draft, BulkTransition, CommentDraft, OperationUndo>;

struct BulkDraft {
  BulkSelection of;
  BulkVerb verb;
  DryRun dry_run = DryRun::no;
  std::optional<Idempotency> idempotency{};
};

struct BulkResult {
  enum class What { changed, unchanged, refused };
  std::string name;  // as the caller named it; "" of a filter
  Id id{};           // nil: there is none of that name that the caller may see
  std::string type{}, number{};
  What what = What::refused;
  std::int64_t version = 0, journal_seq = 0;
  std::string made{};  // the number of a record that a late transition made
  std::optional<Error> refusal{};
};
struct BulkOutcome {
  Id operation{};
  std::vector<BulkResult> results{};
  bool has_more = false;  // the filter matches more than `limit`
  bool is_replayed = false;
};

Result<BulkOutcome> bulk_records(Application& application, const Caller& caller,
                                 const BulkDraft& draft);

}  // namespace praxis::usecases
