// What clocks would show: counted here once more, plainly, and made true by a recomputation.
#include "usecases/what_if.h"

#include "usecases/bootstrap.h"
#include "usecases/clock_world_for_test.h"

namespace praxis::usecases {
namespace {

constexpr const char* long_hours = R"({"timezone": "Europe/Berlin", "hours": {
    "mon": [["06:00", "22:00"]], "tue": [["06:00", "22:00"]], "wed": [["06:00", "22:00"]],
    "thu": [["06:00", "22:00"]], "fri": [["06:00", "22:00"]], "sat": [["08:00", "12:00"]]}})";

sla::CalendarPtr hours_of(const char* text) {
  return sla::Calendar::make(sla::calendar_from_json(json_from_text(text).value()).value()).value();
}

class WhatIfs : public testing::TestWithParam<db::Engine> {
 protected:
  void open_office() {
    calendar = world.make("calendar", {{"title", "Office"},
                                       {"key", "office"},
                                       {"organization", "harbor"},
                                       {"definition", office_hours}});
    ASSERT_TRUE(world.change(world.organization, {{"calendar", "office"}}));
  }
  // Incidents of several priorities that wait, and are resolved after one to eleven half days.
  void happen() {
    for (int i = 0; i < 12; ++i) {
      const auto id = world.incident(
          {{"impact", i % 3 == 0 ? "high" : "low"}, {"urgency", i % 2 == 0 ? "high" : "low"}});
      incidents.push_back(id);
      world.time.set(world.time.now() + hours(2) + Span{i * 1'000'003LL});
      world.move(id, "take");
      if (i % 4 == 1) world.move(id, "hold", {{"hold_reason", "requester"}});
      world.time.set(world.time.now() + hours(7));
      if (i % 4 == 1) world.move(id, "resume");
      if (i >= 3) resolve(incidents[static_cast<std::size_t>(i) - 3]);
    }
    fire_due_clocks(world.application, 10'000).value();
  }
  void resolve(Id id) {
    world.move(id, "resolve",
               {{"resolution_code", "fixed"},
                {"resolution", "Filled up."},
                {"closing_category", "printer"}});
  }
  WhatIfReport ask(const WhatIf& wanted) {
    auto report = what_if(world.application, operator_caller("test"), wanted,
                          [](std::size_t, std::size_t, const std::string&) {});
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    return report.value_or(WhatIfReport{});
  }
  // The resolution clocks judged by adding up open periods, without the clock's own arithmetic.
  Judged counted(const sla::Calendar& by) {
    Judged judged;
    for (const auto id : incidents) {
      Span used{};
      const auto row = world.stored(id, "resolution");
      for (std::size_t i = 0; i < row.points.size(); ++i) {
        if (row.points[i].standing != sla::Standing::running) continue;
        const auto to = i + 1 < row.points.size() ? row.points[i + 1].at : world.time.now();
        for (const auto& open : by.open_periods(row.points[i].at, to))
          used.us += open.close.us - open.open.us;
      }
      const auto& last = row.points.back();
      const bool is_met = last.standing == sla::Standing::met;
      const bool is_over = is_met ? used > last.terms.target : used >= last.terms.target;
      judged.breached += is_over ? 1 : 0;
      judged.met += is_met && !is_over ? 1 : 0;
    }
    return judged;
  }

  ClockWorld world{GetParam()};
  Id calendar{};
  std::vector<Id> incidents{};
};

TEST_P(WhatIfs, CountWhatAPlainCalculationCounts) {
  open_office();
  happen();
  const auto hours = hours_of(long_hours);
  const auto report = ask({.calendar = "office", .hours = hours});
  const auto& splits = report.judged.at("incident.resolution");
  EXPECT_EQ(report.records, 12);
  EXPECT_EQ(splits.at("all").at("").before, counted(*hours_of(office_hours)));
  EXPECT_EQ(splits.at("all").at("").after, counted(*hours));
  EXPECT_NE(splits.at("all").at("").before, splits.at("all").at("").after);
  for (const auto* split : {"priority", "group", "month", "organization", "service", "agreement"}) {
    JudgedTwice sum;
    for (const auto& [value, judged] : splits.at(split)) {
      sum.before.met += judged.before.met;
      sum.before.breached += judged.before.breached;
      sum.after.met += judged.after.met;
      sum.after.breached += judged.after.breached;
    }
    EXPECT_EQ(sum.before, splits.at("all").at("").before) << split;
    EXPECT_EQ(sum.after, splits.at("all").at("").after) << split;
  }
  EXPECT_EQ(ask({.stretch = {.from = world.time.now()}}).records, 0);
  EXPECT_EQ(ask({.is_only_counted = true}).judged.at("incident.resolution").at("all").at("").before,
            counted(*hours_of(office_hours)));
  // What a supplier may take was agreed with nobody.
  EXPECT_EQ(report.judged.at("incident.supplier_work").at("all").at("").before, Judged{});
}

TEST_P(WhatIfs, OtherPacksGiveOtherTargets) {
  open_office();
  happen();
  auto sources = pack::read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs").value();
  pack::PackSource overlay{.name = "house", .is_overlay = true, .files = {}};
  overlay.files.push_back({"house.yaml",
                           "overlay: house\nversion: 1.0.0\n---\ntype: incident\n"
                           "clocks: {resolution: {target: {other: {is: 1h}}}}\n"});
  sources.push_back(overlay);
  const auto report = ask({.sources = sources});
  const auto& all = report.judged.at("incident.resolution").at("all").at("");
  EXPECT_GT(all.after.breached, all.before.breached);
  EXPECT_GT(report.changed, 0);
  const auto& response = report.judged.at("incident.response").at("all").at("");
  EXPECT_EQ(response.before, response.after);
}

// A calendar that is edited leaves what is over until it is asked for.
TEST_P(WhatIfs, PastResultsMoveWhenTheyAreRecomputed) {
  open_office();
  happen();
  EXPECT_EQ(ask({}).changed, 0);
  const auto before = world.stored(incidents[0], "resolution");
  ASSERT_TRUE(world.change(calendar, {{"definition", long_hours}}));
  fire_due_clocks(world.application, 10'000).value();
  EXPECT_EQ(world.stored(incidents[0], "resolution"), before);
  const auto wanted = ask({});
  EXPECT_GT(wanted.changed, 0);
  const auto entries_of_all = [&] {
    std::vector<record::Entry> all;
    for (const auto id : incidents)
      for (auto& entry : world.clock_entries(id)) all.push_back(std::move(entry));
    return all;
  };
  const auto entries = entries_of_all().size();

  const auto nothing = [](std::size_t, std::size_t, const std::string&) {};
  const auto done = recompute_clocks(world.application, operator_caller("test"), {},
                                     "The hours were wrong.", nothing);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->records, 12);
  EXPECT_GT(done->changed, 0);
  EXPECT_EQ(ask({}).changed, 0);
  EXPECT_EQ(ask({}).judged.at("incident.resolution").at("all").at("").before,
            counted(*hours_of(long_hours)));
  std::int64_t of_operation = 0;
  for (const auto& entry : entries_of_all()) {
    if (entry.operation != done->operation) continue;
    ++of_operation;
    EXPECT_EQ(entry.reason, "The hours were wrong.");
  }
  EXPECT_EQ(of_operation, done->changed);
  EXPECT_EQ(entries_of_all().size(), entries + static_cast<std::size_t>(done->changed));
  const auto again = recompute_clocks(world.application, operator_caller("test"), {}, "", nothing);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->changed, 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, WhatIfs, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::usecases
