#include "limit/writer.h"

#include <utility>

namespace limit {
namespace {
constexpr int checkpoint_pages = 4'000;
}

Writer::Writer(const std::string& file)
    : file_(file), thread_([this] { run(); }), checkpointer_([this] { checkpoint(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  log_grew_.notify_all();
  thread_.join();
  checkpointer_.join();
}

void Writer::push(Job job) {
  bool is_first = false;
  {
    const std::lock_guard lock(mutex_);
    is_first = waiting_.empty();
    waiting_.push_back(std::move(job));
  }
  if (is_first) wake_.notify_one();
}

void Writer::run() {
  Connection connection(file_, Connection::Use::write);
  RecordWriter records(connection);
  Statement begin(connection, "BEGIN IMMEDIATE");
  Statement commit(connection, "COMMIT");
  Statement last(connection, "SELECT coalesce(max(row), 0) FROM work");
  last.step();
  auto row = last.integer(0);
  last.reset();
  sqlite3_wal_hook(
      connection.handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        auto& writer = *static_cast<Writer*>(self);
        {
          const std::lock_guard lock(writer.mutex_);
          writer.log_pages_ = pages;
        }
        if (pages > checkpoint_pages) writer.log_grew_.notify_one();
        return SQLITE_OK;
      },
      this);
  std::vector<Job> group;
  std::vector<bool> results;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return is_stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      group.swap(waiting_);
    }
    begin.run();
    results.clear();
    for (const auto& job : group) results.push_back(job.write(records, ++row));
    commit.run();
    for (std::size_t i = 0; i < group.size(); ++i) group[i].done(results[i]);
    group.clear();
  }
}

void Writer::checkpoint() {
  Connection connection(file_, Connection::Use::write);
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      log_grew_.wait(lock, [&] { return is_stopping_ || log_pages_ > checkpoint_pages; });
      if (is_stopping_) return;
      log_pages_ = 0;
    }
    sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                              nullptr);
  }
}

}  // namespace limit
