// Random calendars for property tests: zones with clock changes on both halves of the earth,
// several hours a day, over midnight, holidays of all kinds, extra days, breaks, versions. The same
// seed gives the same calendar everywhere.
#pragma once

#include <array>
#include <random>

#include "sla/calendar.h"

namespace praxis::sla {

class RandomCalendar {
 public:
  explicit RandomCalendar(std::uint64_t seed) : engine_(seed) {}

  // From 0 to below `end`; of the engine itself, for distributions differ between libraries.
  int below(int end) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(end)); }
  bool once_in(int times) { return below(times) == 0; }
  Instant instant(Instant from, Span within) {
    return from +
           Span{static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(within.us))};
  }

  CalendarSpec spec() {
    CalendarSpec spec;
    spec.versions.push_back(version());
    if (once_in(3)) {
      spec.versions.push_back(version());
      spec.versions.back().valid_from = day();
    }
    return spec;
  }

 private:
  // Days of 2023 to 2025: a leap day lies among them.
  Day day() { return first_day_of(2023) + date::days(below(1096)); }

  CalendarVersion version() {
    static constexpr std::array zones{"UTC",
                                      "Europe/Berlin",
                                      "America/New_York",
                                      "Asia/Kolkata",
                                      "Australia/Sydney",
                                      "America/Santiago",
                                      "Asia/Kathmandu",
                                      "Pacific/Apia",
                                      "Australia/Lord_Howe"};
    CalendarVersion made;
    made.timezone = zones[static_cast<std::size_t>(below(static_cast<int>(zones.size())))];
    for (auto& hours : made.hours)
      if (!once_in(4)) hours = openings();
    made.hours[static_cast<std::size_t>(below(7))] = {{9 * 60, 17 * 60}};
    drop_overlaps(made);
    for (int i = below(12); i > 0; --i) made.holidays.push_back(holiday());
    for (int i = below(4); i > 0; --i) made.extra[day()] = {{8 * 60, 12 * 60}};
    for (int i = below(4); i > 0; --i) made.breaks[day()] = {{10 * 60, 15 * 60}};
    return made;
  }

  // No edge between 00:00 and 05:00, where clocks change: there, the wall time alone does not say
  // whether it is open, and a plain calculation could not follow.
  Openings openings() {
    if (once_in(5)) return {{0, minutes_per_day}};
    if (once_in(5)) return {{20 * 60 + below(120), minutes_per_day + 5 * 60}};
    const int from = 5 * 60 + below(240), to = from + 30 + below(300);
    if (once_in(2)) return {{from, to}};
    const int again = to + 1 + below(90);
    return {{from, to}, {again, again + 15 + below(120)}};
  }

  static void drop_overlaps(CalendarVersion& version) {
    for (std::size_t i = 0; i < 7; ++i)
      for (const auto& one : version.hours[i])
        for (const auto& next : version.hours[(i + 1) % 7])
          if (one.to - minutes_per_day > next.from) version.hours[(i + 1) % 7].clear();
  }

  Holiday holiday() {
    Holiday made{.first = day()};
    switch (below(4)) {
      case 0:
        made.is_yearly = true;
        break;
      case 1:
        made.rule = *recurrence_from_text("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH");
        made.first = first_day_of(2020);
        break;
      case 2:
        made.days = 1 + below(10);
        break;
      default:
        break;
    }
    return made;
  }

  std::mt19937_64 engine_;
};

}  // namespace praxis::sla
