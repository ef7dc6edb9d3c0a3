// A bounded pool of read-only connections; each read has one of them, and one snapshot, for itself.
// Thread-safe: a read waits while all are taken.
#pragma once

#include <condition_variable>
#include <memory>
#include <vector>

#include "base/synchronized.h"
#include "db/sqlite/connection.h"

namespace praxis::db::sqlite {

class Readers {
 public:
  Readers(const SqliteConfig& config, Figures& figures) : config_(config), figures_(figures) {}

  Status run(FunctionRef<Status(Transaction&)> body, const ReadLimits& limits);

 private:
  struct State {
    std::vector<std::unique_ptr<Connection>> idle;
    int taken = 0;
  };
  Result<std::unique_ptr<Connection>> take();
  void give_back(std::unique_ptr<Connection> connection);

  const SqliteConfig& config_;
  Figures& figures_;
  Synchronized<State> state_;
  std::condition_variable freed_;
};

}  // namespace praxis::db::sqlite
