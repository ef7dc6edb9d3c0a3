// What the SQLite driver counts for /metrics. Thread-safe: plain atomics.
#pragma once

#include <atomic>
#include <cstdint>

namespace praxis::db::sqlite {

struct Figures {
  std::atomic<std::int64_t> commits{0};      // closures that were committed
  std::atomic<std::int64_t> groups{0};       // COMMITs they shared
  std::atomic<std::int64_t> groups_lost{0};  // rolled back by the engine, or a COMMIT that failed
  std::atomic<std::int64_t> writes_waiting{0};  // queued or running now
  std::atomic<std::int64_t> reads{0};
  std::atomic<std::int64_t> statements_prepared{0};
  std::atomic<std::int64_t> statements_cached{0};
  std::atomic<std::int64_t> recoveries{0};  // the store was reopened and checked
  std::atomic<std::int64_t> checkpoints{0};
  std::atomic<std::int64_t> checkpoints_failed{0};
  std::atomic<std::int64_t> wal_pages{0};
};

}  // namespace praxis::db::sqlite
