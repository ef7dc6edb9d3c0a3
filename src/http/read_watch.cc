#include "http/read_watch.h"

#include <algorithm>

#include "http/loop.h"

namespace praxis::http {
namespace {
constexpr int quiet_ticks_max = 20;  // without a read in sight, then it sleeps
}

void ReadWatch::start(const std::vector<std::unique_ptr<Loop>>& loops) {
  for (const auto& loop : loops) loops_.push_back(loop.get());
  thread_ = std::thread([this] { run(); });
}

void ReadWatch::stop() {
  if (!thread_.joinable()) return;
  is_over_ = true;
  wakeup_.give();
  thread_.join();
}

void ReadWatch::wake() {
  if (is_asleep_.exchange(false)) wakeup_.give();
}

bool ReadWatch::has_reads() const {
  return std::any_of(loops_.begin(), loops_.end(),
                     [](const Loop* loop) { return loop->has_read(); });
}

void ReadWatch::run() {
  int quiet_ticks = 0;
  while (!is_over_) {
    wakeup_.wait_for(read_watch_tick);
    bool is_quiet = true;
    for (Loop* const loop : loops_) is_quiet = !loop->check_read() && is_quiet;
    quiet_ticks = is_quiet ? quiet_ticks + 1 : 0;
    if (quiet_ticks < quiet_ticks_max || is_over_) continue;
    // A loop sets its read first and then looks whether this sleeps; here it is the other way
    // round, so one sees it.
    is_asleep_ = true;
    if (has_reads()) {
      is_asleep_ = false;
    } else {
      wakeup_.wait();
    }
    quiet_ticks = 0;
  }
}

}  // namespace praxis::http
