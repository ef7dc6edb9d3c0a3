#include "db/sqlite/checkpointer.h"

#include "base/log.h"

namespace praxis::db::sqlite {
namespace {

constexpr Span idle_after = seconds(1);
// RESTART and TRUNCATE keep writers out while they wait for readers of old pages: so they do not
// wait long.
constexpr int wait_for_readers_ms = 50;

}  // namespace

Result<std::unique_ptr<Checkpointer>> Checkpointer::open(const SqliteConfig& config,
                                                         Figures& figures) {
  auto connection = TRY(Connection::open(config, Access::write, figures));
  sqlite3_busy_timeout(connection->handle(), wait_for_readers_ms);
  return std::unique_ptr<Checkpointer>(new Checkpointer(std::move(connection), figures));
}

Checkpointer::Checkpointer(std::unique_ptr<Connection> connection, Figures& figures)
    : connection_(std::move(connection)), figures_(figures), thread_([this] { work(); }) {}

Checkpointer::~Checkpointer() {
  state_.with([&](State& state) {
    state.is_stopping = true;
    changed_.notify_one();
  });
  thread_.join();
}

void Checkpointer::on_commit(int wal_pages) {
  figures_.wal_pages = wal_pages;
  state_.with([&](State& state) {
    const bool was_idle = state.commits == state.commits_done;
    state.wal_pages = wal_pages;
    ++state.commits;
    if (wal_pages < state.pages_done) state.pages_done = 0;  // the log began anew
    if (was_idle || state.needs_passive()) changed_.notify_one();
  });
}

void Checkpointer::work() {
  for (auto next = next_work(); next != Work::stop; next = next_work())
    if (next != Work::none) checkpoint(next);
}

Checkpointer::Work Checkpointer::next_work() {
  const auto commits_before = state_.wait(
      changed_,
      [](const State& state) { return state.is_stopping || state.commits != state.commits_done; },
      [](State& state) { return state.commits; });
  return state_.wait_for(
      changed_, idle_after,
      [](const State& state) { return state.is_stopping || state.needs_passive(); },
      [&](State& state) {
        if (state.is_stopping) return Work::stop;
        const bool is_idle = state.commits == commits_before;
        if (!is_idle && !state.needs_passive()) return Work::none;
        state.pages_done = state.wal_pages;
        if (is_idle) state.commits_done = state.commits;
        if (state.wal_pages >= truncate_pages) return Work::truncate;
        return state.wal_pages >= restart_pages ? Work::restart : Work::passive;
      });
}

void Checkpointer::checkpoint(Work work) {
  const int mode = work == Work::truncate  ? SQLITE_CHECKPOINT_TRUNCATE
                   : work == Work::restart ? SQLITE_CHECKPOINT_RESTART
                                           : SQLITE_CHECKPOINT_PASSIVE;
  int pages = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(connection_->handle(), "main", mode, &pages, &moved);
  if (code == SQLITE_OK) {
    ++figures_.checkpoints;
  } else if ((code & 0xFF) != SQLITE_BUSY) {
    ++figures_.checkpoints_failed;
    log::error("checkpoint failed",
               {{"code", std::to_string(code)}, {"reason", sqlite3_errstr(code)}});
  }
}

}  // namespace praxis::db::sqlite
