// Which columns a list reads, and where in a statement each field's value then stands: those that
// are wanted and those that rights depend on. Made once for a statement, so that a row is read
// without a look at what was not asked for. Pure; valid while the model is.
#pragma once

#include <string>
#include <vector>

#include "db/database.h"
#include "record/lister.h"
#include "record/record.h"
#include "record/row_codec.h"

namespace praxis::record {

class ListColumns {
 public:
  // The columns of what is wanted (all, if nothing is named: fields, or the engine's own), those
  // that say which record it is, and what the permissions to read the type and its subtypes read.
  ListColumns(const Lister& lister, const pack::RecordType& type,
              const std::vector<std::string>& wanted);

  const Family& family() const { return *family_; }
  const std::string& sql() const { return sql_; }  // "\"row\", \"id\", …"
  int count() const { return count_; }

  // Reads a row that begins with these columns. `record` may hold an earlier row: what it has
  // allocated is used again.
  Status read(const db::Row& row, Record& record) const;

 private:
  // Where in the statement a field's value stands; -1: nowhere.
  struct Slot {
    int field, column, currency, override_column;
  };
  struct OfType {
    const pack::RecordType* type;
    std::vector<Slot> slots;
  };
  void select(const std::vector<bool>& is_read, std::vector<int>& positions);
  const OfType* of_type(std::string_view name) const;

  const Family* family_;
  EnginePlaces engine_places_{};
  std::string sql_;
  int count_ = 0;
  std::vector<OfType> types_;
};

}  // namespace praxis::record
