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
  auto reader = TRY(take());
  auto& connection = *reader.connection;
  const auto begun = connection.execute("BEGIN DEFERRED", {});
  if (!begun) {
    give_back({nullptr, reader.use});
    return fail(begun.error());
  }
  Status outcome;
  {
    const TimeLimit limit(connection.handle(), limits.time_max);
    SqliteTransaction transaction(connection, Access::read, limits.visited);
    outcome = body(transaction);
  }
  // A connection that cannot end its snapshot would hold the log for ever; one that met a failing
  // disk may hold pages it should not.
  const bool is_sound = connection.execute("COMMIT", {}).has_value() &&
                        (outcome || outcome.error().reason != "storage_failed");
  if (!is_sound) reader.connection.reset();
  give_back(std::move(reader));
  return outcome;
}

Result<Readers::Reader> Readers::take() {
  Reader reader;
  const auto can_take = [&](const State& state) { return state.taken < config_.readers_max; };
  state_.wait(freed_, can_take, [&](State& state) {
    ++state.taken;
    if (!state.idle.empty() &&
        (state.idle.back().use == Use::always || state.for_always >= for_always_max_)) {
      reader = std::move(state.idle.back());
      state.idle.pop_back();
    } else if (state.for_always < for_always_max_) {
      reader.use = Use::always;
      ++state.for_always;
    }
  });
  if (reader.connection) return reader;
  auto opened = open(reader.use);
  if (!opened) {
    give_back(std::move(reader));
    return fail(std::move(opened.error()));
  }
  reader.connection = std::move(*opened);
  return reader;
}

Result<std::unique_ptr<Connection>> Readers::open(Use use) {
  auto config = config_;
  const std::int64_t others = config.readers_max - for_always_max_;
  const auto small_kb = config.cache_kb / 4;
  const auto large_kb =
      (config.readers_max * config.cache_kb - others * small_kb) / for_always_max_;
  config.cache_kb = use == Use::always ? large_kb : small_kb;
  return Connection::open(config, Access::read, figures_);
}

void Readers::give_back(Reader reader) {
  state_.with([&](State& state) {
    --state.taken;
    if (!reader.connection)
      state.for_always -= reader.use == Use::always ? 1 : 0;
    else if (reader.use == Use::always)
      state.idle.push_back(std::move(reader));
    else
      state.idle.insert(state.idle.begin(), std::move(reader));
    freed_.notify_one();
  });
}

}  // namespace praxis::db::sqlite
