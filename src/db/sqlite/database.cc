// The SQLite engine behind db::Database: one writer, a pool of readers, a checkpointer over one
// file.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "db/closure_scope.h"
#include "db/sqlite/checkpointer.h"
#include "db/sqlite/readers.h"
#include "db/sqlite/writer.h"

namespace praxis::db {
namespace sqlite {
namespace {

// What people tell a service desk is nobody else's on this machine; SQLite gives its side files the
// same mode.
void make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
}

Status sync_path(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool is_synced = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!is_synced) return fail(Code::unavailable, "storage_failed", "cannot sync " + path);
  return {};
}

class SqliteDatabase final : public Database {
 public:
  static Result<std::unique_ptr<Database>> open(SqliteConfig config) {
    must(config.readers_max >= 1 && config.group_max >= 1);
    make_private_file(config.path);
    std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(std::move(config)));
    auto& self = *database;
    self.checkpointer_ = TRY(Checkpointer::open(self.config_, self.figures_));
    self.writer_ =
        TRY(Writer::open(self.config_, self.figures_, &self,
                         [raw = self.checkpointer_.get()](int pages) { raw->on_commit(pages); }));
    return database;
  }

  Engine engine() const override { return Engine::sqlite; }
  bool is_writable() const override { return writer_->is_writable(); }

  Status run_alone(std::string_view sql) override {
    return write([&](Transaction& transaction) { return transaction.script(sql); });
  }

  Status copy_to(const std::string& path) override {
    auto connection = TRY(Connection::open(config_, Access::read, figures_));
    const auto partial = path + ".partial";
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);  // of a copy that was interrupted
    if (std::filesystem::exists(path, ignored))
      return fail(Code::conflict, "file_exists", fmt::format("{} is there already", path));
    make_private_file(partial);
    const auto copied =
        connection->execute("VACUUM INTO $1", std::array<Parameter, 1>{std::string_view(partial)});
    if (!copied) {
      std::filesystem::remove(partial, ignored);
      return fail(copied.error());
    }
    TRY(sync_path(partial));
    std::error_code error;
    std::filesystem::rename(partial, path, error);
    if (error)
      return fail(Code::unavailable, "storage_failed",
                  fmt::format("{}: {}", path, error.message()));
    const auto folder = std::filesystem::path(path).parent_path();
    return sync_path(folder.empty() ? "." : folder.string());
  }

  std::vector<std::pair<std::string, double>> figures() const override {
    const auto value = [](const std::atomic<std::int64_t>& figure) {
      return static_cast<double>(figure.load());
    };
    return {{"commits_total", value(figures_.commits)},
            {"groups_total", value(figures_.groups)},
            {"groups_lost_total", value(figures_.groups_lost)},
            {"writes_waiting", value(figures_.writes_waiting)},
            {"reads_total", value(figures_.reads)},
            {"statements_prepared_total", value(figures_.statements_prepared)},
            {"statements_cached", value(figures_.statements_cached)},
            {"recoveries_total", value(figures_.recoveries)},
            {"checkpoints_total", value(figures_.checkpoints)},
            {"checkpoints_failed_total", value(figures_.checkpoints_failed)},
            {"wal_pages", value(figures_.wal_pages)}};
  }

 private:
  explicit SqliteDatabase(SqliteConfig config)
      : config_(std::move(config)), readers_(config_, figures_) {}

  Status run_read(FunctionRef<Status(Transaction&)> body, const ReadLimits& limits) override {
    must(!ClosureScope::is_inside(this));
    const ClosureScope scope(this);
    return readers_.run(body, limits);
  }
  Status run_write(FunctionRef<Status(Transaction&)> body) override {
    must(!ClosureScope::is_inside(this));
    return writer_->run(body);
  }

  const SqliteConfig config_;
  Figures figures_;
  // The checkpointer outlives the writer, who tells it of commits and leans on its open log while
  // recovering.
  std::unique_ptr<Checkpointer> checkpointer_;
  std::unique_ptr<Writer> writer_;
  Readers readers_;
};

}  // namespace
}  // namespace sqlite

Result<std::unique_ptr<Database>> open_sqlite(SqliteConfig config) {
  return sqlite::SqliteDatabase::open(std::move(config));
}

}  // namespace praxis::db
