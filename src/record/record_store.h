// Reads and writes records' rows, long texts, sets and search terms. All reads but lock() are
// trimmed by Scope: what may not be seen is NotFound. Runs inside the caller's transaction.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/database.h"
#include "record/journal.h"
#include "record/lister.h"
#include "record/record.h"

namespace praxis::record {

// What a caller names a record by: id or number, perhaps with its type.
struct RecordName {
  std::string type{};  // "" where the number or id says enough
  std::string text;    // "INC-42" or a UUID
};

// The record, whole, if the actor may read it; NotFound otherwise. Who only reads versions gets the
// newest one (Record::face says so).
Result<Record> read(db::Transaction& tx, const Lister& lister, const RecordName& name);
Result<Record> read(db::Transaction& tx, const Lister& lister, const pack::RecordType& type, Id id);
// The working copy with its row locked until the transaction ends, if the actor may read it.
Result<Record> lock(db::Transaction& tx, const Lister& lister, const RecordName& name);
Result<Record> lock(db::Transaction& tx, const Lister& lister, const pack::RecordType& type, Id id);
// Without asking rights: for effects and expressions. Nothing if there is no such row.
Result<std::optional<Record>> find(db::Transaction& tx, const Model& model,
                                   const pack::RecordType& type, Id id);
Result<std::optional<Record>> find_external(db::Transaction& tx, const Model& model,
                                            const pack::RecordType& type, std::string_view source,
                                            std::string_view key);
// The id of the record of a type whose unique `key` or `email`, number or external key is `text`;
// for references.
Result<std::optional<Id>> find_id(db::Transaction& tx, const Model& model,
                                  const pack::RecordType& type, std::string_view text);
// Titles of records by id, for showing references: {id, number, title, type}. Unknown ids are left
// out.
struct Title {
  Id id;
  std::string type, number, title;
};
Result<std::vector<Title>> titles(db::Transaction& tx, const Model& model,
                                  const pack::RecordType& type, std::span<const Id> ids);

// The next number of a type: "INC-43".
Result<std::string> next_number(db::Transaction& tx, const Model& model,
                                const pack::RecordType& type);
// The sequence that counts them: types that inherit a number share it.
std::string number_sequence(const Model& model, const pack::RecordType& type);

// Inserts the row (sets record.row) and all that hangs on it, with the journal entry that made it.
Status insert(db::Transaction& tx, const Model& model, Record& record, Entry entry);
// Writes what differs between `before` and `after`, with its journal entry; raises the version if a
// field or the state changed.
Status update(db::Transaction& tx, const Model& model, const Record& before, Record& after,
              Entry entry);
// The second half of update(): what differs, after its entries were appended. For bulk imports.
Status update_row(db::Transaction& tx, const Model& model, const Record& before,
                  const Record& after);
// The changes from one to the other, as a journal shows them.
std::vector<ValueChange> changes_between(const Record& before, const Record& after);

// The same of one family's table, be it that of working copies or of newest versions.
Result<std::optional<Record>> find_in(db::Transaction& tx, const Model& model, const Family& family,
                                      Id id);
Status insert_row(db::Transaction& tx, const Model& model, const Family& family, Record& record);
Status write_row(db::Transaction& tx, const Model& model, const Family& family,
                 const Record& before, const Record& after);

// A row of `select_list` as a record (long texts and sets are not in it).
Result<Record> record_from_row(const Model& model, const Family& family, const db::Row& row);
// Adds long texts and sets to records of one family.
Status add_texts_and_sets(db::Transaction& tx, const Family& family, std::span<Record> records);

}  // namespace praxis::record
