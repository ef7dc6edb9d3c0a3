// Plays the rows of a case: what they make of a record, and the journal entries that tell it as it
// was. The log decides: a state is taken where no transition leads to it, and effects of
// transitions are not run again. Writes nothing. Belongs to one transaction.
#pragma once

#include <span>
#include <vector>

#include "usecases/import_plan.h"

namespace praxis::usecases {

struct Replayed {
  record::Record record{};
  std::vector<record::Entry> entries{};  // without seq and head
  std::vector<int> row_states{};         // the state after each row
  Instant entered_at{};                  // when the last state was entered
};

class Replay {
 public:
  Replay(const ImportPlan& plan, Work& work) : plan_(plan), work_(work) {}

  // The case from its opening on. One entry for the opening, one for each row, one for each
  // comment.
  Replayed whole(std::span<const std::uint32_t> rows);
  // Goes on with a record as it is stored now, from rows[first] on; `first` is not 0.
  Result<Replayed> rest(record::Record stored, std::span<const std::uint32_t> rows,
                        std::size_t first);

 private:
  struct Step {
    std::size_t row;
    std::optional<std::size_t> before;  // the row before it; none: everything is new
  };

  void open(Replayed& out, std::size_t row);
  void take_row(Replayed& out, Step step);
  void take_comment(Replayed& out, Step step);
  bool has_changed(const BoundSource& from, Step step) const;
  bool take_fields(record::Record& record, Step step);
  void compute(record::Record& record, std::size_t row);
  record::Entry entry_of(std::size_t row, record::EntryKind kind) const;
  void close(Replayed& out);

  const ImportPlan& plan_;
  Work& work_;
};

}  // namespace praxis::usecases
