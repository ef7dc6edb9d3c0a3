#include "sla/open_year.h"

#include <algorithm>

namespace praxis::sla {
namespace {

constexpr std::int64_t us_of_a_day = days(1).us;

std::vector<OpenPeriod> merged(Instant begin, Instant end, std::vector<OpenPeriod> periods) {
  std::sort(periods.begin(), periods.end(),
            [](const auto& a, const auto& b) { return a.open < b.open; });
  std::vector<OpenPeriod> kept;
  for (auto& one : periods) {
    one = {std::max(one.open, begin), std::min(one.close, end)};
    if (one.open >= one.close) continue;
    if (!kept.empty() && one.open <= kept.back().close)
      kept.back().close = std::max(kept.back().close, one.close);
    else
      kept.push_back(one);
  }
  return kept;
}

}  // namespace

OpenYear::OpenYear(Instant begin, Instant end, std::vector<OpenPeriod> periods)
    : begin_(begin), end_(end), periods_(merged(begin, end, std::move(periods))) {
  std::int64_t sum = 0;
  for (const auto& one : periods_) {
    before_.push_back(sum);
    sum += (one.close - one.open).us;
  }
  before_.push_back(sum);
  index_days();
  index_shares();
}

void OpenYear::index_days() {
  std::uint32_t first = 0;
  for (auto day = begin_; day < end_; day = day + days(1)) {
    while (first < periods_.size() && periods_[first].close <= day) ++first;
    first_of_day_.push_back(first);
  }
}

// As many shares as periods: one holds about one period's begin.
void OpenYear::index_shares() {
  const auto count = static_cast<std::int64_t>(periods_.size());
  if (count == 0) return;
  share_us_ = total().us / count + 1;
  std::uint32_t first = 0;
  for (std::int64_t worked = 0; worked <= total().us; worked += share_us_) {
    while (first + 1 < periods_.size() && before_[first + 1] <= worked) ++first;
    first_of_share_.push_back(first);
  }
  first_of_share_.push_back(static_cast<std::uint32_t>(count - 1));
}

std::size_t OpenYear::first_closing_after(Instant at) const {
  const auto day = static_cast<std::size_t>((at - begin_).us / us_of_a_day);
  if (day >= first_of_day_.size()) return periods_.size();
  std::size_t i = first_of_day_[day];
  while (i < periods_.size() && periods_[i].close <= at) ++i;
  return i;
}

Span OpenYear::worked_until(Instant at) const {
  const auto i = first_closing_after(at);
  if (i == periods_.size()) return total();
  const auto in_period = at > periods_[i].open ? (at - periods_[i].open).us : 0;
  return {before_[i] + in_period};
}

// The period in which the worked time `worked_us` lies, its end not included.
std::size_t OpenYear::period_with(std::int64_t worked_us) const {
  const auto share = static_cast<std::size_t>(worked_us / share_us_);
  const auto from = before_.begin() + first_of_share_[share];
  const auto to = before_.begin() + first_of_share_[share + 1] + 1;
  return static_cast<std::size_t>(std::upper_bound(from, to, worked_us) - before_.begin()) - 1;
}

Instant OpenYear::earliest_with(Span worked) const {
  // The last microsecond of what is worked: so the end of one period, not the begin of the next.
  const auto i = period_with(worked.us - 1);
  return periods_[i].open + Span{worked.us - before_[i]};
}

Instant OpenYear::latest_with(Span worked) const {
  const auto i = period_with(worked.us);
  return periods_[i].open + Span{worked.us - before_[i]};
}

}  // namespace praxis::sla
