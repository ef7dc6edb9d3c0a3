// A database: SQLite or PostgreSQL behind one interface. SQL is one text for both: parameters are
// $1, $2 …, `ON CONFLICT … RETURNING` and `WITH RECURSIVE` are welcome, column types come from
// Dialect::type.
//
// Reads and writes are closures. A write closure may run more than once (group commit, retry after
// a serialization failure), so it has no effects outside its Transaction; write() returns Ok only
// after a durable COMMIT, and an error from the closure rolls all it did back. The first error of a
// statement is the end of a write: later statements fail with it, and so does write() whatever the
// closure returns; who wants to go on says ON CONFLICT. SQL text stands only in *_store.cc, db/ and
// expr/to_sql.cc. Thread-safe; a Transaction and a Row belong to the thread that runs the closure
// (a write's may be another thread than the caller's). Closures do not nest: one that calls its own
// Database's read() or write() aborts.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/function_ref.h"
#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace praxis::db {

class KnownMarks;

enum class Engine { sqlite, postgres };

enum class ColumnType { integer, real, text, id, blob };

// A parameter: a view, valid during the call. Booleans are integers 0 and 1, instants and spans
// microseconds.
struct Bytes {
  std::string_view bytes;
};
using Parameter = std::variant<std::monostate, std::int64_t, double, std::string_view, Id, Bytes>;

template <class T>
Parameter nullable(const std::optional<T>& value) {
  return value ? Parameter(*value) : Parameter();
}
inline Parameter parameter(Instant at) { return at.us; }
inline Parameter parameter(bool value) { return std::int64_t{value}; }

// One row of a result, valid during the call that is given it. Columns count from 0. Reading a
// column as another type than it has is a programming error and aborts.
class Row {
 public:
  virtual ~Row() = default;
  virtual int columns() const = 0;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual std::string_view bytes(int column) const = 0;
  virtual Id id(int column) const = 0;

  Instant instant(int column) const { return {integer(column)}; }
  bool boolean(int column) const { return integer(column) != 0; }
  virtual std::optional<std::int64_t> integer_or_null(int c) const {
    return is_null(c) ? std::nullopt : std::optional(integer(c));
  }
  virtual std::optional<Id> id_or_null(int c) const {
    return is_null(c) ? std::nullopt : std::optional(id(c));
  }
  virtual std::optional<std::string_view> text_or_null(int c) const {
    return is_null(c) ? std::nullopt : std::optional(text(c));
  }
  std::string text_or_empty(int c) const { return std::string(text_or_null(c).value_or("")); }
};

// What a read's statements visited, for tests that bound it. `steps` grows with the rows that were
// looked at and does not depend on the machine's speed: SQLite: steps of its virtual machine
// (SQLITE_STMTSTATUS_VM_STEP), at least 2 for each row looked at, commonly 5 to 30; a count(*) of a
// whole table is one step, and what a full-text index does inside is not seen. PostgreSQL: 10 for
// each row that a scan node returned or threw away (EXPLAIN (ANALYZE, FORMAT JSON) of the same
// statement; ANALYZE the tables first, or the plan is a guess). A bound far below 2 × the table's
// rows thus proves on both that the table was not walked. `sorts` counts sorts that no index saved
// (SQLITE_STMTSTATUS_SORT; Sort nodes).
struct Visited {
  std::int64_t steps = 0;
  std::int64_t sorts = 0;
};

class Transaction {
 public:
  virtual ~Transaction() = default;
  Transaction() = default;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  virtual Engine engine() const = 0;
  // Runs a statement without a result; the number of rows it changed. A violated constraint is
  // Conflict, its reason "unique" or, for the other kinds, "constraint" (details: {"constraint":
  // name or columns}). Text with U+0000 is InvalidArgument "nul_in_text", ill-formed UTF-8
  // "ill_formed_text", NaN "not_a_number".
  virtual Result<std::int64_t> execute(std::string_view sql,
                                       std::span<const Parameter> parameters) = 0;
  // Runs a query; `each` sees every row in turn, may run other statements and may stop the query
  // with an error (of its own: the transaction may go on). PostgreSQL holds the whole result in
  // memory: page what can be large.
  virtual Status query(std::string_view sql, std::span<const Parameter> parameters,
                       FunctionRef<Status(const Row&)> each) = 0;
  // Runs several statements separated by ';' without parameters: DDL.
  virtual Status script(std::string_view sql) = 0;

  Result<std::int64_t> execute(std::string_view sql,
                               std::initializer_list<Parameter> parameters = {}) {
    return execute(sql, std::span(parameters.begin(), parameters.size()));
  }
  Status query(std::string_view sql, std::initializer_list<Parameter> parameters,
               FunctionRef<Status(const Row&)> each) {
    return query(sql, std::span(parameters.begin(), parameters.size()), each);
  }
  // The first row, or false if there is none.
  Result<bool> query_one(std::string_view sql, std::span<const Parameter> parameters,
                         FunctionRef<Status(const Row&)> each);
  Result<bool> query_one(std::string_view sql, std::initializer_list<Parameter> parameters,
                         FunctionRef<Status(const Row&)> each) {
    return query_one(sql, std::span(parameters.begin(), parameters.size()), each);
  }

