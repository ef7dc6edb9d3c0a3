#include "db/sqlite/readers.h"

#include <chrono>

#include "db/sqlite/transaction.h"

namespace praxis::db::sqlite {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int steps_between_looks = 1'000;

// Stops the connection's statements after a time, for as long as it lives.
class TimeLimit {
 public:
  TimeLimit(sqlite3* handle, std::optional<Span> time_max) : handle_(time_max ? handle : nullptr) {
    if (handle_ == nullptr) return;
    ends_at_ = Clock::now() + std::chrono::microseconds(time_max->us);
    sqlite3_progress_handler(
        handle_, steps_between_looks,
        [](void* self) {
          return static_cast<int>(Clock::now() > static_cast<TimeLimit*>(self)->ends_at_);
        },
        this);
  }
  ~TimeLimit() {
    if (handle_ != nullptr) sqlite3_progress_handler(handle_, 0, nullptr, nullptr);
  }
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

 private:
  sqlite3* handle_;
  Clock::time_point ends_at_;
};

}  // namespace

Status Readers::run(FunctionRef<Status(Transaction&)> body, const ReadLimits& limits) {
  ++figures_.reads;
  auto connection = TRY(take());
  const auto begun = connection->execute("BEGIN DEFERRED", {});
  if (!begun) {
    give_back(nullptr);
    return fail(begun.error());
  }
  Status outcome;
  {
    const TimeLimit limit(connection->handle(), limits.time_max);
    SqliteTransaction transaction(*connection, Access::read, limits.visited);
    outcome = body(transaction);
  }
  // A connection that cannot end its snapshot would hold the log for ever; one that met a failing
  // disk may hold pages it should not.
  const bool is_sound = connection->execute("COMMIT", {}).has_value() &&
                        (outcome || outcome.error().reason != "storage_failed");
  give_back(is_sound ? std::move(connection) : nullptr);
  return outcome;
}

Result<std::unique_ptr<Connection>> Readers::take() {
  std::unique_ptr<Connection> connection;
  const auto can_take = [&](const State& state) { return state.taken < config_.readers_max; };
  state_.wait(freed_, can_take, [&](State& state) {
    ++state.taken;
    if (state.idle.empty()) return;
    connection = std::move(state.idle.back());
    state.idle.pop_back();
  });
  if (connection) return connection;
  auto opened = Connection::open(config_, Access::read, figures_);
  if (!opened) give_back(nullptr);
  return opened;
}

void Readers::give_back(std::unique_ptr<Connection> connection) {
  state_.with([&](State& state) {
    --state.taken;
    if (connection) state.idle.push_back(std::move(connection));
    freed_.notify_one();
  });
}

}  // namespace praxis::db::sqlite
