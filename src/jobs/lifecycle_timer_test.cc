#include "jobs/lifecycle_timer.h"

#include <gtest/gtest.h>

#include "support/databases.h"
#include "usecases/bootstrap.h"
#include "usecases/create_record.h"
#include "usecases/tenant.h"
#include "usecases/timers.h"
#include "usecases/transition_record.h"

namespace praxis::jobs {
namespace {

using usecases::Draft;

// A desk with one incident, resolved at nine o'clock.
class TimerDesk : public testing::TestWithParam<db::Engine> {
 protected:
  TimerDesk() : fresh(GetParam()), models(opened()), application{*fresh, models, time} {
    const auto caller = usecases::operator_caller("cli");
    const auto first =
        usecases::bootstrap(application, {"Harbor", "harbor", "Ada", "ada@harbor.example"}).value();
    Draft draft;
    draft.fields = {
        {"title", "No paper"}, {"requester", to_text(first.person)}, {"category", "printer"}};
    number = usecases::create_record(application, caller, "incident", draft).value().record.number;
    move("take", {{"category", "printer"}});
    move("resolve", {{"resolution_code", "fixed"},
                     {"resolution", "Filled up."},
                     {"closing_category", "printer"}});
  }

  std::shared_ptr<const record::Model> opened() {
    const auto packs = pack::read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs").value();
    return usecases::open_tenant(*fresh, packs, time.now(),
                                 [](std::size_t, std::size_t, const std::string&) {})
        .value();
  }

  void move(const std::string& transition, JsonObject fields) {
    Draft draft;
    draft.fields = std::move(fields);
    ASSERT_TRUE(usecases::transition_record(application, usecases::operator_caller("cli"),
                                            record::RecordName{"", number}, transition, draft));
  }

  std::string state() {
    return usecases::in_read(
               application, usecases::operator_caller("cli"),
               [&](usecases::Work& work) -> Result<std::string> {
                 return TRY(record::read(work.tx, work.lister(), record::RecordName{"", number}))
                     .state_name();
               })
        .value();
  }

  double commits() {
    for (const auto& [name, value] : fresh->figures())
      if (name == "commits_total") return value;
    return -1;
  }

  test::FreshDatabase fresh;
  ManualTime time{*instant_from_text("2026-03-02T09:00:00Z")};
  usecases::Models models;
  usecases::Application application;
  std::string number;
};

TEST_P(TimerDesk, ClosesAfterDaysWithoutAnAnswerAndOnce) {
  time.set(time.now() + days(5) - seconds(1));
  EXPECT_EQ(usecases::fire_due_timers(application, 10).value(), 0);
  EXPECT_EQ(state(), "resolved");
  time.set(time.now() + seconds(2));
  EXPECT_EQ(usecases::fire_due_timers(application, 10).value(), 1);
  EXPECT_EQ(state(), "closed");
  EXPECT_EQ(usecases::fire_due_timers(application, 10).value(), 0);
}

// A look that writes wakes the jobs, which look again: an idle server that never rests.
TEST_P(TimerDesk, WritesNothingWhileNothingIsDue) {
  const auto before = commits();
  ASSERT_GE(before, 1);
  EXPECT_TRUE(lifecycle_timer(application).run());
  EXPECT_EQ(commits(), before);
}

INSTANTIATE_TEST_SUITE_P(Engines, TimerDesk, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::jobs
