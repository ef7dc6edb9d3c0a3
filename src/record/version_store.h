// Numbered versions of records whose type has `versions` (docs/packs.md): the transition that cuts
// one keeps the fields that the type names. Readers see nothing but the newest: it lies, whole, in
// the tables of Family::newest, with the fields that are not kept as they stand now, so that lists
// and searches of readers walk those tables with the same rights. Written by record_store alone, in
// the transaction that writes the working copy.
#pragma once

#include <optional>
#include <vector>

#include "db/database.h"
#include "record/journal.h"
#include "record/lister.h"
#include "record/record.h"

namespace praxis::record {

struct Version {
  std::int64_t number = 0;  // from 1
  Instant cut_at{};
  Id cut_by{};
  std::int64_t journal_seq = 0;  // of the transition that cut it
  JsonObject values{};           // by field name, as value_to_json writes them
};

// Newest first.
Result<std::vector<Version>> versions_of(db::Transaction& tx, Id record);
// The number of the newest; 0 if none was cut.
Result<std::int64_t> newest_version_of(db::Transaction& tx, Id record);
// What readers see of the record; nothing if no version was cut.
Result<std::optional<Record>> find_newest(db::Transaction& tx, const Model& model,
                                          const pack::RecordType& type, Id id);

// Brings the newest version in line after a write: cuts one if the entry says so.
Status follow_with_versions(db::Transaction& tx, const Model& model, const Record& after,
                            const Entry& entry);
// Whether the entry cuts a version of such a record.
bool cuts_version(const pack::RecordType& type, const Entry& entry);

// What an actor sees of a record, as its columns say.
enum class Sight { nothing, newest_version, working_copy };
Sight sight_of(db::Transaction& tx, const Lister& lister, const Record& record);
// Whether a role only reads versions of the type.
bool is_reader(const pack::RecordType& type, std::string_view role);

}  // namespace praxis::record
