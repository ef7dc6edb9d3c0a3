#include "record/list_place.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "record/list_walk.h"

namespace praxis::record {
namespace {

// The fractions of its multiples lie evenly, however many there are.
constexpr double golden_ratio = 0.618'033'988'749'894'9;

class RowPicker {
 public:
  explicit RowPicker(std::int64_t newest) : newest_(newest) {}

  // The next rows to look at, none twice; none when all were.
  std::vector<std::int64_t> pick() {
    std::vector<std::int64_t> rows;
    const auto most = std::min(sampled_rows_max, static_cast<std::size_t>(newest_));
    while (rows.size() < sampled_rows_at_once && seen_.size() < most) {
      const auto fraction = std::fmod(static_cast<double>(next_++) * golden_ratio, 1.0);
      auto row = 1 + static_cast<std::int64_t>(fraction * static_cast<double>(newest_));
      while (!seen_.insert(row).second) row = row % newest_ + 1;
      rows.push_back(row);
    }
    return rows;
  }
  double rows_for_each() const {
    return static_cast<double>(newest_) /
           static_cast<double>(std::max<std::size_t>(1, seen_.size()));
  }

 private:
  std::int64_t newest_;
  std::int64_t next_ = 1;
  std::unordered_set<std::int64_t> seen_{};
};

// Rows of one part, each with how many it stands for; a narrow actor's own are all there.
Result<std::vector<ListRow>> sample_of(db::Transaction& tx, const ListStatements& part) {
  if (auto own = TRY(own_rows(tx, part.plan(), part, part.plan().order))) return std::move(*own);
  RowPicker picker(TRY(part.newest_row(tx)));
  std::vector<ListRow> rows;
  while (rows.size() < sampled_hits_wanted) {
    const auto picked = picker.pick();
    if (picked.empty()) break;
    TRY(part.among(tx, picked, rows));
  }
  for (auto& row : rows) row.stands_for = picker.rows_for_each();
  return rows;
}

Result<std::vector<ListRow>> sample_of(db::Transaction& tx, const PreparedList& list) {
  std::vector<ListRow> rows;
  for (const auto& part : list.parts) {
    auto more = TRY(sample_of(tx, part));
    const auto count = rows.size() + more.size();
    more = page_of(std::move(more), part.plan(), {}, more.size());
    rows = merged_pages(std::move(rows), std::move(more), part.plan(), Way::forward, count);
  }
  return rows;
}

double count_of(const std::vector<ListRow>& rows) {
  double count = 0;
  for (const auto& row : rows) count += row.stands_for;
  return count;
}

// Exact up to count_max; above, some more than that.
Result<std::int64_t> capped_count(db::Transaction& tx, const PreparedList& list) {
  std::int64_t count = 0;
  for (const auto& part : list.parts) {
    if (const auto own = TRY(own_rows(tx, part.plan(), part, {}))) {
      count += static_cast<std::int64_t>(own->size());
      continue;
    }
    for (const auto& strand : strands_of(part.plan()))
      if (count <= count_max) count += TRY(part.count(tx, strand));
  }
  return count;
}

Result<std::vector<ListRow>> first_rows(db::Transaction& tx, const PreparedList& list,
                                        std::size_t count) {
  std::vector<ListRow> rows;
  for (const auto& part : list.parts) {
    auto own = TRY(own_rows(tx, part.plan(), part, part.plan().order));
    auto more = own ? page_of(std::move(*own), part.plan(), {}, count)
                    : TRY(walk_strands(tx, part.plan(), part, {}, count));
    rows = merged_pages(std::move(rows), std::move(more), part.plan(), Way::forward, count);
  }
  return rows;
}

// The row that so many come before or are.
const ListRow* row_at(const std::vector<ListRow>& rows, double place) {
  double before = 0;
  for (const auto& row : rows) {
    before += row.stands_for;
    if (before >= place) return &row;
  }
  return rows.empty() ? nullptr : &rows.back();
}

}  // namespace

Result<std::int64_t> estimated_count(db::Transaction& tx, const Lister& lister,
                                     const ListRequest& request) {
  const auto list = TRY(prepare_list(lister, request, Purpose::counts, tx.engine()));
  const auto count = static_cast<std::int64_t>(std::llround(count_of(TRY(sample_of(tx, list)))));
  return std::max(count, count_max + 1);
}

Result<std::string> cursor_at(db::Transaction& tx, const PreparedList& list, double share) {
  if (share >= 1) return std::string(cursor_of_last_page);
  const auto count = TRY(capped_count(tx, list));
  std::vector<ListRow> rows;
  double place = 0;
  if (count <= count_max) {
    place = std::floor(share * static_cast<double>(count));
    if (place >= 1) rows = TRY(first_rows(tx, list, static_cast<std::size_t>(place)));
  } else {
    rows = TRY(sample_of(tx, list));
    place = share * count_of(rows);
  }
  const auto* row = share > 0 ? row_at(rows, place) : nullptr;
  return row ? text_of_cursor({Way::forward, row->keys}, list.fingerprint) : std::string();
}

}  // namespace praxis::record
