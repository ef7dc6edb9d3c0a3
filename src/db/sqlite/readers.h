// A bounded pool of read-only connections; each read has one of them, and one snapshot, for itself.
// The first, as many as there are processors, are taken before all others and keep the larger part
// of the memory for pages: the others serve when a read takes long. Thread-safe: a read waits while
// all are taken.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <thread>
#include <vector>

#include "base/synchronized.h"
#include "db/sqlite/connection.h"

namespace praxis::db::sqlite {

class Readers {
 public:
  Readers(const SqliteConfig& config, Figures& figures)
      : config_(config),
        figures_(figures),
        for_always_max_(std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1,
                                   config.readers_max)) {}

  Status run(FunctionRef<Status(Transaction&)> body, const ReadLimits& limits);

 private:
  enum class Use { always, sometimes };
  struct Reader {
    std::unique_ptr<Connection> connection;
    Use use = Use::sometimes;
  };
  struct State {
    std::vector<Reader> idle;  // those for always at the end
    int taken = 0;
    int for_always = 0;  // open or being opened
  };
  Result<Reader> take();
  Result<std::unique_ptr<Connection>> open(Use use);
  void give_back(Reader reader);

  const SqliteConfig& config_;
  Figures& figures_;
  const int for_always_max_;
  Synchronized<State> state_;
  std::condition_variable freed_;
};

}  // namespace praxis::db::sqlite
