// Loops run short reads themselves, for a hand-over to a worker costs more than many of them. This
// thread looks at them every few milliseconds and gives a loop that a read holds up to its other
// thread. It sleeps while no reads run. A read of a page or two takes less than a millisecond, but
// on a busy machine its thread waits for a processor meanwhile: handing on then only adds to the
// queue.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "base/time.h"
#include "http/wakeup.h"

namespace praxis::http {

class Loop;

constexpr Span read_watch_tick = {2'000};
constexpr Span read_held_max = {
    4'000};  // then the loop goes on without the thread that runs the read

class ReadWatch {
 public:
  ReadWatch() = default;
  ~ReadWatch() { stop(); }

  void start(const std::vector<std::unique_ptr<Loop>>& loops);
  void stop();

  // By a loop that begins a read: cheap unless the watch sleeps.
  void notice() {
    if (is_asleep_.load()) wake();
  }

 private:
  void run();
  void wake();
  bool has_reads() const;

  std::vector<Loop*> loops_{};
  std::atomic<bool> is_asleep_{false};
  std::atomic<bool> is_over_{false};
  Wakeup wakeup_{};
  std::thread thread_{};
};

}  // namespace praxis::http
