// What a writer has seen to be in the database, as 64-bit marks in a table of fixed size: who makes
// sure of many small rows with every write, as search does of words, asks for the new ones alone. A
// mark that is missing says nothing; one that is there was true in the running transaction. Marks
// of a closure that comes to nothing go with it, all of them when something else may have written.
// Belongs to the writer's thread.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace praxis::db {

class KnownMarks {
 public:
  bool has(std::uint64_t mark) const { return marks_[slot_of(mark)] == mark && mark != 0; }
  void add(std::uint64_t mark) {
    if (has(mark)) return;
    marks_[slot_of(mark)] = mark;
    added_.push_back(slot_of(mark));
  }
  void remove(std::uint64_t mark) {
    if (has(mark)) marks_[slot_of(mark)] = 0;
  }

  // The marks since the last of these calls stay, or go.
  void keep() { added_.clear(); }
  void undo() {
    for (const auto slot : added_) marks_[slot] = 0;
    added_.clear();
  }
  void forget_all() {
    marks_.fill(0);
    added_.clear();
  }

 private:
  static constexpr std::size_t slots = 1U << 16U;
  static std::size_t slot_of(std::uint64_t mark) { return static_cast<std::size_t>(mark % slots); }

  std::array<std::uint64_t, slots> marks_{};
  std::vector<std::size_t> added_;
};

}  // namespace praxis::db
