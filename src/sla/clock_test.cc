// Clocks, one history a row: `target 4h | 09:00 run | 10:30 pause | 14:00 run -> due 16:30`.
#include "sla/clock.h"

#include <gtest/gtest.h>

#include <map>

#include "sla/random_calendar_for_test.h"

namespace praxis::sla {
namespace {

// A day of open hours from 08:00 to 18:00, Monday to Friday, UTC; `always` by the nil id.
const Calendar& office() {
  static const CalendarPtr calendar = [] {
    CalendarVersion version;
    for (std::size_t day = 0; day < 5; ++day) version.hours[day] = {{8 * 60, 18 * 60}};
    return *Calendar::make({{version}});
  }();
  return *calendar;
}

const Id office_id = *id_from_text("01a12570-bad4-724c-8868-729597e8560a");

const auto calendar_for = [](Id id) -> const Calendar& {
  return id == office_id ? office() : *Calendar::always();
};

std::vector<std::string> words_of(std::string_view text, std::string_view separator) {
  std::vector<std::string> words;
  while (true) {
    const auto end = text.find(separator);
    auto word = text.substr(0, end);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    words.emplace_back(word);
    if (end == std::string_view::npos) return words;
    text.remove_prefix(end + separator.size());
  }
}

// "10:30" on Tuesday 2026-03-03, "We 10:30" the day after, and so on.
Instant time_of(std::string_view text) {
  static const std::map<std::string_view, int> days_on{{"We", 1}, {"Th", 2}, {"Fr", 3}, {"Mo", 6}};
  int later = 0;
  if (const auto space = text.find(' '); space != std::string_view::npos) {
    later = days_on.at(text.substr(0, space));
    text.remove_prefix(space + 1);
  }
  const auto minute = minute_from_text(text);
  must(minute.has_value());
  return *instant_from_text("2026-03-03T00:00Z") + days(later) + minutes(*minute);
}

std::string shown_time(std::optional<Instant> at) {
  if (!at) return "never";
  const auto from = *instant_from_text("2026-03-03T00:00Z");
  const auto day = (at->us - from.us) / days(1).us;
  const auto text = to_text(*at).substr(11, 5);
  static constexpr std::array names{"", "We ", "Th ", "Fr ", "Sa ", "Su ", "Mo "};
  return names.at(static_cast<std::size_t>(day)) + text;
}

// "10:30 pause", "12:00 target 2h", "12:00 calendar always", "11:00 restart".
void add_point(std::string_view text, std::vector<ClockPoint>& points, Terms& terms) {
  auto words = words_of(text, " ");
  std::string when = words[0];
  words.erase(words.begin());
  if (when.size() == 2) {
    when += " " + words[0];
    words.erase(words.begin());
  }
  ClockPoint point = points.empty() ? ClockPoint{} : points.back();
  point.restarts = words[0] == "restart";
  point.at = time_of(when);
  point.seq = static_cast<std::int64_t>(points.size()) + 1;
  static const std::map<std::string, Standing> standings{{"wait", Standing::waiting},
                                                         {"run", Standing::running},
                                                         {"pause", Standing::paused},
                                                         {"meet", Standing::met},
                                                         {"end", Standing::ended}};
  if (const auto found = standings.find(words[0]); found != standings.end())
    point.standing = found->second;
  if (words[0] == "target") terms.target = *span_from_text(words[1]);
  if (words[0] == "calendar") terms.calendar = words[1] == "office" ? office_id : Id{};
  point.terms = terms;
  points.push_back(point);
}

struct ClockCase {
  std::string_view history, result;
};
class ClockHistory : public testing::TestWithParam<ClockCase> {};

// "keep target 4h | 09:00 run | …": the first part names policy, calendar and target.
TEST_P(ClockHistory, IsMeasured) {
  const auto& one = GetParam();
  auto parts = words_of(one.history, "|");
  auto on_change = OnChange::keep;
  Terms terms;
  for (const auto& word : words_of(parts[0], " ")) {
    if (word == "restart") on_change = OnChange::restart;
    if (word == "retroactive") on_change = OnChange::retroactive;
    if (word == "office") terms.calendar = office_id;
    if (const auto target = span_from_text(word)) terms.target = *target;
  }
  std::vector<ClockPoint> points;
  const auto now = time_of(words_of(parts.back(), " now")[0]);
  for (std::size_t i = 1; i + 1 < parts.size(); ++i) add_point(parts[i], points, terms);
  const auto clock = measure(points, on_change, calendar_for);
  const auto left_now = left(clock, calendar_for, now);
  std::string text = std::string(state_name(clock, now));
  text += " due " + shown_time(clock.due_at);
  text += " used " + to_text(used(clock, calendar_for, now));
  text += " left " + (left_now ? to_text(*left_now) : "none");
  EXPECT_EQ(text, one.result) << one.history;
}

INSTANTIATE_TEST_SUITE_P(
    Histories, ClockHistory,
    testing::Values(
        ClockCase{"4h | 09:00 run | 10:30 pause | 14:00 run | 15:00 now",
                  "running due 16:30 used 2h30m left 1h30m"},
        ClockCase{"4h office | 09:00 run | 10:00 now", "running due 13:00 used 1h left 3h"},
        ClockCase{"4h office | 17:00 run | 19:00 now", "running due We 11:00 used 1h left 3h"},
        ClockCase{"4h office | Fr 17:00 run | Mo 09:00 now",
                  "running due Mo 11:00 used 2h left 2h"},
        ClockCase{"4h office | 19:00 run | 20:00 now", "running due We 12:00 used 0s left 4h"},
        ClockCase{"4h office | 17:00 run | 19:00 pause | We 07:00 run | We 09:00 now",
                  "running due We 11:00 used 2h left 2h"},
        ClockCase{"4h | 09:00 run | 10:30 pause | 12:00 now",
                  "paused due never used 1h30m left 2h30m"},
        ClockCase{"4h | 09:00 run | 14:00 now", "breached due 13:00 used 5h left -1h"},
        ClockCase{"4h | 09:00 run | 13:00 now", "breached due 13:00 used 4h left 0s"},
        ClockCase{"4h | 09:00 run | 13:00 meet | 14:00 now", "met due 13:00 used 4h left 0s"},
        ClockCase{"4h | 09:00 run | 11:00 meet | 14:00 now", "met due 13:00 used 2h left 2h"},
        ClockCase{"4h | 09:00 run | 14:00 meet | 20:00 now", "breached due 13:00 used 5h left -1h"},
        ClockCase{"4h | 09:00 run | 14:00 pause | 20:00 now",
                  "breached due 13:00 used 5h left -1h"},
        ClockCase{"4h | 09:00 run | 10:00 end | 20:00 now", "ended due 13:00 used 1h left 3h"},
        ClockCase{"4h | 09:00 run | 15:00 end | 20:00 now", "ended due 13:00 used 6h left -2h"},
        // Not started, started in pause, waiting again.
        ClockCase{"4h | 09:00 wait | 10:00 now", " due never used 0s left none"},
        ClockCase{"4h | 09:00 wait | 10:00 run | 11:00 now", "running due 14:00 used 1h left 3h"},
        ClockCase{"4h | 09:00 pause | 12:00 run | 13:00 now", "running due 16:00 used 1h left 3h"},
        ClockCase{"4h | 09:00 pause | 12:00 meet | 13:00 now", "met due 16:00 used 0s left 4h"},
        ClockCase{"0s | 09:00 run | 12:00 now", "running due never used 3h left none"},
        // Reopened: it goes on, and what was closed time does not count.
        ClockCase{"4h | 09:00 run | 10:00 meet | 12:00 run | 13:00 now",
                  "running due 15:00 used 2h left 2h"},
        ClockCase{"4h | 09:00 run | 14:00 meet | 16:00 run | 17:00 now",
                  "breached due 13:00 used 6h left -2h"},
        // Starting over: each contact for the next update.
        ClockCase{"4h | 09:00 run | 11:00 restart | 12:00 now",
                  "running due 15:00 used 1h left 3h"},
        ClockCase{"4h | 09:00 run | 14:00 restart | 15:00 now",
                  "running due 18:00 used 1h left 3h"},
        ClockCase{"4h | 09:00 run | 10:00 pause | 11:00 restart | 12:00 run | 13:00 now",
                  "running due 16:00 used 1h left 3h"},
        // Another target: keep, restart, retroactive.
        ClockCase{"8h keep | 09:00 run | 11:00 target 4h | 12:00 now",
                  "running due 17:00 used 3h left 5h"},
        ClockCase{"8h restart | 09:00 run | 11:00 target 4h | 12:00 now",
                  "running due 15:00 used 1h left 3h"},
        ClockCase{"8h retroactive | 09:00 run | 11:00 target 4h | 12:00 now",
                  "running due 13:00 used 3h left 1h"},
        ClockCase{
            "8h retroactive | 09:00 run | 10:00 pause | 12:00 run | 13:00 target 4h | 13:00 now",
            "running due 15:00 used 2h left 2h"},
        ClockCase{"8h retroactive | 09:00 run | 14:00 target 4h | 14:00 now",
                  "breached due 13:00 used 5h left -1h"},
        ClockCase{"4h retroactive | 09:00 run | 14:00 target 8h | 14:00 now",
                  "running due 17:00 used 5h left 3h"},
        ClockCase{"8h retroactive | 09:00 wait | 10:00 target 4h | 11:00 run | 12:00 now",
                  "running due 15:00 used 1h left 3h"},
        ClockCase{"8h keep | 09:00 wait | 10:00 target 4h | 11:00 run | 12:00 now",
                  "running due 15:00 used 1h left 3h"},
        // While paused the policy holds too.
        ClockCase{"8h restart | 09:00 run | 10:00 pause | 11:00 target 4h | 12:00 run | 13:00 now",
                  "running due 16:00 used 1h left 3h"},
        ClockCase{"8h retroactive | 09:00 run | 10:00 pause | 11:00 target 4h | 12:00 now",
                  "paused due never used 1h left 3h"},
        // What was met is judged by the terms it was met under.
        ClockCase{"8h retroactive | 09:00 run | 14:00 meet | 15:00 target 4h | 16:00 now",
                  "met due 17:00 used 5h left 3h"},
        ClockCase{
            "8h retroactive | 09:00 run | 14:00 meet | 15:00 target 4h | 16:00 run | 17:00 now",
            "breached due 13:00 used 6h left -2h"},
        // Another calendar.
        ClockCase{"4h keep office | 17:00 run | 17:30 calendar always | 19:00 now",
                  "running due We 11:00 used 1h left 3h"},
        ClockCase{"4h retroactive office | 17:00 run | 17:30 calendar always | 19:00 now",
                  "running due 21:00 used 2h left 2h"},
        ClockCase{"4h restart office | 17:00 run | 17:30 calendar always | 19:00 now",
                  "running due 21:30 used 1h30m left 2h30m"}));

TEST(Clock, TellsItsIntervalsAndWhatOpenedAndClosedThem) {
  std::vector<ClockPoint> points;
  Terms terms{.target = hours(4)};
  for (const auto* text :
       {"09:00 run", "10:00 pause", "10:30 target 2h", "12:00 run", "13:00 meet"})
    add_point(text, points, terms);
  const auto clock = measure(points, OnChange::retroactive, calendar_for);
  ASSERT_EQ(clock.intervals.size(), 4u);
  std::string text;
  for (const auto& one : clock.intervals)
    text += std::string(standing_name(one.standing)) + " " + shown_time(one.from) + "-" +
            (one.to ? shown_time(one.to) : "") + " by " + std::to_string(one.opened_by) + "," +
            std::to_string(one.closed_by) + "; ";
  EXPECT_EQ(text,
            "running 09:00-10:00 by 1,2; paused 10:00-12:00 by 2,4; running 12:00-13:00 by 4,5; "
            "met 13:00- by 5,0; ");
}

TEST(Clock, KnowsWhenAShareOfItsTargetIsUsed) {
  std::vector<ClockPoint> points;
  Terms terms{.target = hours(4), .calendar = office_id};
  add_point("09:00 run", points, terms);
  add_point("10:00 pause", points, terms);
  EXPECT_FALSE(when_used(measure(points, OnChange::keep, calendar_for), calendar_for, hours(2)));
  add_point("17:30 run", points, terms);
  const auto clock = measure(points, OnChange::keep, calendar_for);
  EXPECT_EQ(shown_time(when_used(clock, calendar_for, hours(2))), "We 08:30");
  EXPECT_FALSE(when_used(clock, calendar_for, minutes(30)));  // used before it was paused
  EXPECT_EQ(to_text(used_between(clock, calendar_for, time_of("09:30"), time_of("We 09:00"))),
            "2h");
}

TEST(Clock, WithoutPointsThereIsNone) {
  const auto clock = measure({}, OnChange::keep, calendar_for);
  EXPECT_EQ(state_name(clock, {}), "");
  EXPECT_FALSE(clock.due_at || clock.started_at);
}

// Random histories over random calendars.
struct History {
  CalendarPtr calendar;
  std::vector<ClockPoint> points;
  OnChange on_change = OnChange::keep;
  Instant end{};
};

History random_history(RandomCalendar& random) {
  History history{.calendar = *Calendar::make(random.spec()), .points = {}};
  history.on_change = static_cast<OnChange>(random.below(3));
  auto at = random.instant(*instant_from_text("2023-06-01T00:00Z"), days(600));
  Terms terms{.target = minutes(30 + random.below(6000)), .calendar = office_id};
  for (int i = 1 + random.below(12); i > 0; --i) {
    if (random.once_in(6)) terms.target = minutes(30 + random.below(6000));
    history.points.push_back({.seq = static_cast<std::int64_t>(history.points.size()) + 1,
                              .at = at,
                              .standing = static_cast<Standing>(random.below(5)),
                              .restarts = random.once_in(10),
                              .terms = terms});
    at = at + Span{random.below(200'000) * 1'000'003LL};
  }
  history.end = at;
  return history;
}

template <class F>
void for_random_histories(F&& look) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    RandomCalendar random(seed);
    const auto history = random_history(random);
    const auto calendar_of = [&](Id) -> const Calendar& { return *history.calendar; };
    SCOPED_TRACE(seed);
    look(random, history, CalendarOf(calendar_of));
  }
}

TEST(ClockProperty, WhatIsUsedAtTheDueTimeIsTheTarget) {
  for_random_histories([](RandomCalendar&, const History& history, CalendarOf calendar_of) {
    const auto clock = measure(history.points, history.on_change, calendar_of);
    if (!clock.due_at || !clock.running_since || *clock.due_at < *clock.running_since) return;
    EXPECT_EQ(used(clock, calendar_of, *clock.due_at), clock.terms.target);
    EXPECT_EQ(when_used(clock, calendar_of, clock.terms.target), clock.due_at);
    EXPECT_EQ(state_name(clock, *clock.due_at), "breached");
    EXPECT_NE(state_name(clock, {clock.due_at->us - 1}), "breached");
  });
}

TEST(ClockProperty, PausingNeverBringsADueTimeForward) {
  for_random_histories([](RandomCalendar& random, const History& history, CalendarOf calendar_of) {
    auto points = history.points;
    points.back().standing = Standing::running;
    const auto before = measure(points, history.on_change, calendar_of);
    auto pause = points.back();
    pause.restarts = false;
    pause.standing = Standing::paused;
    pause.at = pause.at + Span{random.below(300'000) * 1'000'000LL};
    points.push_back(pause);
    pause.standing = Standing::running;
    pause.at = pause.at + Span{random.below(300'000) * 1'000'000LL};
    points.push_back(pause);
    const auto after = measure(points, history.on_change, calendar_of);
    ASSERT_EQ(before.due_at.has_value(), after.due_at.has_value());
    if (before.due_at) {
      EXPECT_LE(*before.due_at, *after.due_at);
    }
  });
}

TEST(ClockProperty, ALongerTargetIsNeverDueEarlier) {
  for_random_histories([](RandomCalendar& random, const History& history, CalendarOf calendar_of) {
    auto longer = history.points;
    const Span more = minutes(random.below(3000));
    for (auto& point : longer) point.terms.target.us += more.us;
    const auto before = measure(history.points, history.on_change, calendar_of);
    const auto after = measure(longer, history.on_change, calendar_of);
    EXPECT_EQ(to_text(used(before, calendar_of, history.end)),
              to_text(used(after, calendar_of, history.end)));
    if (before.due_at && after.due_at) {
      EXPECT_LE(*before.due_at, *after.due_at);
    }
  });
}

TEST(ClockProperty, PointsThatChangeNothingChangeNothing) {
  for_random_histories([](RandomCalendar& random, const History& history, CalendarOf calendar_of) {
    auto points = history.points;
    const auto place = static_cast<std::size_t>(random.below(static_cast<int>(points.size())));
    auto again = points[place];
    again.restarts = false;
    points.insert(points.begin() + static_cast<std::ptrdiff_t>(place) + 1, again);
    const auto one = measure(history.points, history.on_change, calendar_of);
    const auto other = measure(points, history.on_change, calendar_of);
    EXPECT_EQ(one.due_at, other.due_at);
    EXPECT_EQ(one.used, other.used);
    EXPECT_EQ(one.intervals.size(), other.intervals.size());
  });
}

TEST(ClockProperty, IntervalsFollowEachOtherWithoutAGap) {
  for_random_histories([](RandomCalendar&, const History& history, CalendarOf calendar_of) {
    const auto clock = measure(history.points, history.on_change, calendar_of);
    EXPECT_EQ(clock.intervals.front().from, history.points.front().at);
    EXPECT_FALSE(clock.intervals.back().to.has_value());
    for (std::size_t i = 1; i < clock.intervals.size(); ++i) {
      EXPECT_EQ(clock.intervals[i - 1].to, clock.intervals[i].from);
      EXPECT_EQ(clock.intervals[i - 1].closed_by, clock.intervals[i].opened_by);
    }
  });
}

}  // namespace
}  // namespace praxis::sla
