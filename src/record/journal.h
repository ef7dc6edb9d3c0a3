// The journal: append-only, one entry for each change of a record or of a setting (a setting's
// entries stand in the journal of the organization it belongs to, a token's in the person's). An
// entry hashes commitments, SHA-256 over salt and value, so that erasing a value leaves the chain
// provable; entries of a record chain by head(n) = SHA-256(head(n-1) ‖ canonical(entry n)). The
// record's row holds seq and head, written under its lock. Format: docs/journal.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "pack/model.h"
#include "record/record.h"

namespace praxis::record {

enum class EntryKind { create, field, transition, comment, link, clock, setting, attachment };
std::string_view name(EntryKind kind);

struct ValueChange {
  std::string name;  // field, setting, link, or "body" of a comment
  Json from{};       // null: was empty
  Json to{};
};

struct Entry {
  std::int64_t seq = 0;
  EntryKind kind = EntryKind::field;
  std::string transition{};
  std::string from_state{}, to_state{};
  Instant occurred_at{}, recorded_at{};
  Id actor{};  // nil: the engine
  pack::Side side = pack::Side::system;
  std::string via{};         // web api mail rule time import cli
  std::string visibility{};  // comments: public internal
  std::optional<Instant> promised_at{};
  Id operation{};  // bulk edits and imports share one
  std::int64_t generation = 0;
  std::string reason{};
  std::vector<ValueChange> changes{};
  Digest head{};  // after this entry
};

// Appends and moves record.journal_seq and journal_head on; the caller writes the record's row in
// the same transaction.
Status append(db::Transaction& tx, Record& record, Entry entry);

struct JournalPage {
  std::vector<Entry> entries;
  bool has_more = false;
};
enum class Order { oldest_first, newest_first };
// Entries after (or before, newest first) `from_seq`; 0: from the end of that order. What the actor
// may not read of an entry is cut by the caller (usecases/read_history.cc).
Result<JournalPage> read_journal(db::Transaction& tx, Id record, std::int64_t from_seq, int limit,
                                 Order order);
// Entries of the given kinds that touch one of `names` (any, if empty), oldest first: for figures
// and undo.
Result<std::vector<Entry>> read_entries(db::Transaction& tx, Id record,
                                        std::vector<EntryKind> kinds);

// What a bulk edit or an import has written: the records, in id order, and the entries of one of
// them, oldest first.
Result<std::vector<Id>> records_of_operation(db::Transaction& tx, Id operation);
Result<std::vector<Entry>> entries_of_operation(db::Transaction& tx, Id operation, Id record);

struct ChainFault {
  Id record;
  std::int64_t seq;
  std::string what;
};
// Recomputes every chain and compares with the rows; appends a fault a broken entry. `each` is told
// progress.
Result<std::vector<ChainFault>> verify_chains(db::Transaction& tx, std::string_view family,
                                              FunctionRef<void(std::int64_t done)> progress);

// The Merkle root (RFC 9162 hashing) over all heads of all families in id order, kept as a
// checkpoint.
struct Checkpoint {
  std::int64_t number = 0;
  Instant at{};
  std::int64_t records = 0;
  Digest root{};
};
Result<Checkpoint> make_checkpoint(db::Transaction& tx, const std::vector<std::string>& families,
                                   Instant now);
Result<std::optional<Checkpoint>> newest_checkpoint(db::Transaction& tx);

}  // namespace praxis::record
