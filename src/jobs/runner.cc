#include "jobs/runner.h"

#include "base/log.h"

namespace praxis::jobs {

void Runner::start() {
  thread_ = std::thread([this] { loop(); });
}

void Runner::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  woken_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Runner::committed() {
  {
    const std::lock_guard lock(mutex_);
    if (is_woken_) return;
    is_woken_ = true;
  }
  woken_.notify_one();
}

void Runner::loop() {
  for (;;) {
    for (const auto& job : jobs_)
      if (const auto done = job.run(); !done)
        log::warning("a job failed", {{"job", job.name},
                                      {"reason", done.error().reason},
                                      {"message", done.error().message}});
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, std::chrono::microseconds(rest_after_look.us),
                    [this] { return is_stopping_; });
    if (is_stopping_) return;
    woken_.wait_for(lock, std::chrono::microseconds(look_every.us),
                    [this] { return is_woken_ || is_stopping_; });
    if (is_stopping_) return;
    is_woken_ = false;
  }
}

Status Runner::run_all_now() {
  for (bool is_due = true; is_due;) {
    is_due = false;
    for (const auto& job : jobs_)
      if (const auto next = TRY(job.run()); next && *next <= time_.now()) is_due = true;
  }
  return {};
}

}  // namespace praxis::jobs
