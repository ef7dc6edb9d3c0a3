// The demo organization: the same seed tells the same year, and what it tells is as sound as what
// people write.
#include <gtest/gtest.h>

#include <set>

#include "support/databases.h"
#include "usecases/demo.h"
#include "usecases/demo_times.h"
#include "usecases/read_records.h"

namespace praxis::usecases {
namespace {

constexpr auto unseen = [](std::size_t, std::size_t, const std::string&) {};

class DemoTest : public testing::TestWithParam<db::Engine> {
 public:
  static std::shared_ptr<const record::Model> opened(db::Database& database,
                                                     const TimeSource& time) {
    const auto sources = pack::read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs");
    must(sources.has_value());
    auto model = open_tenant(database, *sources, time.now(), unseen);
    must(model.has_value());
    return *model;
  }

  struct Told {
    std::vector<std::string> lines;
    std::set<std::string> titles, states;
    std::int64_t faults = 0;
  };
  // Every record of work of a demo organization, as one line each.
  static Told tell(std::uint64_t seed) {
    const ManualTime time{*instant_from_text("2026-03-02T09:00:00Z")};
    test::FreshDatabase fresh(GetParam());
    Models models(opened(*fresh, time));
    Application application{*fresh, models, time};
    const auto demo = make_demo(application, {.seed = seed, .records = 120}, unseen);
    if (!demo) ADD_FAILURE() << demo.error().message << demo.error().reason;
    EXPECT_EQ(demo ? demo->records : 0, 120);
    Told told;
    const auto read = in_read(application, operator_caller("cli"), [&](Work& work) -> Status {
      record::ListRequest request{.type = work.model.type("work"), .limit = 200};
      for (const auto& record : TRY(record::list(work.tx, work.lister(), request)).records) {
        const auto title = record.text_of(pack::FieldRole::title);
        told.lines.push_back(record.number + " " + title + " " + record.state_name() + " " +
                             to_text(record.created_at));
        told.titles.insert(title);
        told.states.insert(record.state_name());
      }
      for (const auto& [name, family] : work.model.families()) {
        told.faults += std::ssize(TRY(record::verify_chains(work.tx, name, [](std::int64_t) {})));
        const auto search = TRY(record::verify_search(work.tx, work.model, family));
        told.faults += search.records + search.words;
      }
      return {};
    });
    EXPECT_TRUE(read);
    return told;
  }
};

TEST_P(DemoTest, TheSameSeedTellsTheSameYear) {
  const auto first = tell(7);
  EXPECT_EQ(first.lines, tell(7).lines);
  EXPECT_NE(first.lines, tell(8).lines);
  EXPECT_GE(first.lines.size(), 120u);  // templates of changes are work, too
  EXPECT_EQ(first.faults, 0);
  // Few titles come twice, and records stand in many states.
  EXPECT_GT(first.titles.size(), first.lines.size() * 2 / 3);
  EXPECT_GT(first.states.size(), 4u);
}

INSTANTIATE_TEST_SUITE_P(Engines, DemoTest, test::both_engines(), test::engine_name);

TEST(DemoTimes, MorningsAreBusierThanNightsAndMondaysThanSundays) {
  const auto at = [](const char* text) { return busyness(*instant_from_text(text)); };
  EXPECT_GT(at("2026-03-02T07:30:00Z"), at("2026-03-02T22:30:00Z"));
  EXPECT_GT(at("2026-03-02T07:30:00Z"), at("2026-03-01T07:30:00Z"));
  EXPECT_GT(at("2026-11-23T07:30:00Z"), at("2026-12-28T07:30:00Z"));
}

TEST(DemoTimes, WorkGoesOnOnTheNextWorkingDay) {
  Chance chance(1);
  const auto next = [&](const char* text) {
    return to_text(next_working(chance, *instant_from_text(text))).substr(0, 10);
  };
  EXPECT_EQ(to_text(next_working(chance, *instant_from_text("2026-03-02T09:00:00Z"))),
            "2026-03-02T09:00:00Z");
  EXPECT_EQ(next("2026-03-06T18:00:00Z"), "2026-03-09");  // Friday evening
  EXPECT_EQ(next("2026-12-24T09:00:00Z"), "2027-01-04");  // over the holidays and a weekend
}

}  // namespace
}  // namespace praxis::usecases
