// What the PostgreSQL driver counts for /metrics. Thread-safe: plain atomics.
#pragma once

#include <atomic>
#include <cstdint>

namespace praxis::db::postgres {

struct Figures {
  std::atomic<std::int64_t> commits{0};
  std::atomic<std::int64_t> retries{0};  // of writes, after a deadlock and the like
  std::atomic<std::int64_t> reads{0};
  std::atomic<std::int64_t> statements_prepared{0};
  std::atomic<std::int64_t> statements_cached{0};
  std::atomic<std::int64_t> connections{0};  // open now
};

}  // namespace praxis::db::postgres
