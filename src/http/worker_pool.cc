#include "http/worker_pool.h"

#include <algorithm>
#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "base/synchronized.h"
#include "http/wakeup.h"

namespace praxis::http {
namespace {

struct Worker {
  Wakeup wake{};
  std::thread thread{};
};

struct LaneQueue {
  std::deque<std::shared_ptr<Job>> jobs{};
  std::size_t running = 0;
  std::size_t running_max = 1;

  bool is_runnable() const { return !jobs.empty() && running < running_max; }
};

struct PoolQueues {
  std::array<LaneQueue, lane_count> lanes{};
  std::vector<Worker*> idle{};
  std::size_t queued = 0;
  std::size_t waking = 0;  // woken, not yet at the queues
  bool is_stopping = false;

  // Writes first: the sooner they wait for the commit, the more of them it takes along.
  LaneQueue* runnable() {
    for (const Lane lane : {Lane::write, Lane::read, Lane::upload}) {
      auto& queue = lanes[static_cast<std::size_t>(lane)];
      if (queue.is_runnable()) return &queue;
    }
    return nullptr;
  }

  std::size_t runnable_count() const {
    std::size_t count = 0;
    for (const auto& lane : lanes) {
      count += std::min(lane.jobs.size(), lane.running_max - lane.running);
    }
    return count;
  }

  std::vector<Worker*> take_all_idle() {
    waking += idle.size();
    return std::exchange(idle, {});
  }

  // Somebody to wake, if there is more to do than those already woken will take.
  Worker* take_idle() {
    if (idle.empty() || runnable_count() <= waking) return nullptr;
    Worker* worker = idle.back();
    idle.pop_back();
    ++waking;
    return worker;
  }
};

}  // namespace

struct WorkerPool::State {
  std::size_t queue_max = 0;
  Synchronized<PoolQueues> queues{};
  std::vector<std::unique_ptr<Worker>> workers{};

  void work(Worker& self);
};

void WorkerPool::State::work(Worker& self) {
  LaneQueue* finished = nullptr;
  bool was_woken = false;
  for (;;) {
    std::shared_ptr<Job> job;
    std::vector<Worker*> next;
    bool is_over = false;
    queues.with([&](PoolQueues& q) {
      if (std::exchange(was_woken, false)) --q.waking;
      if (finished) --finished->running;
      finished = q.runnable();
      if (finished) {
        ++finished->running;
        --q.queued;
        job = std::move(finished->jobs.front());
        finished->jobs.pop_front();
        if (Worker* const worker = q.take_idle()) next.push_back(worker);
      } else if (q.is_stopping && q.queued == 0) {
        is_over = true;
        next = q.take_all_idle();  // they may sleep since a lane was at its bound
      } else {
        q.idle.push_back(&self);
      }
    });
    for (Worker* const worker : next) worker->wake.give();
    if (is_over) return;
    if (job) {
      job->run();
    } else {
      self.wake.wait();
      was_woken = true;
    }
  }
}

PoolSizes pool_sizes(std::size_t workers, std::size_t reads_max, std::size_t queue_max) {
  const auto rest = workers > reads_max ? workers - reads_max : 1;
  return {workers,
          {std::max<std::size_t>(reads_max, 1), rest, std::max<std::size_t>(workers / 4, 1)},
          queue_max};
}

WorkerPool::WorkerPool(PoolSizes sizes) : state_(std::make_unique<State>()) {
  state_->queue_max = sizes.queue_max;
  state_->queues.with([&](PoolQueues& q) {
    for (std::size_t i = 0; i < lane_count; ++i) q.lanes[i].running_max = sizes.running_max[i];
  });
  for (std::size_t i = 0; i < sizes.workers; ++i) {
    auto& worker = *state_->workers.emplace_back(std::make_unique<Worker>());
    worker.thread = std::thread([state = state_.get(), &worker] { state->work(worker); });
  }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::push(Lane lane, std::shared_ptr<Job> job, Push push) {
  Worker* worker = nullptr;
  const bool is_taken = state_->queues.with([&](PoolQueues& q) {
    if (push == Push::bounded && (q.is_stopping || q.queued >= state_->queue_max)) return false;
    q.lanes[static_cast<std::size_t>(lane)].jobs.push_back(std::move(job));
    ++q.queued;
    worker = q.take_idle();
    return true;
  });
  if (worker) worker->wake.give();
  return is_taken;
}

void WorkerPool::stop() {
  const auto idle = state_->queues.with([](PoolQueues& q) {
    q.is_stopping = true;
    return q.take_all_idle();
  });
  for (Worker* const worker : idle) worker->wake.give();
  for (auto& worker : state_->workers) {
    if (worker->thread.joinable()) worker->thread.join();
  }
}

}  // namespace praxis::http
