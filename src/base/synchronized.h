// A value and the mutex that guards it: the value is reached only while the mutex is held.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/time.h"

namespace praxis {

template <class T>
class Synchronized {
 public:
  Synchronized() = default;
  explicit Synchronized(T value) : value_(std::move(value)) {}

  // Calls `use` with the value while the mutex is held and returns what it returns.
  template <class F>
  decltype(auto) with(F&& use) {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(use)(value_);
  }
  template <class F>
  decltype(auto) with(F&& use) const {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(use)(value_);
  }

  // Waits at `signal` until `holds(value)`, then calls `use` with the value, all while the mutex is
  // held (the wait itself lets go of it). Who changes the value notifies `signal`.
  template <class Holds, class F>
  decltype(auto) wait(std::condition_variable& signal, Holds&& holds, F&& use) {
    std::unique_lock lock(mutex_);
    signal.wait(lock, [&] { return holds(std::as_const(value_)); });
    return std::forward<F>(use)(value_);
  }
  // The same for at most `time_max`; `use` is called either way.
  template <class Holds, class F>
  decltype(auto) wait_for(std::condition_variable& signal, Span time_max, Holds&& holds, F&& use) {
    std::unique_lock lock(mutex_);
    signal.wait_for(lock, std::chrono::microseconds(time_max.us),
                    [&] { return holds(std::as_const(value_)); });
    return std::forward<F>(use)(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

}  // namespace praxis
