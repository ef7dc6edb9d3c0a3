#include "db/postgres/pool.h"

namespace praxis::db::postgres {

Result<Pool::Lease> Pool::take() {
  std::unique_ptr<Connection> connection;
  state_.wait(
      freed_, [&](const State& state) { return state.taken < config_.connections_max; },
      [&](State& state) {
        ++state.taken;
        if (state.idle.empty()) return;
        connection = std::move(state.idle.back());
        state.idle.pop_back();
      });
  if (!connection) {
    auto opened = Connection::open(config_, figures_);
    if (!opened) {
      give_back(nullptr);
      return fail(std::move(opened.error()));
    }
    connection = std::move(*opened);
  }
  return Lease(*this, std::move(connection));
}

Status Pool::Lease::renew() {
  std::vector<std::unique_ptr<Connection>> stale;
  pool_->state_.with([&](State& state) { stale.swap(state.idle); });
  stale.clear();
  auto opened = Connection::open(pool_->config_, pool_->figures_);
  if (!opened) return fail(std::move(opened.error()));  // the dead one stays, to be dropped
  connection_ = std::move(*opened);
  return {};
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  if (connection && connection->is_dead()) connection.reset();
  state_.with([&](State& state) {
    --state.taken;
    if (connection) state.idle.push_back(std::move(connection));
    freed_.notify_one();
  });
}

}  // namespace praxis::db::postgres
