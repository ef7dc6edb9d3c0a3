#include "http/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>

#include "http/wakeup.h"

namespace praxis::http {
namespace {

struct FunctionJob final : Job {
  explicit FunctionJob(std::function<void()> f) : call(std::move(f)) {}
  void run() override { call(); }
  std::function<void()> call;
};

std::shared_ptr<Job> job(std::function<void()> f) {
  return std::make_shared<FunctionJob>(std::move(f));
}

TEST(WorkerPool, SizesLeaveRoomInEveryLane) {
  EXPECT_EQ(pool_sizes(64, 4, 9).running_max, (std::array<std::size_t, 3>{4, 60, 16}));
  EXPECT_EQ(pool_sizes(1, 4, 9).running_max, (std::array<std::size_t, 3>{4, 1, 1}));
  EXPECT_EQ(pool_sizes(1, 0, 9).running_max[0], 1U);
}

TEST(WorkerPool, RunsEverythingThatWasTakenBeforeItStops) {
  std::atomic<int> ran{0};
  WorkerPool pool(pool_sizes(4, 2, 10'000));
  for (int i = 0; i < 3000; ++i) {
    const auto lane = static_cast<Lane>(i % 3);
    EXPECT_TRUE(pool.push(lane, job([&] { ++ran; })));
  }
  pool.stop();
  EXPECT_EQ(ran, 3000);
  EXPECT_FALSE(pool.push(Lane::read, job([] {})));
}

TEST(WorkerPool, ALaneAtItsBoundDoesNotHoldTheOthersUp) {
  Wakeup entered;
  Wakeup release;
  std::atomic<int> reads{0};
  WorkerPool pool(pool_sizes(4, 1, 100));
  const auto read = [&] {
    ++reads;
    entered.give();
    release.wait();
  };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pool.push(Lane::read, job(read)));
  entered.wait();
  Wakeup wrote;
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(pool.push(Lane::write, job([&] { wrote.give(); })));
  for (int i = 0; i < 50; ++i) wrote.wait();
  EXPECT_EQ(reads, 1);
  for (int i = 0; i < 3; ++i) release.give();
  pool.stop();
  EXPECT_EQ(reads, 3);
}

TEST(WorkerPool, RefusesOverTheQueuesBoundButNotWhatGoesOn) {
  Wakeup entered;
  Wakeup release;
  std::atomic<int> ran{0};
  WorkerPool pool(pool_sizes(1, 1, 1));
  EXPECT_TRUE(pool.push(Lane::write, job([&] {
                          entered.give();
                          release.wait();
                        })));
  entered.wait();
  EXPECT_TRUE(pool.push(Lane::write, job([&] { ++ran; })));
  EXPECT_FALSE(pool.push(Lane::write, job([&] { ++ran; })));
  EXPECT_TRUE(pool.push(Lane::read, job([&] { ++ran; }), Push::always));
  release.give();
  pool.stop();
  EXPECT_EQ(ran, 2);
}

}  // namespace
}  // namespace praxis::http
