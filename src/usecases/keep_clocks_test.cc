// Clocks as records change: what is stored is what the journal says, thresholds fire once and in
// order, a changed calendar moves what runs.
#include <random>

#include "usecases/clock_world_for_test.h"

namespace praxis::usecases {
namespace {

class Clocks : public testing::TestWithParam<db::Engine> {
 protected:
  void open_office() {
    calendar = world.make("calendar", {{"title", "Office"},
                                       {"key", "office"},
                                       {"organization", "harbor"},
                                       {"definition", office_hours}});
    ASSERT_TRUE(world.change(world.organization, {{"calendar", "office"}}));
  }
  int fire() { return fire_due_clocks(world.application, 10'000).value(); }

  ClockWorld world{GetParam()};
  Id calendar{};
};

// What an entry made of a clock does not depend on when it is asked.
void expect_same(const std::vector<sla::ClockRow>& stored, std::vector<sla::ClockRow> replayed) {
  ASSERT_EQ(stored.size(), replayed.size());
  std::sort(replayed.begin(), replayed.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  for (std::size_t i = 0; i < stored.size(); ++i) {
    auto& other = replayed[i];
    EXPECT_EQ(stored[i].points, other.points) << stored[i].name;
    EXPECT_EQ(stored[i].due_at, other.due_at) << stored[i].name;
    EXPECT_EQ(stored[i].used, other.used) << stored[i].name;
    EXPECT_EQ(stored[i].terms, other.terms) << stored[i].name;
    EXPECT_EQ(stored[i].started_at, other.started_at) << stored[i].name;
    EXPECT_EQ(stored[i].finished_at, other.finished_at) << stored[i].name;
    EXPECT_EQ(stored[i].run, other.run) << stored[i].name;
  }
}

class RandomDesk {
 public:
  RandomDesk(ClockWorld& world, std::uint64_t seed) : world_(world), engine_(seed) {}

  void act(Id id) {
    switch (below(9)) {
      case 0:
        world_.move(id, "take");
        break;
      case 1:
        world_.move(id, "hold", {{"hold_reason", below(2) == 0 ? "requester" : "supplier"}});
        break;
      case 2:
        world_.move(id, "resume");
        break;
      case 3:
        world_.say(id);
        break;
      case 4:
        world_.change(id, {{"urgency", below(2) == 0 ? "high" : "low"}});
        break;
      case 5:
        world_.change(id, {{"impact", below(2) == 0 ? "high" : "medium"}});
        break;
      case 6:
        world_.move(id, "resolve",
                    {{"resolution_code", "fixed"},
                     {"resolution", "Filled up."},
                     {"closing_category", "printer"}});
        break;
      case 7:
        world_.move(id, below(6) == 0 ? "cancel" : "take");
        break;
      default:
        world_.move(id, "reopen");
    }
  }
  int below(int end) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(end)); }

 private:
  ClockWorld& world_;
  std::mt19937_64 engine_;
};

TEST_P(Clocks, WhatIsStoredIsWhatTheJournalSays) {
  open_office();
  RandomDesk desk(world, 11);
  std::vector<Id> incidents;
  for (int i = 0; i < 12; ++i) incidents.push_back(world.incident());
  for (int step = 0; step < 150; ++step) {
    world.time.set(world.time.now() + Span{desk.below(7'200) * 1'000'003LL});
    desk.act(incidents[static_cast<std::size_t>(desk.below(12))]);
    if (desk.below(4) == 0) fire();
  }
  fire();
  for (const auto id : incidents) {
    expect_same(world.stored(id), world.replayed(id));
    const auto record = world.read(id);
    std::optional<Instant> next;
    for (const auto& row : world.stored(id))
      if (row.running_since && row.due_at && (!next || *row.due_at < *next)) next = row.due_at;
    EXPECT_EQ(record.next_target_at, next);
  }
}

// With agreements that come, change and end between the entries of the journal, too: what an entry
// brought stays. The replay reads agreements as they are, so they end only where nothing moves.
TEST_P(Clocks, AgreementsCountInTheJournalAsInWhatIsStored) {
  open_office();
  const auto agree = [&](const char* type, JsonObject fields) {
    fields.insert(
        {{"title", "Agreed"}, {"organization", "harbor"}, {"owner", to_text(world.person)}});
    const auto id = world.make(type, std::move(fields));
    EXPECT_TRUE(
        world.move(id, "activate", {{"valid_from", "2026-01-01"}, {"review_on", "2027-01-01"}}));
    return id;
  };
  const auto group = world.make("group", {{"title", "Printers"}, {"organization", "harbor"}});
  const auto level =
      agree("service_agreement",
            {{"customer", "harbor"}, {"terms", R"({"resolution": {"calendar": "always", "target": {
                                "high": {"when": "priority <= 2", "is": "3h"}, "other": {"is": "11h"}}}})"}});
  const auto inner = agree("operational_agreement",
                           {{"group", to_text(group)},
                            {"terms", R"({"group_work": {"target": {"all": {"is": "1h"}}}})"}});
  RandomDesk desk(world, 23);
  std::vector<Id> incidents;
  for (int i = 0; i < 8; ++i) incidents.push_back(world.incident({{"group", to_text(group)}}));
  for (int step = 0; step < 80; ++step) {
    world.time.set(world.time.now() + Span{desk.below(5'400) * 1'000'003LL});
    desk.act(incidents[static_cast<std::size_t>(desk.below(8))]);
    if (desk.below(4) == 0) fire();
  }
  fire();
  for (const auto id : incidents) {
    const auto rows = world.stored(id);
    expect_same(rows, world.replayed(id));
    for (const auto& row : rows) {
      const auto wanted = row.name == "resolution"   ? level
                          : row.name == "group_work" ? inner
                                                     : Id{};
      EXPECT_EQ(row.terms.agreement, wanted) << row.name;
      EXPECT_TRUE(row.name != "resolution" || row.terms.calendar.is_nil());
    }
    EXPECT_NE(world.read(id).next_target_clock, "group_work");
  }
  const auto before = world.stored(incidents[0]);
  EXPECT_TRUE(world.move(level, "end"));
  EXPECT_EQ(world.stored(incidents[0]), before);
}

TEST_P(Clocks, FireEachThresholdOnceInOrderAndNoneEarly) {
  open_office();
  RandomDesk desk(world, 5);
  std::vector<Id> incidents;
  for (int i = 0; i < 6; ++i) incidents.push_back(world.incident());
  for (int step = 0; step < 120; ++step) {
    world.time.set(world.time.now() + Span{desk.below(36'000) * 1'000'003LL});
    if (desk.below(3) == 0) desk.act(incidents[static_cast<std::size_t>(desk.below(6))]);
    if (desk.below(3) == 0) fire();
  }
  fire();
  EXPECT_EQ(fire(), 0);
  for (const auto id : incidents) {
    std::map<std::string, int> times;
    Instant before{};
    for (const auto& entry : world.clock_entries(id)) {
      EXPECT_LE(entry.occurred_at, entry.recorded_at);
      EXPECT_LE(before, entry.occurred_at);
      before = entry.occurred_at;
      ++times[entry.changes.at(0).name + " " + std::string(entry.changes.at(0).to.get_string())];
    }
    for (const auto& [what, count] : times) EXPECT_EQ(count, 1) << what;
    for (const auto& row : world.stored(id))
      if (row.state == "breached" && row.running_since) {
        EXPECT_EQ(times["clock." + row.name + (row.name == "response" ? " late" : " breach")], 1);
      }
  }
}

TEST_P(Clocks, AChangedCalendarMovesWhatRunsAndLeavesWhatIsOver) {
  open_office();
  const auto running = world.incident(), over = world.incident();
  world.time.set(world.time.now() + hours(1));
  ASSERT_TRUE(world.move(over, "take"));
  ASSERT_TRUE(world.move(over, "resolve",
                         {{"resolution_code", "fixed"},
                          {"resolution", "Filled up."},
                          {"closing_category", "printer"}}));
  const auto before = world.stored(over, "resolution");
  EXPECT_EQ(to_text(*world.stored(running, "resolution").due_at), "2026-05-04T13:00:00Z");
  // 30 April becomes a holiday too.
  std::string closed = office_hours;
  closed.replace(closed.find("--05-01"), 7, "--05-01\", \"2026-04-30");
  ASSERT_TRUE(world.change(calendar, {{"definition", closed}}));
  fire();
  EXPECT_EQ(to_text(*world.stored(running, "resolution").due_at), "2026-05-05T13:00:00Z");
  EXPECT_EQ(world.read(running).next_target_clock, "response");
  EXPECT_EQ(world.stored(over, "resolution"), before);
  EXPECT_TRUE(world.clock_entries(running).empty());
}

TEST_P(Clocks, AClockThatIsYoungerThanTheRecordIsMadeFromItsJournal) {
  open_office();
  const auto id = world.incident();
  world.time.set(world.time.now() + hours(1));
  ASSERT_TRUE(world.move(id, "take"));
  const auto before = world.stored(id);
  ASSERT_TRUE(world.fresh->write([&](db::Transaction& tx) -> Status {
    TRY(tx.execute(R"(DELETE FROM "clock" WHERE "record" = $1)", {id}));
    return {};
  }));
  world.time.set(world.time.now() + hours(1));
  ASSERT_TRUE(world.say(id));
  const auto after = world.stored(id);
  ASSERT_EQ(after.size(), 4u);
  EXPECT_EQ(after[1].name, "resolution");
  for (const auto i : {0u, 1u, 3u}) {
    EXPECT_EQ(after[i].name, before[i].name);
    EXPECT_EQ(after[i].points, before[i].points);
    EXPECT_EQ(after[i].due_at, before[i].due_at);
  }
  EXPECT_EQ(after[2].name, "response");
  EXPECT_EQ(after[2].state, "met");
}

// What a filter finds is what the expression says of each record.
TEST_P(Clocks, FiltersFindWhatExpressionsSay) {
  open_office();
  RandomDesk desk(world, 3);
  std::vector<Id> incidents;
  for (int i = 0; i < 14; ++i) {
    incidents.push_back(world.incident());
    world.time.set(world.time.now() + Span{desk.below(20'000) * 1'000'003LL});
    for (int step = 0; step < 3; ++step)
      desk.act(incidents[static_cast<std::size_t>(desk.below(i + 1))]);
  }
  int found_of_all = 0;
  for (int look = 0; look < 12; ++look) {
    fire();
    for (const std::string filter :
         {R"(clock.resolution.left < duration("8h"))", R"(clock.resolution.left <= duration("0s"))",
          R"(clock.resolution.left > duration("-2h"))",
          R"(duration("30h") <= clock.resolution.left)",
          R"(!(clock.response.left < duration("1h")))", R"(clock.resolution.left < duration("0s"))",
          R"(clock.response.state == "met")", R"(clock.resolution.state in ["paused", "breached"])",
          "clock.resolution.due_at > now",
          R"(clock.response.left < duration("1h") || clock.resolution.left < duration("10h"))"}) {
      const auto differing = world.differing(incidents, filter, found_of_all);
      EXPECT_EQ(differing, "") << filter << " at " << to_text(world.time.now());
    }
    world.time.set(world.time.now() + Span{desk.below(40'000) * 1'000'003LL});
  }
  EXPECT_GT(found_of_all, 100);
}

INSTANTIATE_TEST_SUITE_P(Engines, Clocks, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::usecases
