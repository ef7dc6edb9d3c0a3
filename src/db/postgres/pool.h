// A bounded pool of sessions. A Lease has one for itself and gives it back. Thread-safe: waits
// while all are taken.
#pragma once

#include <condition_variable>
#include <memory>
#include <vector>

#include "base/synchronized.h"
#include "db/postgres/connection.h"

namespace praxis::db::postgres {

class Pool {
 public:
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (pool_ != nullptr) pool_->give_back(std::move(connection_));
    }

    Connection& connection() const { return *connection_; }
    // A new session in place of a dead one; those that idle go too, as the server has probably
    // restarted.
    Status renew();

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  Pool(const PostgresConfig& config, Figures& figures) : config_(config), figures_(figures) {}

  Result<Lease> take();

 private:
  struct State {
    std::vector<std::unique_ptr<Connection>> idle;
    int taken = 0;
  };
  void give_back(std::unique_ptr<Connection> connection);

  const PostgresConfig& config_;
  Figures& figures_;
  Synchronized<State> state_;
  std::condition_variable freed_;
};

}  // namespace praxis::db::postgres
