// How many due times a second one core computes: a target of 40 hours on a calendar of five days of
// eight hours with ten holidays in Europe/Berlin, from starts spread over a year. Prints a line for
// each distance from the calendar's first day, to show that it does not matter.
#include <fmt/format.h>

#include <chrono>
#include <random>

#include "sla/calendar.h"

namespace {

using namespace praxis;

sla::CalendarPtr office() {
  const auto json = json_from_text(R"({"timezone": "Europe/Berlin", "hours": {
      "mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]], "wed": [["09:00", "17:00"]],
      "thu": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]]},
      "holidays": ["--01-01", "2026-04-03", "2026-04-06", "--05-01", "2026-05-14", "2026-05-25",
                   "--10-03", "--12-24", "--12-25", "--12-26"]})");
  auto spec = sla::calendar_from_json(*json);
  must(spec.has_value());
  auto calendar = sla::Calendar::make(std::move(*spec));
  must(calendar.has_value());
  return *calendar;
}

template <class F>
double per_second(std::size_t count, F&& run) {
  const auto begin = std::chrono::steady_clock::now();
  run();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(count) / took.count();
}

void measure(const sla::Calendar& calendar, Instant from) {
  constexpr std::size_t count = 1 << 20;
  std::mt19937_64 engine(7);
  std::vector<Instant> starts(count);
  for (auto& start : starts)
    start = from + Span{static_cast<std::int64_t>(engine() % std::uint64_t(days(365).us))};
  std::int64_t sum = 0;
  const auto adds = per_second(count, [&] {
    for (const auto start : starts) sum += calendar.add(start, hours(40))->us;
  });
  const auto betweens = per_second(count, [&] {
    for (std::size_t i = 1; i < count; ++i) sum += calendar.between(starts[i - 1], starts[i]).us;
  });
  fmt::print("from {}: {:.1f} million due times a second, {:.1f} million times between ({})\n",
             to_text(from), adds / 1e6, betweens / 1e6, sum % 10);
}

}  // namespace

int main() {
  const auto calendar = office();
  for (const auto* from : {"2026-01-01T00:00Z", "2026-01-01T00:00Z", "2036-01-01T00:00Z"})
    measure(*calendar, *instant_from_text(from));
  return 0;
}
