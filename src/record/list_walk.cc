#include "record/list_walk.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

namespace praxis::record {
namespace {

using expr::Value;

constexpr std::size_t strand_rows_min = 8;  // read at a time of each of several strands

// As both databases compare: numbers by value, texts and ids by their bytes.
int compare_keys(const Value& left, const Value& right) {
  const auto sign = [](auto order) { return order < 0 ? -1 : order > 0 ? 1 : 0; };
  if (const auto* number = left.get<std::int64_t>()) return sign(*number <=> right.integer());
  if (const auto* id = left.get<Id>()) return sign(*id <=> right.id());
  if (const auto* real = left.get<double>())
    return *real < *right.get<double>() ? -1 : *real > *right.get<double>();
  return sign(left.text().compare(right.text()));
}

class KeyOrder {
 public:
  KeyOrder(const ListPlan& plan, Way way) : order_(plan.order), way_(way) {}

  bool is_before(const std::vector<Value>& left, const std::vector<Value>& right) const {
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const int comparison = compare_keys(left[i], right[i]);
      if (comparison != 0)
        return (comparison < 0) != (order_[i].is_descending != (way_ == Way::backward));
    }
    return false;
  }

 private:
  const std::vector<OrderKey>& order_;
  Way way_;
};

// A strand read a few rows at a time.
class StrandStream {
 public:
  explicit StrandStream(Strand strand) : strand_(std::move(strand)) {}

  // The next row; null at the end.
  Result<ListRow*> front(db::Transaction& tx, const ListStatements& statements, Way way,
                         std::size_t batch) {
    if (rows_.empty() && !is_at_end_) {
      std::vector<ListRow> read;
      TRY(statements.walk(tx, strand_, way, batch, Wanted::keys, read));
      is_at_end_ = read.size() < batch;
      if (!read.empty()) strand_.position = read.back().keys;
      std::move(read.begin(), read.end(), std::back_inserter(rows_));
    }
    return rows_.empty() ? nullptr : &rows_.front();
  }
  ListRow take() {
    auto row = std::move(rows_.front());
    rows_.pop_front();
    return row;
  }

 private:
  Strand strand_;
  std::deque<ListRow> rows_;
  bool is_at_end_ = false;
};

}  // namespace

std::vector<Strand> strands_of(const ListPlan& plan) {
  std::vector<Strand> strands(1);
  for (const auto& column : plan.fixed) {
    std::vector<Strand> longer;
    for (const auto& strand : strands)
      for (const auto& value : column.values) {
        longer.push_back(strand);
        longer.back().fixed.push_back(value);
      }
    strands = std::move(longer);
  }
  return strands;
}

Result<std::vector<ListRow>> walk_strands(db::Transaction& tx, const ListPlan& plan,
                                          const ListStatements& statements, const Cursor& cursor,
                                          std::size_t count) {
  auto strands = strands_of(plan);
  for (auto& strand : strands) strand.position = cursor.keys;
  std::vector<ListRow> rows;
  if (strands.size() == 1) {
    TRY(statements.walk(tx, strands.front(), cursor.way, count, Wanted::records, rows));
    return rows;
  }
  const auto batch = std::min(
      count, std::max(strand_rows_min, 2 * count / std::max(strands.size(), std::size_t{1})));
  const KeyOrder order(plan, cursor.way);
  std::vector<StrandStream> streams(std::make_move_iterator(strands.begin()),
                                    std::make_move_iterator(strands.end()));
  while (rows.size() < count) {
    StrandStream* next = nullptr;
    const ListRow* first = nullptr;
    for (auto& stream : streams) {
      const auto* row = TRY(stream.front(tx, statements, cursor.way, batch));
      if (!row || (first && !order.is_before(row->keys, first->keys))) continue;
      next = &stream;
      first = row;
    }
    if (!next) break;
    rows.push_back(next->take());
  }
  return rows;
}

Result<std::optional<std::vector<ListRow>>> own_rows(db::Transaction& tx, const ListPlan& plan,
                                                     const ListStatements& statements,
                                                     const std::vector<OrderKey>& keys) {
  const auto has_no_index = [&](const auto& term) { return index_of_own_term(plan, term).empty(); };
  if (plan.own.empty() || std::ranges::any_of(plan.own, has_no_index)) return std::nullopt;
  std::vector<ListRow> rows;
  for (const auto& term : plan.own) {
    TRY(statements.gather(tx, term, keys, own_rows_max + 1, rows));
    if (rows.size() > own_rows_max) return std::nullopt;
  }
  std::unordered_set<std::int64_t> seen;
  std::erase_if(rows, [&](const auto& row) { return !seen.insert(row.row).second; });
  return rows;
}

std::vector<ListRow> page_of(std::vector<ListRow> rows, const ListPlan& plan, const Cursor& cursor,
                             std::size_t count) {
  const KeyOrder order(plan, cursor.way);
  if (!cursor.keys.empty())
    std::erase_if(rows, [&](const auto& row) { return !order.is_before(cursor.keys, row.keys); });
  const auto end = rows.begin() + static_cast<std::ptrdiff_t>(std::min(count, rows.size()));
  std::partial_sort(rows.begin(), end, rows.end(), [&](const auto& left, const auto& right) {
    return order.is_before(left.keys, right.keys);
  });
  rows.erase(end, rows.end());
  return rows;
}

std::vector<ListRow> merged_pages(std::vector<ListRow> left, std::vector<ListRow> right,
                                  const ListPlan& plan, Way way, std::size_t count) {
  if (left.empty()) return right;
  const KeyOrder order(plan, way);
  std::vector<ListRow> rows;
  rows.reserve(left.size() + right.size());
  std::merge(std::make_move_iterator(left.begin()), std::make_move_iterator(left.end()),
             std::make_move_iterator(right.begin()), std::make_move_iterator(right.end()),
             std::back_inserter(rows),
             [&](const auto& a, const auto& b) { return order.is_before(a.keys, b.keys); });
  if (rows.size() > count) rows.resize(count);
  return rows;
}

}  // namespace praxis::record
