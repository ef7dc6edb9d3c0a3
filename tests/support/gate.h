// Holds the writer of a SQLite database with one closure, so that a test decides what is queued
// behind it and thus makes the next group. Opens when it goes.
#pragma once

#include <atomic>
#include <thread>

#include "support/databases.h"

namespace praxis::test {

class Gate {
 public:
  explicit Gate(db::Database& database) : database_(database), thread_([this] { hold(); }) {
    while (!is_held_) std::this_thread::yield();
  }
  ~Gate() {
    is_open_ = true;
    thread_.join();
  }
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // Returns when so many writes wait behind it.
  void wait_until_queued(int others) const {
    while (figure(database_, "writes_waiting") < 1 + others) std::this_thread::yield();
  }

 private:
  void hold() {
    const auto held = database_.write([&](db::Transaction&) -> Status {
      is_held_ = true;
      while (!is_open_) std::this_thread::yield();
      return {};
    });
    EXPECT_TRUE(held.has_value());
  }

  db::Database& database_;
  std::atomic<bool> is_held_{false};
  std::atomic<bool> is_open_{false};
  std::thread thread_;
};

}  // namespace praxis::test
