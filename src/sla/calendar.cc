#include "sla/calendar.h"

#include <fmt/format.h>

#include <algorithm>

#include "sla/open_days.h"

namespace praxis::sla {
namespace {

constexpr Instant ever_begin{INT64_MIN}, ever_end{INT64_MAX};
constexpr std::int64_t day_us = days(1).us;

constexpr Instant year_begin(int year) {
  const Day first{date::year{year} / 1 / 1};
  return {std::int64_t{first.time_since_epoch().count()} * day_us};
}

int year_number(Instant at) {
  const auto day = at.us / day_us - (at.us % day_us < 0 ? 1 : 0);
  return int(date::year_month_day{date::sys_days{date::days{static_cast<int>(day)}}}.year());
}

constexpr Instant calendar_begin = year_begin(Calendar::first_year);
constexpr Instant calendar_end = year_begin(Calendar::last_year + 1);

bool is_in_range(Instant at) { return at >= calendar_begin && at < calendar_end; }

tl::unexpected<Error> unreachable(Span amount) {
  return fail(
      Error{.code = Code::invalid_argument,
            .reason = "calendar.unreachable",
            .message = fmt::format("the calendar has no {} of open time there", to_text(amount)),
            .details = {{"amount", to_text(amount)}}});
}

}  // namespace

Calendar::Calendar(CalendarSpec spec, std::vector<Version> versions)
    : spec_(std::move(spec)), versions_(std::move(versions)) {}

Calendar::~Calendar() {
  for (auto& slot : years_) delete slot.load();
}

Result<CalendarPtr> Calendar::make(CalendarSpec spec) {
  if (auto faults = check_calendar(spec); !faults.empty())
    return fail(Error{
        .code = Code::invalid_argument, .reason = "calendar.wrong", .fields = std::move(faults)});
  std::vector<Version> versions;
  for (const auto& one : spec.versions) {
    const auto zone = TRY(Zone::find(one.timezone));
    const auto begin = one.valid_from ? zone.at_minute(*one.valid_from, 0) : ever_begin;
    if (!versions.empty()) versions.back().end = begin;
    versions.push_back({zone, begin, ever_end});
  }
  return CalendarPtr(new Calendar(std::move(spec), std::move(versions)));
}

CalendarPtr Calendar::always() {
  static const CalendarPtr made = [] {
    CalendarVersion version;
    for (auto& hours : version.hours) hours = {{0, minutes_per_day}};
    auto calendar = make({{version}});
    must(calendar.has_value());
    return *calendar;
  }();
  return made;
}

OpenYear Calendar::compile(int number) const {
  const auto begin = year_begin(number), end = year_begin(number + 1);
  const auto from = first_day_of(number) - date::days(2);
  const auto to = first_day_of(number + 1) + date::days(2);
  std::vector<OpenPeriod> periods;
  for (std::size_t i = 0; i < versions_.size(); ++i) {
    const auto& version = versions_[i];
    if (version.end <= begin || version.begin >= end) continue;
    const OpenDays open_days(spec_.versions[i], version.zone, from, to);
    std::vector<OpenPeriod> own;
    for (auto day = from; day < to; day += date::days(1)) open_days.add_periods(day, own);
    for (const auto& one : own) {
      const OpenPeriod cut{std::max(one.open, version.begin), std::min(one.close, version.end)};
      if (cut.open < cut.close) periods.push_back(cut);
    }
  }
  return {begin, end, std::move(periods)};
}

const OpenYear& Calendar::year(int number) const {
  auto& slot = years_[static_cast<std::size_t>(number - first_year)];
  if (const auto* made = slot.load(std::memory_order_acquire)) return *made;
  auto compiled = std::make_unique<const OpenYear>(compile(number));
  const OpenYear* before = nullptr;
  // Two threads may compile the same year: the first one's is kept.
  if (slot.compare_exchange_strong(before, compiled.get(), std::memory_order_acq_rel))
    return *compiled.release();
  return *before;
}

const OpenYear& Calendar::year_of(Instant at) const { return year(year_number(at)); }

bool Calendar::is_open(Instant at) const {
  if (!is_in_range(at)) return false;
  const auto& in = year_of(at);
  const auto i = in.first_closing_after(at);
  return i < in.periods().size() && in.periods()[i].open <= at;
}

Span Calendar::between(Instant from, Instant to) const {
  from = std::max(from, calendar_begin);
  to = std::min(to, Instant{calendar_end.us - 1});
  if (to <= from) return {};
  const int first = year_number(from), last = year_number(to);
  auto worked = year(last).worked_until(to).us - year(first).worked_until(from).us;
  for (int number = first; number < last; ++number) worked += year(number).total().us;
  return {worked};
}

Result<Instant> Calendar::add(Instant from, Span amount) const {
  must(amount.us >= 0);
  if (!is_in_range(from)) return unreachable(amount);
  if (amount.us == 0) {
    const auto opening = next_opening(from);
    return opening ? Result<Instant>(*opening) : unreachable(amount);
  }
  auto number = year_number(from);
  Span worked{year(number).worked_until(from).us};
  if (__builtin_add_overflow(worked.us, amount.us, &worked.us)) return unreachable(amount);
  while (worked > year(number).total()) {
    worked.us -= year(number).total().us;
    if (++number > last_year) return unreachable(amount);
  }
  return year(number).earliest_with(worked);
}

Result<Instant> Calendar::subtract(Instant from, Span amount) const {
  must(amount.us >= 0);
  if (!is_in_range(from)) return unreachable(amount);
  if (amount.us == 0) {
    const auto closing = last_closing(from);
    return closing ? Result<Instant>(*closing) : unreachable(amount);
  }
  auto number = year_number(from);
  Span worked{year(number).worked_until(from).us};
  while (amount > worked) {
    amount.us -= worked.us;
    if (--number < first_year) return unreachable(amount);
    worked = year(number).total();
  }
  return year(number).latest_with({worked.us - amount.us});
}

std::optional<Instant> Calendar::next_opening(Instant at) const {
  at = std::max(at, calendar_begin);
  if (!is_in_range(at)) return std::nullopt;
  for (int number = year_number(at); number <= last_year; ++number) {
    const auto& in = year(number);
    const auto from = std::max(at, in.begin());
    const auto i = in.first_closing_after(from);
    if (i < in.periods().size()) return std::max(from, in.periods()[i].open);
  }
  return std::nullopt;
}

std::optional<Instant> Calendar::last_closing(Instant at) const {
  at = std::min(at, calendar_end);
  if (at <= calendar_begin) return std::nullopt;
  for (int number = year_number({at.us - 1}); number >= first_year; --number) {
    const auto& in = year(number);
    const Instant last{std::min(at.us, in.end().us) - 1};
    // The period that holds the moment before, or the one that closed before it.
    const auto i = in.first_closing_after(last);
    if (i < in.periods().size() && in.periods()[i].open <= last) return Instant{last.us + 1};
    if (i > 0) return in.periods()[i - 1].close;
  }
  return std::nullopt;
}

std::vector<OpenPeriod> Calendar::open_periods(Instant from, Instant to) const {
  std::vector<OpenPeriod> found;
  from = std::max(from, calendar_begin);
  to = std::min(to, calendar_end);
  for (auto at = from; at < to;) {
    const auto& in = year_of(at);
    for (auto i = in.first_closing_after(at); i < in.periods().size(); ++i) {
      const OpenPeriod cut{std::max(in.periods()[i].open, at), std::min(in.periods()[i].close, to)};
      if (cut.open >= to) break;
      if (!found.empty() && found.back().close == cut.open)
        found.back().close = cut.close;
      else
        found.push_back(cut);
    }
    at = in.end();
  }
  return found;
}

std::size_t Calendar::version_at(Instant at) const {
  std::size_t version = 0;
  while (version + 1 < versions_.size() && versions_[version].end <= at) ++version;
  return version;
}

}  // namespace praxis::sla