  // " FOR UPDATE" where rows are locked, "" where one writer runs at a time.
  std::string_view for_update() const { return engine() == Engine::postgres ? " FOR UPDATE" : ""; }
  // " FOR UPDATE SKIP LOCKED" or "".
  std::string_view skip_locked() const {
    return engine() == Engine::postgres ? " FOR UPDATE SKIP LOCKED" : "";
  }

  // The next `count` numbers of a sequence made by create_sequence; the first of them. Gaps are
  // allowed.
  virtual Result<std::int64_t> next_number(std::string_view sequence, std::int64_t count = 1) = 0;
  // Makes a sequence that starts at 1, if it is not there.
  virtual Status create_sequence(std::string_view sequence) = 0;
  // Lets a sequence go on above `at_least` (imports bring their own numbers).
  virtual Status raise_sequence(std::string_view sequence, std::int64_t at_least) = 0;

  // Takes a lock by name until the transaction ends; on SQLite the one writer has it anyway.
  virtual Status lock(std::string_view name) = 0;

  // What earlier writes have seen to be there (db/known_marks.h); null where others write too, and
  // in a read.
  virtual KnownMarks* known() { return nullptr; }
};

struct SqliteConfig {
  std::string path;                // of the file
  int readers_max = 8;             // read connections
  int group_max = 64;              // closures in one commit
  std::int64_t cache_kb = 16'384;  // of each reader; the writer has twice as much
  std::string vfs{};               // of a test's fault-injecting file layer
};

struct PostgresConfig {
  std::string connection;         // libpq's connection text: "host=… dbname=…"
  std::string schema = "praxis";  // the tenant; created if it is not there
  int connections_max = 32;
};

// How long a read may run; a read over it fails with Unavailable, reason "time_limit".
struct ReadLimits {
  std::optional<Span> time_max{};
  Visited* visited = nullptr;  // filled for tests: what the read's statements visited
};

class Database {
 public:
  virtual ~Database() = default;
  virtual Engine engine() const = 0;

  // Runs `body` over one snapshot (SQLite) or statement by statement (PostgreSQL, READ COMMITTED);
  // it cannot write. `body` takes Transaction& and returns a Result.
  template <class F>
  auto read(F&& body, ReadLimits limits = {}) {
    return run<F>(std::forward<F>(body),
                  [&](FunctionRef<Status(Transaction&)> each) { return run_read(each, limits); });
  }
  // Runs `body` in a transaction, perhaps several times, and returns after its COMMIT is durable.
  template <class F>
  auto write(F&& body) {
    return run<F>(std::forward<F>(body),
                  [&](FunctionRef<Status(Transaction&)> each) { return run_write(each); });
  }

  // False after a failed sync or a full disk until the store was reopened and checked; /readyz asks
  // it.
  virtual bool is_writable() const = 0;
  // Runs one statement of DDL outside any transaction where the engine asks for that (CREATE INDEX
  // CONCURRENTLY).
  virtual Status run_alone(std::string_view sql) = 0;
  // A consistent copy into `path` while the server runs (SQLite: VACUUM INTO). Unavailable on
  // PostgreSQL: use pg_dump.
  virtual Status copy_to(const std::string& path) = 0;
  // Named figures for /metrics: "commits_total", "groups_total", "statements_prepared_total" …
  virtual std::vector<std::pair<std::string, double>> figures() const = 0;

 private:
  virtual Status run_read(FunctionRef<Status(Transaction&)> body, const ReadLimits& limits) = 0;
  virtual Status run_write(FunctionRef<Status(Transaction&)> body) = 0;

  template <class F, class Run>
  auto run(F&& body, Run&& run_it) {
    using Outcome = std::invoke_result_t<F&, Transaction&>;
    if constexpr (std::is_void_v<typename Outcome::value_type>) {
      return run_it([&](Transaction& tx) -> Status { return body(tx); });
    } else {
      std::optional<typename Outcome::value_type> value;
      const Status status = run_it([&](Transaction& tx) -> Status {
        value.reset();
        value = TRY(body(tx));
        return {};
      });
      if (!status) return Outcome(tl::unexpected<Error>(status.error()));
      return Outcome(std::move(*value));
    }
  }
};

Result<std::unique_ptr<Database>> open_sqlite(SqliteConfig config);
Result<std::unique_ptr<Database>> open_postgres(PostgresConfig config);

// DDL's few differences. Text is compared by bytes on both (COLLATE "C"); every identifier is
// quoted by quoted().
struct Dialect {
  Engine engine;
  std::string type(
      ColumnType type) const;         // "INTEGER"/"BIGINT", "REAL"/"DOUBLE PRECISION", "TEXT"/'TEXT
                                      // COLLATE "C"', "BLOB"/"UUID", "BLOB"/"BYTEA"
  std::string row_key() const;        // an integer primary key that grows: "INTEGER PRIMARY KEY" /
                                      // "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"
  std::string without_rowid() const;  // " WITHOUT ROWID" / "": a table clustered by its primary key
};
std::string quoted(std::string_view identifier);

}  // namespace praxis::db
