#include "base/line_diff.h"

#include <algorithm>

namespace praxis {
namespace {

using Lines = std::vector<std::string_view>;
using Kind = LineChange::Kind;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// How far each diagonal (lines put in less lines taken out) was reached after each step.
class Trace {
 public:
  Trace(const Lines& from, const Lines& to) : from_(from), to_(to) {}

  // The number of changes; -1 if there are too many.
  int walk() {
    const int from_count = static_cast<int>(from_.size()), to_count = static_cast<int>(to_.size());
    for (int changes = 0; changes <= line_changes_max; ++changes) {
      std::vector<int> reached(static_cast<std::size_t>(changes) + 1);
      for (int k = -changes; k <= changes; k += 2) {
        int x = changes == 0 ? 0 : start_of(changes, k);
        while (x < from_count && x - k < to_count && line(from_, x) == line(to_, x - k)) ++x;
        reached[slot(changes, k)] = x;
        if (x >= from_count && x - k >= to_count) {
          steps_.push_back(std::move(reached));
          return changes;
        }
      }
      steps_.push_back(std::move(reached));
    }
    return -1;
  }

  // Whether the diagonal was entered by putting a line in (from the one above it).
  bool comes_by_adding(int changes, int k) const {
    return k == -changes || (k != changes && at(changes - 1, k - 1) < at(changes - 1, k + 1));
  }
  int at(int changes, int k) const {
    return steps_[static_cast<std::size_t>(changes)][slot(changes, k)];
  }

 private:
  int start_of(int changes, int k) const {
    return comes_by_adding(changes, k) ? at(changes - 1, k + 1) : at(changes - 1, k - 1) + 1;
  }
  static std::size_t slot(int changes, int k) {
    return static_cast<std::size_t>((k + changes) / 2);
  }
  static std::string_view line(const Lines& lines, int i) {
    return lines[static_cast<std::size_t>(i)];
  }

  const Lines& from_;
  const Lines& to_;
  std::vector<std::vector<int>> steps_{};
};

std::vector<LineChange> all_new(const Lines& from, const Lines& to) {
  std::vector<LineChange> changes;
  for (const auto line : from) changes.push_back({Kind::removed, line});
  for (const auto line : to) changes.push_back({Kind::added, line});
  return changes;
}

}  // namespace

std::vector<LineChange> line_changes(std::string_view from_text, std::string_view to_text) {
  const auto from = lines_of(from_text), to = lines_of(to_text);
  Trace trace(from, to);
  const int found = trace.walk();
  if (found < 0) return all_new(from, to);
  std::vector<LineChange> backwards;
  int x = static_cast<int>(from.size()), y = static_cast<int>(to.size());
  const auto take_same = [&](int until) {
    for (; x > until; --x, --y)
      backwards.push_back({Kind::same, from[static_cast<std::size_t>(x - 1)]});
  };
  for (int changes = found; changes > 0; --changes) {
    const int k = x - y;
    const bool is_added = trace.comes_by_adding(changes, k);
    const int before = trace.at(changes - 1, is_added ? k + 1 : k - 1);
    take_same(is_added ? before : before + 1);
    if (is_added)
      backwards.push_back({Kind::added, to[static_cast<std::size_t>(--y)]});
    else
      backwards.push_back({Kind::removed, from[static_cast<std::size_t>(--x)]});
  }
  take_same(0);
  std::reverse(backwards.begin(), backwards.end());
  return backwards;
}

}  // namespace praxis
