// What all connections of a server share. Immutable after start but for the counters.
#pragma once

#include <atomic>

#include "http/server.h"
#include "http/wakeup.h"
#include "http/worker_pool.h"

namespace praxis::http {

struct Context {
  Config config;
  Router router;
  WorkerPool pool;
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> streams{0};
  std::atomic<bool> is_stopping{false};
  Wakeup drained{};  // released by the last connection that closes while stopping

  Response problem(const Trouble& trouble) const;
};

}  // namespace praxis::http
