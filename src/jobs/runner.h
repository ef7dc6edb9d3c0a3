// Runs jobs on one thread of its own: after each commit of this process, and when the time that a
// job asked for has come. A job is a use case called by time instead of by a person; it must be
// safe to run on several nodes at once.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/time_source.h"
#include "usecases/application.h"

namespace praxis::jobs {

struct Job {
  std::string name;
  // Does what is due; when it wants to run again at the latest, or nothing: after the next commit.
  std::function<Result<std::optional<Instant>>()> run;
};

// Waits at most this long between two looks: other nodes' commits are not heard of.
constexpr Span look_every = seconds(1);
// And rests this long after each look: jobs commit too, and who writes one record after the other
// would wait for a commit of theirs between any two of their own.
constexpr Span rest_after_look = {20'000};

class Runner final : public usecases::Signals {
 public:
  explicit Runner(const TimeSource& time) : time_(time) {}
  ~Runner() override { stop(); }

  void add(Job job) { jobs_.push_back(std::move(job)); }  // before start()
  void start();
  void stop();  // finishes the job that runs
  void committed() override;
  // Runs every job until none has anything due: for tests and `praxis pack test`, instead of
  // start().
  Status run_all_now();

 private:
  void loop();

  const TimeSource& time_;
  std::vector<Job> jobs_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool is_woken_ = false, is_stopping_ = false;
};

}  // namespace praxis::jobs
