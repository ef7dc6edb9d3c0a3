#include "db/sqlite/connection.h"

#include <fmt/format.h>

#include <mutex>
#include <optional>

#include "db/parameters.h"
#include "db/sqlite/error.h"
#include "db/sqlite/row.h"

namespace praxis::db::sqlite {
namespace {

constexpr int busy_timeout_ms = 10'000;

// Views stay valid during the call, so SQLite need not copy them. A null pointer would bind NULL.
const char* start_of(std::string_view bytes) { return bytes.data() == nullptr ? "" : bytes.data(); }

struct Binder {
  sqlite3_stmt* statement;
  int index;

  int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
  int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
  int operator()(double value) const { return sqlite3_bind_double(statement, index, value); }
  int operator()(std::string_view value) const {
    return sqlite3_bind_text64(statement, index, start_of(value), value.size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  int operator()(const Id& value) const { return bind_bytes(value.view()); }
  int operator()(const Bytes& value) const { return bind_bytes(value.bytes); }
  int bind_bytes(std::string_view value) const {
    return sqlite3_bind_blob64(statement, index, start_of(value), value.size(), SQLITE_STATIC);
  }
};

// Counting every allocation takes a lock that all readers would share.
void configure_library() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

// One run of a statement, from binding to reset.
class Connection::Run {
 public:
  Run(sqlite3* handle, std::shared_ptr<Statement> statement, Visited* visited)
      : handle_(handle), statement_(std::move(statement)), visited_(visited) {
    statement_->is_running = true;
    if (visited_ != nullptr) take_counters();
  }
  ~Run() {
    if (visited_ != nullptr) {
      const auto [steps, sorts] = take_counters();
      visited_->steps += steps;
      visited_->sorts += sorts;
    }
    sqlite3_reset(statement_->handle);
    statement_->is_running = false;
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Status bind(std::string_view sql, std::span<const Parameter> parameters) {
    if (parameters.size() != statement_->parameters)
      return fail(wrong_parameter_count(sql, statement_->parameters, parameters.size()));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const int code =
          std::visit(Binder{statement_->handle, static_cast<int>(i + 1)}, parameters[i]);
      if (code != SQLITE_OK) return fail(error_of(handle_, code, sql));
    }
    return {};
  }

  // Whether there is a row.
  Result<bool> step(std::string_view sql) {
    const int code = sqlite3_step(statement_->handle);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return fail(error_of(handle_, code, sql));
  }

  sqlite3_stmt* statement() const { return statement_->handle; }

 private:
  Visited take_counters() const {
    return {sqlite3_stmt_status(statement_->handle, SQLITE_STMTSTATUS_VM_STEP, 1),
            sqlite3_stmt_status(statement_->handle, SQLITE_STMTSTATUS_SORT, 1)};
  }

  sqlite3* handle_;
  std::shared_ptr<Statement> statement_;
  Visited* visited_;
};

Result<std::unique_ptr<Connection>> Connection::open(const SqliteConfig& config, Access access,
                                                     Figures& figures) {
  configure_library();
  const int flags =
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
      (access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(config.path.c_str(), &handle, flags,
                                   config.vfs.empty() ? nullptr : config.vfs.c_str());
  std::unique_ptr<Connection> connection(new Connection(handle, figures));
  if (code != SQLITE_OK) return fail(error_of(handle, code, config.path));
  TRY(connection->configure(config, access));
  return connection;
}

Connection::~Connection() {
  figures_.statements_cached -= static_cast<std::int64_t>(statements_.size());
  statements_ = LruCache<std::shared_ptr<Statement>>(0);
  sqlite3_close_v2(handle_);
}

Status Connection::configure(const SqliteConfig& config, Access access) {
  sqlite3_busy_timeout(handle_, busy_timeout_ms);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // A misspelt column in double quotes is an error, as on PostgreSQL, not a text.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  // LIKE minds letter case on PostgreSQL, so it does here.
  TRY(script("PRAGMA case_sensitive_like=ON; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON"));
  const auto cache_kb = access == Access::write ? 2 * config.cache_kb : config.cache_kb;
  TRY(script(fmt::format("PRAGMA cache_size=-{}", cache_kb)));
  if (access == Access::read) return {};
  // What is deleted is overwritten: erasing a person means it, whatever the library was built with.
  TRY(
      script("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0; PRAGMA "
             "secure_delete=ON"));
  bool is_wal = false;
  TRY(query("PRAGMA journal_mode=WAL", {}, [&](const Row& row) {
    is_wal = row.text(0) == "wal";
    return false;
  }));
  if (!is_wal)
    return fail(Code::unavailable, "storage_failed",
                "the file system cannot hold a write-ahead log");
  return {};
}

Result<std::int64_t> Connection::execute(std::string_view sql,
                                         std::span<const Parameter> parameters, Visited* visited) {
  TRY(check_parameters(parameters));
  Run run(handle_, TRY(prepared(sql)), visited);
  TRY(run.bind(sql, parameters));
  const auto total_before = sqlite3_total_changes64(handle_);
  while (TRY(run.step(sql))) {
  }
  // sqlite3_changes64 keeps its number over statements that change nothing.
  return sqlite3_total_changes64(handle_) == total_before ? 0 : sqlite3_changes64(handle_);
}

Status Connection::query(std::string_view sql, std::span<const Parameter> parameters,
                         FunctionRef<bool(const Row&)> each, Visited* visited) {
  TRY(check_parameters(parameters));
  Run run(handle_, TRY(prepared(sql)), visited);
  TRY(run.bind(sql, parameters));
  const SqliteRow row(run.statement());
  while (TRY(run.step(sql)))
    if (!each(row)) break;
  return {};
}

Status Connection::script(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(error_of(handle_, code, sql));
  return {};
}

Result<std::shared_ptr<Statement>> Connection::prepared(std::string_view sql) {
  auto* known = statements_.find(sql);
  if (known != nullptr && !(*known)->is_running) return *known;
  auto statement = TRY(prepare(sql, known == nullptr ? SQLITE_PREPARE_PERSISTENT : 0));
  if (known != nullptr) return statement;  // runs already, further up: this one is for once
  if (!statements_.add(std::string(sql), statement)) ++figures_.statements_cached;
  return statement;
}

Result<std::shared_ptr<Statement>> Connection::prepare(std::string_view sql, unsigned flags) {
  ++figures_.statements_prepared;
  const auto text = rewrite_parameters(sql);
  sqlite3_stmt* handle = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle_, text.sql.data(), static_cast<int>(text.sql.size()),
                                      flags, &handle, &tail);
  if (code != SQLITE_OK) return fail(error_of(handle_, code, sql));
  auto statement = std::make_shared<Statement>(handle, text.count);
  const std::string_view rest(tail,
                              static_cast<std::size_t>(text.sql.data() + text.sql.size() - tail));
  if (handle == nullptr || rest.find_first_not_of(" \t\r\n;") != std::string_view::npos)
    return fail(Code::internal, "sql.failed", fmt::format("one statement is wanted: {}", sql));
  return statement;
}

}  // namespace praxis::db::sqlite
