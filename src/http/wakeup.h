// A counting semaphore: give() lets one wait() go on, now or later. Not std::counting_semaphore:
// that of gcc 12 leaves a waiter asleep when two are given at once (its bug 104928). Thread-safe.
#pragma once

#include <semaphore.h>

#include <cerrno>
#include <ctime>

#include "base/time.h"

namespace praxis::http {

class Wakeup {
 public:
  Wakeup() { ::sem_init(&semaphore_, 0, 0); }
  ~Wakeup() { ::sem_destroy(&semaphore_); }
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  void give() { ::sem_post(&semaphore_); }
  void wait() {
    while (::sem_wait(&semaphore_) != 0 && errno == EINTR) {
    }
  }
  // False: nothing was given in that time.
  bool wait_for(Span time_max) {
    timespec until{};
    ::clock_gettime(CLOCK_MONOTONIC, &until);
    const auto nanoseconds = until.tv_nsec + time_max.us % 1'000'000 * 1000;
    until.tv_sec += time_max.us / 1'000'000 + nanoseconds / 1'000'000'000;
    until.tv_nsec = nanoseconds % 1'000'000'000;
    while (::sem_clockwait(&semaphore_, CLOCK_MONOTONIC, &until) != 0) {
      if (errno != EINTR) return false;
    }
    return true;
  }

 private:
  sem_t semaphore_;
};

}  // namespace praxis::http
