// A bounded pool of threads for blocking handlers, in lanes: each lane has a queue of its own and a
// bound on how many of its jobs run at once, so that a worker never waits for a place in one lane
// while another has work. Idle workers are woken last in, first out: their caches are warm.
// Thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <memory>

namespace praxis::http {

class Job {
 public:
  virtual ~Job() = default;
  virtual void run() = 0;
};

// read: GET and HEAD, short and busy with the processor. write: waits for a commit, many at once.
// upload: waits for its peer's bytes, so it may never take all workers.
enum class Lane { read, write, upload };
constexpr std::size_t lane_count = 3;

struct PoolSizes {
  std::size_t workers;
  std::array<std::size_t, lane_count> running_max;
  std::size_t queue_max;  // over all lanes
};

// The sizes for so many workers and running reads; no lane gets less than one place.
PoolSizes pool_sizes(std::size_t workers, std::size_t reads_max, std::size_t queue_max);

enum class Push {
  bounded,
  always
};  // always: a job that goes on, its peer has been told it was taken

class WorkerPool {
 public:
  explicit WorkerPool(PoolSizes sizes);
  ~WorkerPool();  // stops

  // False: the queue is full (or the pool stopped).
  bool push(Lane lane, std::shared_ptr<Job> job, Push push = Push::bounded);

  // Runs what is queued, then ends the threads.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace praxis::http
