#include "identity/throttle.h"

#include <gtest/gtest.h>

#include "identity/tables.h"
#include "support/databases.h"

namespace praxis::identity {
namespace {

struct DelayCase {
  std::int64_t failures;
  Span delay;
};

TEST(DelayAfter, DoublesFromTheFifthFailureUpToAQuarterOfAnHour) {
  constexpr DelayCase cases[]{{0, {}},           {4, {}},           {5, seconds(1)},
                              {6, seconds(2)},   {9, seconds(16)},  {14, seconds(512)},
                              {15, minutes(15)}, {16, minutes(15)}, {1'000'000'000, minutes(15)}};
  for (const auto& [failures, delay] : cases)
    EXPECT_EQ(delay_after(account_limits, failures).us, delay.us) << failures;
  EXPECT_EQ(delay_after(peer_limits, 29).us, 0);
  EXPECT_EQ(delay_after(peer_limits, 30).us, seconds(1).us);
}

TEST(AttemptKeys, AreOneForAnAccountHoweverItIsTyped) {
  EXPECT_EQ(attempt_keys("Ines@Harbor.example", "").account,
            attempt_keys("ines@harbor.example", "").account);
  EXPECT_NE(attempt_keys("ines@harbor.example", "").account,
            attempt_keys("mara@harbor.example", "").account);
  EXPECT_EQ(attempt_keys("ines@harbor.example", "").account.find("ines"), std::string::npos);
  EXPECT_NE(attempt_keys("\xff\xfe", "").account, attempt_keys("\xff", "").account);
}

TEST(AttemptKeys, CountPeersByWhatOneCustomerIsGiven) {
  const auto peer = [](std::string_view address) {
    return attempt_keys("a@b.example", address).peer;
  };
  EXPECT_EQ(peer("192.0.2.7"), "peer:192.0.2.7");
  EXPECT_EQ(peer("::ffff:192.0.2.7"), "peer:192.0.2.7");
  EXPECT_EQ(peer("2001:db8:1:2:3:4:5:6"), peer("2001:db8:1:2::9"));
  EXPECT_NE(peer("2001:db8:1:2::9"), peer("2001:db8:1:3::9"));
  EXPECT_EQ(peer(""), "");
}

class Throttle : public testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    const auto steps = db::plan_migration(*fresh_, tables_wanted());
    ASSERT_TRUE(steps) << steps.error().message;
    ASSERT_TRUE(db::migrate(*fresh_, *steps, [](auto, auto, const auto&) {}));
  }
  // How long an attempt must wait; zero: it was let through, and counted.
  Span begin(Instant at, std::string_view email = "ines@harbor.example",
             std::string_view peer = "192.0.2.7") {
    const auto wait = fresh_->write(
        [&](db::Transaction& tx) { return begin_attempt(tx, attempt_keys(email, peer), at); });
    must(wait);
    return wait->value_or(Span{});
  }
  void succeed(std::string_view email, std::string_view peer) {
    must(fresh_->write(
        [&](db::Transaction& tx) { return attempt_succeeded(tx, attempt_keys(email, peer)); }));
  }

  test::FreshDatabase fresh_{GetParam()};
  const Instant start_ = *instant_from_text("2026-03-02T09:00:00Z");
};

TEST_P(Throttle, LetsFiveAttemptsThroughAndHoldsBackTheSixth) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(begin(start_).us, 0) << i;
  EXPECT_EQ(begin(start_).us, seconds(1).us);
  EXPECT_EQ(begin(start_ + Span{400'000}).us, 600'000);
  EXPECT_EQ(begin(start_ + seconds(1)).us, 0);
  EXPECT_EQ(begin(start_ + seconds(1)).us, seconds(2).us);
}

TEST_P(Throttle, DoesNotCountWhatItHoldsBack) {
  for (int i = 0; i < 5; ++i) begin(start_);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(begin(start_).us, seconds(1).us);
}

TEST_P(Throttle, ForgetsAnAccountsFailuresAfterTheRightPassword) {
  for (int i = 0; i < 5; ++i) begin(start_);
  succeed("ines@harbor.example", "192.0.2.7");
  EXPECT_EQ(begin(start_).us, 0);
}

TEST_P(Throttle, HoldsBackAPeerThatTriesManyAccounts) {
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(begin(start_, "person" + std::to_string(i) + "@harbor.example").us, 0) << i;
  EXPECT_EQ(begin(start_, "mara@harbor.example").us, seconds(1).us);
  EXPECT_EQ(begin(start_, "mara@harbor.example", "192.0.2.8").us, 0);
}

TEST_P(Throttle, TakesOnlyItsOwnAttemptFromAPeersCountWhenOneSucceeds) {
  for (int i = 0; i < 29; ++i) begin(start_, "person" + std::to_string(i) + "@harbor.example");
  begin(start_, "own@harbor.example");
  succeed("own@harbor.example", "192.0.2.7");
  EXPECT_EQ(begin(start_, "mara@harbor.example").us, 0);
  EXPECT_EQ(begin(start_, "jonas@harbor.example").us, seconds(1).us);
}

TEST_P(Throttle, ForgetsFailuresAfterTwelveHours) {
  for (int i = 0; i < 5; ++i) begin(start_);
  const auto later = start_ + hours(12) + Span{1};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(begin(later).us, 0) << i;
  EXPECT_EQ(begin(later).us, seconds(1).us);
}

TEST_P(Throttle, LocksNobodyOutWhenTheClockWasSetBack) {
  for (int i = 0; i < 8; ++i) begin(start_ + days(30) + minutes(i));
  EXPECT_EQ(begin(start_).us, 0);
}

TEST_P(Throttle, RemovesOldCountersAlone) {
  begin(start_, "old@harbor.example", "");
  begin(start_ + hours(12), "new@harbor.example", "");
  must(fresh_->write(
      [&](db::Transaction& tx) { return remove_old_failures(tx, start_ + hours(13)); }));
  std::int64_t left = 0;
  must(fresh_->read([&](db::Transaction& tx) -> Status {
    return tx.query(R"(SELECT COUNT(*) FROM "sign_in_failure")", {},
                    [&](const db::Row& row) -> Status {
                      left = row.integer(0);
                      return {};
                    });
  }));
  EXPECT_EQ(left, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Throttle, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::identity
