#include "db/sqlite/writer.h"

#include "base/log.h"
#include "db/closure_scope.h"
#include "db/sqlite/transaction.h"

namespace praxis::db::sqlite {
namespace {

constexpr Span recovery_pause = seconds(1);
constexpr int group_attempts_max = 2;

Error not_durable(const Error& cause) {
  return {Code::unavailable, cause.code == Code::unavailable ? cause.reason : "storage_failed",
          "the write could not be made durable: " + cause.message};
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::open(const SqliteConfig& config, Figures& figures,
                                             const void* scope, OnCommit on_commit) {
  std::unique_ptr<Writer> writer(new Writer(config, figures, scope, std::move(on_commit)));
  TRY(writer->open_connection());
  TRY(create_sequences(*writer->connection_));
  writer->thread_ = std::thread([raw = writer.get()] { raw->work(); });
  return writer;
}

Writer::Writer(const SqliteConfig& config, Figures& figures, const void* scope, OnCommit on_commit)
    : config_(config), figures_(figures), scope_(scope), on_commit_(std::move(on_commit)) {
  group_.reserve(static_cast<std::size_t>(config.group_max));
}

Writer::~Writer() {
  if (!thread_.joinable()) return;
  queue_.with([&](Queue& queue) {
    queue.is_stopping = true;
    queued_.notify_one();
  });
  thread_.join();
}

Status Writer::open_connection() {
  connection_.reset();
  connection_ = TRY(Connection::open(config_, Access::write, figures_));
  sqlite3_wal_hook(
      connection_->handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Writer*>(self)->on_commit_(pages);
        return SQLITE_OK;
      },
      this);
  return {};
}

Status Writer::run(FunctionRef<Status(Transaction&)> body) {
  Job job{body};
  queue_.with([&](Queue& queue) {
    ++figures_.writes_waiting;
    (queue.last == nullptr ? queue.first : queue.last->next) = &job;
    queue.last = &job;
    queued_.notify_one();
  });
  job.is_done.wait(
      job.done, [](bool is_done) { return is_done; }, [](bool) {});
  return std::move(job.outcome);
}

void Writer::work() {
  const ClosureScope scope(scope_);
  while (take_group()) {
    if (!is_writable_) try_to_recover();
    if (group_.empty()) continue;
    if (is_writable_)
      run_group();
    else
      answer_all(
          {Code::unavailable, "not_writable", "the database cannot be written to at present"});
  }
}

// Whether to go on. The group is empty when a pause is over, after which a store that failed is
// tried again.
bool Writer::take_group() {
  const auto has_work = [](const Queue& queue) {
    return queue.first != nullptr || queue.is_stopping;
  };
  const auto take = [&](Queue& queue) {
    while (queue.first != nullptr && group_.size() < static_cast<std::size_t>(config_.group_max)) {
      group_.push_back(queue.first);
      queue.first = queue.first->next;
    }
    if (queue.first == nullptr) queue.last = nullptr;
    return !group_.empty() || !queue.is_stopping;
  };
  return is_writable_ ? queue_.wait(queued_, has_work, take)
                      : queue_.wait_for(queued_, recovery_pause, has_work, take);
}

// Answers every job of the group: nobody is told anything, not even of an error of the closure's
// own, before the COMMIT: what the closure saw may have been another's work that comes to nothing.
void Writer::run_group() {
  for (int attempt = 1; attempt <= group_attempts_max && !group_.empty(); ++attempt) {
    const auto ending = try_group();
    if (ending == Ending::committed) {
      ++figures_.groups;
      for (auto* job : group_) {
        if (job->outcome) ++figures_.commits;
        answer(*job);
      }
      group_.clear();
      return;
    }
    ++figures_.groups_lost;
    if (ending == Ending::commit_failed) return;
  }
  // Nothing could be committed, so the disk has to show that it works before anyone is let in
  // again.
  stop_writing({Code::unavailable, "storage_failed", "the database rolled the transaction back"});
}

// Another connection's commit, of a command beside the server, raises the version.
Status Writer::begin() {
  TRY(connection_->execute("BEGIN IMMEDIATE", {}));
  std::int64_t version = 0;
  TRY(connection_->query("PRAGMA data_version", {}, [&](const Row& row) {
    version = row.integer(0);
    return false;
  }));
  if (std::exchange(data_version_, version) != version) known_.forget_all();
  return {};
}

Writer::Ending Writer::try_group() {
  const auto begun = begin();
  if (!begun) {
    stop_writing(begun.error());
    return Ending::commit_failed;
  }
  for (std::size_t i = 0; i < group_.size(); ++i) {
    if (run_closure(*group_[i]) == Ending::committed) continue;
    // This closure lost the transaction for all: it alone fails, the others run again.
    if (connection_->is_in_transaction()) (void)connection_->execute("ROLLBACK", {});
    known_.forget_all();
    answer(*group_[i]);
    group_.erase(group_.begin() + static_cast<std::ptrdiff_t>(i));
    return Ending::lost;
  }
  const auto committed = connection_->execute("COMMIT", {});
  if (committed) return Ending::committed;
  stop_writing(committed.error());
  return Ending::commit_failed;
}

// Runs one closure under its savepoint. Before SAVEPOINT and before RELEASE the transaction must
// still be there: a SAVEPOINT outside of one would open its own, and RELEASE would commit it alone.
Writer::Ending Writer::run_closure(Job& job) {
  const auto lost = [&](Error error) {
    job.outcome = fail(not_durable(error));
    return Ending::lost;
  };
  must(connection_->is_in_transaction());
  if (const auto set = connection_->execute("SAVEPOINT closure", {}); !set)
    return lost(set.error());
  SqliteTransaction transaction(*connection_, known_);
  job.outcome = job.body(transaction);
  if (job.outcome) job.outcome = transaction.first_error().check();
  if (transaction.is_lost() || !connection_->is_in_transaction())
    return lost(job.outcome ? Error{Code::unavailable, "storage_failed"} : job.outcome.error());
  if (!job.outcome) {
    if (const auto undone = connection_->execute("ROLLBACK TO closure", {}); !undone)
      return lost(undone.error());
    known_.undo();
  }
  known_.keep();
  if (const auto released = connection_->execute("RELEASE closure", {}); !released)
    return lost(released.error());
  return Ending::committed;
}

void Writer::answer(Job& job) {
  --figures_.writes_waiting;
  // Under the mutex: the caller's stack, and the job with it, is gone as soon as it sees the
  // answer.
  job.is_done.with([&](bool& is_done) {
    is_done = true;
    job.done.notify_one();
  });
}

void Writer::answer_all(const Error& error) {
  for (auto* job : group_) {
    job->outcome = fail(error);
    answer(*job);
  }
  group_.clear();
}

void Writer::stop_writing(const Error& error) {
  is_writable_ = false;
  known_.forget_all();
  hindrance_ = error.reason;
  log::error("writing stops", {{"reason", error.reason}, {"message", error.message}});
  answer_all(not_durable(error));
  try_to_recover();
}

void Writer::try_to_recover() {
  const auto recovered = recover();
  if (recovered) {
    ++figures_.recoveries;
    is_writable_ = true;
    log::info("writable again");
    return;
  }
  // Said once: this is tried again with every write that comes.
  const auto& error = recovered.error();
  if (std::exchange(hindrance_, error.reason) != error.reason)
    log::error("still not writable", {{"reason", error.reason}, {"message", error.message}});
}

// After a failed sync nobody knows which of the written pages are on the disk, and the kernel may
// call them clean: so the connection and its pages go, and the log is written again from the last
// commit that was synced. (The checkpointer keeps the log's index open; it does not know the failed
// commit.) A page is written and synced first: that costs little while the disk is still full, and
// a check of a large file costs much.
Status Writer::recover() {
  TRY(open_connection());
  std::int64_t version = 0;
  TRY(connection_->query("PRAGMA user_version", {}, [&](const Row& row) {
    version = row.integer(0);
    return false;
  }));
  TRY(connection_->execute("BEGIN IMMEDIATE", {}));
  TRY(connection_->script("PRAGMA user_version=" + std::to_string(version)));
  TRY(connection_->execute("COMMIT", {}));
  std::string verdict;
  TRY(connection_->query("PRAGMA quick_check(1)", {}, [&](const Row& row) {
    verdict = row.text(0);
    return false;
  }));
  if (verdict != "ok") return fail(Code::unavailable, "storage_corrupt", verdict);
  return {};
}

}  // namespace praxis::db::sqlite
