// The one writer: a thread that runs queued closures, each under a SAVEPOINT, and commits them in
// groups. A caller waits until the COMMIT of its group is durable. While one group commits, the
// next one gathers.
//
// What fails (SQLite rolls the whole transaction back on a full disk or an I/O error, and the
// statement after it would commit alone): see docs of each step in writer.cc; in short, a closure
// that loses the transaction fails and the others run again once; a COMMIT that fails stops all
// writing until the file was reopened, written to and checked. Thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/synchronized.h"
#include "db/known_marks.h"
#include "db/sqlite/connection.h"

namespace praxis::db::sqlite {

class Writer {
 public:
  using OnCommit = std::function<void(int wal_pages)>;

  // `scope` is what the closures may not call again. `on_commit` is called by the writer's thread.
  static Result<std::unique_ptr<Writer>> open(const SqliteConfig& config, Figures& figures,
                                              const void* scope, OnCommit on_commit);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  Status run(FunctionRef<Status(Transaction&)> body);
  bool is_writable() const { return is_writable_; }

 private:
  // On its caller's stack; the writer's from when it is queued until it is answered.
  struct Job {
    FunctionRef<Status(Transaction&)> body;
    Status outcome{};
    Job* next = nullptr;
    Synchronized<bool> is_done{};
    std::condition_variable done{};
  };
  struct Queue {
    Job* first = nullptr;
    Job* last = nullptr;
    bool is_stopping = false;
  };
  enum class Ending { committed, lost, commit_failed };

  Writer(const SqliteConfig& config, Figures& figures, const void* scope, OnCommit on_commit);
  Status open_connection();
  void work();
  bool take_group();
  void run_group();
  Ending try_group();
  Ending run_closure(Job& job);
  Status begin();
  void answer(Job& job);
  void answer_all(const Error& error);
  void stop_writing(const Error& error);
  void try_to_recover();
  Status recover();

  const SqliteConfig& config_;
  Figures& figures_;
  const void* scope_;
  OnCommit on_commit_;
  std::unique_ptr<Connection> connection_;
  KnownMarks known_;
  std::int64_t data_version_ = -1;  // SQLite's, of which known_ speaks
  std::atomic<bool> is_writable_{true};
  std::string hindrance_;    // why it cannot write, as last logged
  std::vector<Job*> group_;  // of the running group, in their order
  Synchronized<Queue> queue_;
  std::condition_variable queued_;
  std::thread thread_;
};

}  // namespace praxis::db::sqlite
