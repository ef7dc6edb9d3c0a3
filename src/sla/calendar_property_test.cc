// Laws that hold for every calendar, over random ones with fixed seeds, and a plain minute by
// minute calculation that must agree.
#include <gtest/gtest.h>

#include "sla/random_calendar_for_test.h"

namespace praxis::sla {
namespace {

constexpr int seeds = 150;
const Instant begin = *instant_from_text("2023-06-01T00:00:00Z");
constexpr Span two_years = days(730);

struct Drawn {
  RandomCalendar random;
  CalendarPtr calendar;
};

Drawn draw(int seed) {
  Drawn drawn{RandomCalendar(static_cast<std::uint64_t>(seed)), {}};
  auto calendar = Calendar::make(drawn.random.spec());
  must(calendar.has_value());
  drawn.calendar = *calendar;
  return drawn;
}

TEST(CalendarProperty, WhatIsAddedLiesBetween) {
  for (int seed = 0; seed < seeds; ++seed) {
    auto [random, calendar] = draw(seed);
    for (int i = 0; i < 40; ++i) {
      const auto at = random.instant(begin, two_years);
      const auto amount = random.once_in(5) ? Span{} : Span{random.below(500'000) * 1'000'003LL};
      const auto later = calendar->add(at, amount), earlier = calendar->subtract(at, amount);
      ASSERT_TRUE(later && earlier) << "seed " << seed;
      EXPECT_EQ(to_text(calendar->between(at, *later)), to_text(amount)) << "seed " << seed;
      EXPECT_EQ(to_text(calendar->between(*earlier, at)), to_text(amount)) << "seed " << seed;
    }
  }
}

TEST(CalendarProperty, ADueTimeIsTheEarliestAndAStartTheLatest) {
  for (int seed = 0; seed < seeds; ++seed) {
    auto [random, calendar] = draw(seed);
    for (int i = 0; i < 40; ++i) {
      const auto at = random.instant(begin, two_years);
      const Span amount{1 + random.below(500'000) * 1'000'003LL};
      const auto later = *calendar->add(at, amount), earlier = *calendar->subtract(at, amount);
      EXPECT_LT(calendar->between(at, {later.us - 1}), amount) << "seed " << seed;
      EXPECT_LT(calendar->between({earlier.us + 1}, at), amount) << "seed " << seed;
      EXPECT_TRUE(calendar->is_open({later.us - 1}) && calendar->is_open(earlier));
    }
  }
}

TEST(CalendarProperty, LaterStartsAndLargerAmountsAreNeverDueEarlier) {
  for (int seed = 0; seed < seeds; ++seed) {
    auto [random, calendar] = draw(seed);
    for (int i = 0; i < 40; ++i) {
      const auto at = random.instant(begin, two_years);
      const auto after = at + Span{random.below(200'000) * 1'000'000LL};
      const Span amount{random.below(500'000) * 1'000'000LL};
      const Span more{amount.us + random.below(100'000) * 1'000'000LL};
      EXPECT_LE(*calendar->add(at, amount), *calendar->add(after, amount)) << "seed " << seed;
      EXPECT_LE(*calendar->add(at, amount), *calendar->add(at, more)) << "seed " << seed;
      EXPECT_LE(*calendar->subtract(at, more), *calendar->subtract(at, amount)) << "seed " << seed;
    }
  }
}

TEST(CalendarProperty, TimesAddUpOverAnySplit) {
  for (int seed = 0; seed < seeds; ++seed) {
    auto [random, calendar] = draw(seed);
    for (int i = 0; i < 40; ++i) {
      const auto from = random.instant(begin, two_years);
      const auto split = from + Span{random.below(400) * 86'400'000'001LL};
      const auto to = split + Span{random.below(400) * 86'400'000'001LL};
      EXPECT_EQ(calendar->between(from, to).us,
                calendar->between(from, split).us + calendar->between(split, to).us)
          << "seed " << seed;
      const Span one{1 + random.below(300'000) * 1'000'000LL};
      const Span two{1 + random.below(300'000) * 1'000'000LL};
      EXPECT_EQ(*calendar->add(*calendar->add(from, one), two),
                *calendar->add(from, {one.us + two.us}))
          << "seed " << seed;
    }
  }
}

TEST(CalendarProperty, OpenPeriodsAreTheTimeBetween) {
  for (int seed = 0; seed < seeds; ++seed) {
    auto [random, calendar] = draw(seed);
    const auto from = random.instant(begin, two_years);
    const auto to = from + days(400);
    Span sum{};
    Instant before{};
    for (const auto& one : calendar->open_periods(from, to)) {
      EXPECT_LT(before, one.open) << "seed " << seed;
      EXPECT_TRUE(calendar->is_open(one.open));
      EXPECT_TRUE(one.close == to || !calendar->is_open(one.close));
      sum.us += (one.close - one.open).us;
      before = one.close;
    }
    EXPECT_EQ(to_text(sum), to_text(calendar->between(from, to))) << "seed " << seed;
  }
}

// As a person would do it: look at the wall clock of each minute.
class PlainCalendar {
 public:
  explicit PlainCalendar(const CalendarSpec& spec) : spec_(spec) {
    for (const auto& one : spec.versions) zones_.push_back(*Zone::find(one.timezone));
  }

  bool is_open(Instant at) const {
    std::size_t version = 0;
    for (std::size_t i = 1; i < spec_.versions.size(); ++i)
      if (at >= zones_[i].at_minute(*spec_.versions[i].valid_from, 0)) version = i;
    const auto& now = spec_.versions[version];
    const auto wall = zones_[version].wall(at);
    const auto day = date::floor<date::days>(wall);
    const auto minute =
        static_cast<int>(date::floor<std::chrono::minutes>(wall - WallTime(day)).count());
    if (in(now.breaks, day, minute)) return false;
    if (now.extra.contains(day))
      return in(now.extra, day, minute) || is_overnight(now, day, minute);
    if (is_holiday(now, day)) return false;
    return holds(now.hours[static_cast<std::size_t>(weekday_of(day))], minute) ||
           is_overnight(now, day, minute);
  }

 private:
  static bool holds(const Openings& openings, int minute) {
    for (const auto& one : openings)
      if (minute >= one.from && minute < one.to) return true;
    return false;
  }
  static bool in(const std::map<Day, Openings>& days, Day day, int minute) {
    return days.contains(day) && holds(days.at(day), minute);
  }
  static bool is_overnight(const CalendarVersion& now, Day day, int minute) {
    const auto before = day - date::days(1);
    if (is_holiday(now, day)) return false;
    if (now.extra.contains(before)) return in(now.extra, before, minute + minutes_per_day);
    return holds(now.hours[static_cast<std::size_t>(weekday_of(before))], minute + minutes_per_day);
  }
  static bool is_holiday(const CalendarVersion& now, Day day) {
    const date::year_month_day ymd{day};
    for (const auto& one : now.holidays) {
      const date::year_month_day first{one.first};
      const auto fourth = date::local_days(ymd.year() / 11 / date::Thursday[4]);
      if (one.rule && day == fourth) return true;
      if (one.is_yearly && ymd.month() == first.month() && ymd.day() == first.day()) return true;
      if (!one.rule && !one.is_yearly && day >= one.first && day < one.first + date::days(one.days))
        return true;
    }
    return false;
  }

  const CalendarSpec& spec_;
  std::vector<Zone> zones_;
};

TEST(CalendarProperty, APlainCalculationMinuteByMinuteAgrees) {
  for (int seed = 0; seed < seeds; ++seed) {
    auto [random, calendar] = draw(seed);
    const PlainCalendar plain(calendar->spec());
    const auto drawn = random.instant(begin, two_years);
    const Instant from{drawn.us - drawn.us % minutes(1).us};
    Span sum{};
    const auto to = from + days(21);
    for (auto at = from; at < to; at = at + minutes(1)) {
      const bool is_open = plain.is_open(at);
      ASSERT_EQ(calendar->is_open(at), is_open) << "seed " << seed << " at " << to_text(at);
      if (is_open) sum.us += minutes(1).us;
    }
    EXPECT_EQ(to_text(calendar->between(from, to)), to_text(sum)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace praxis::sla
