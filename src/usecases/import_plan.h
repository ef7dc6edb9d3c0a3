// A map bound to a file and to the packs in force: each distinct cell checked and translated once,
// and the records that cells name looked up. What is wrong is a problem with its first line;
// replaying (import_replay.h) then cannot meet it. Made inside a read; belongs to one import.
#pragma once

#include <unordered_map>

#include "expr/value.h"
#include "usecases/import_map.h"
#include "usecases/import_table.h"
#include "usecases/import_time.h"
#include "usecases/work.h"

namespace praxis::usecases {

// A person, group, site … that cells name.
struct WantedRecord {
  const pack::RecordType* type = nullptr;
  std::string key, text;
  const ValueSource* source = nullptr;
  std::int64_t line = 0;
  Id id{};                  // nil: not there yet
  bool is_missing = false;  // and to be made
};

struct BoundValue {
  expr::Value value{};
  int wanted = -1;  // of a reference: into ImportPlan::wanted
};

struct BoundSource {
  const ValueSource* source = nullptr;
  int column = -1;
  std::vector<BoundValue> values{};  // by code; of a constant: one
  std::vector<std::vector<int>>
      part_columns{};  // of a template: of each part, the columns of its pieces
};

struct BoundField {
  int field = -1;
  bool is_override = false;  // computed here, told by the file
  BoundSource from{};
};

struct ImportPlan {
  const ImportMap* map = nullptr;
  const ImportTable* table = nullptr;
  std::int64_t generation = 0;  // of the packs that the map was read against
  std::vector<WantedRecord> wanted{};
  std::vector<BoundField> fields{};
  std::optional<BoundSource> row_by{}, opened_by{};
  int row_at = -1, opened_at = -1, state = -1, comment = -1;
  std::vector<std::optional<Instant>> row_times{}, opened_times{};  // by code
  std::vector<int> states{};  // by code: position or ImportMap::keep_state
  std::vector<std::vector<std::string>> transitions{};  // [from][to]: its name, or ""
  struct Counter {
    const ImportMap::Counter* counter = nullptr;
    int column = -1;
    std::vector<std::int64_t> values{};  // by code
  };
  std::vector<Counter> counters{};

  // What a field is to be after a row; templates are put together here.
  expr::Value value_of(const BoundField& bound, std::size_t row) const;
  // A template's text in a row; "" where nothing is known.
  std::string composed(const BoundField& bound, std::size_t row) const;
  Id person_of(const std::optional<BoundSource>& from, std::size_t row) const;

 private:
  expr::Value value_of(const BoundSource& from, std::size_t row) const;
};

// Everything that can be checked without looking records up.
ImportPlan plan_import(const ImportMap& map, const ImportTable& table, const Work& work,
                       ImportProblems& problems);

// Looks up what cells name; what is missing and may not be made is a problem.
Status find_wanted(ImportPlan& plan, Work& work, ImportProblems& problems);
// What is not there, as it is to be made: a transaction a batch, what others belong to first.
std::vector<std::vector<std::size_t>> missing_batches(const ImportPlan& plan);
// Makes these wanted records in the caller's transaction; their ids in that order.
Result<std::vector<Id>> make_wanted(const ImportPlan& plan, Work& work,
                                    std::span<const std::size_t> which);

}  // namespace praxis::usecases
