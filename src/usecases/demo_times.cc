#include "usecases/demo_times.h"

#include <date/date.h>

#include <algorithm>
#include <array>

namespace praxis::usecases {
namespace {

constexpr std::array<double, 24> by_hour{.04, .03, .03, .05, .12, .45, .9,  1.,
                                         .95, .85, .7,  .55, .8,  .75, .6,  .4,
                                         .25, .18, .15, .14, .12, .1,  .08, .05};
constexpr std::array<double, 7> by_weekday{.1, 1., .88, .84, .8, .66, .16};  // from Sunday
constexpr std::array<double, 12> by_month{1., .92, .88, .82, .78, .76, .66, .62, .86, .94, 1., .8};

struct Civil {
  unsigned month, day, weekday, hour;
};

Civil civil(Instant at) {
  const date::sys_time<std::chrono::microseconds> time{std::chrono::microseconds(at.us)};
  const auto day = date::floor<date::days>(time);
  const date::year_month_day ymd{day};
  const auto hour = std::chrono::duration_cast<std::chrono::hours>(time - day).count();
  return {unsigned{ymd.month()}, unsigned{ymd.day()}, date::weekday{day}.c_encoding(),
          static_cast<unsigned>(hour)};
}

bool is_between_the_years(const Civil& civil) {
  return (civil.month == 12 && civil.day >= 24) || (civil.month == 1 && civil.day == 1);
}

}  // namespace

double busyness(Instant at) {
  const auto when = civil(at);
  const double holidays = is_between_the_years(when) ? .2 : 1;
  return by_hour[when.hour] * by_weekday[when.weekday] * by_month[when.month - 1] * holidays;
}

std::vector<Instant> busy_times(Chance& chance, Instant begin, Instant end, std::size_t count) {
  std::vector<Instant> times;
  const auto length = static_cast<double>((end - begin).us);
  while (times.size() < count) {
    const Instant at{begin.us + static_cast<std::int64_t>(chance.part() * length)};
    if (chance.happens(busyness(at))) times.push_back(at);
  }
  std::sort(times.begin(), times.end());
  return times;
}

Instant next_working(Chance& chance, Instant at) {
  const auto works = [](const Civil& when) {
    return when.weekday >= 1 && when.weekday <= 5 && when.hour >= 6 && when.hour < 17 &&
           !is_between_the_years(when);
  };
  if (works(civil(at))) return at;
  auto day = at.us / days(1).us;
  Instant morning{};
  do {
    morning = Instant{day++ * days(1).us} + hours(6);
  } while (morning < at || !works(civil(morning)));
  return morning + minutes(static_cast<std::int64_t>(chance.below(150)));
}

}  // namespace praxis::usecases
