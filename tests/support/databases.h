// A fresh, empty database of either engine for one test; gone with it.
//   class RecordTest : public testing::TestWithParam<db::Engine> { … test::FreshDatabase
//   fresh{GetParam()}; … }; INSTANTIATE_TEST_SUITE_P(Engines, RecordTest, test::both_engines(),
//   test::engine_name);
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "db/database.h"

namespace praxis::test {

// A new empty directory, in memory where the machine has that: tests do not wait for a disk.
std::string temporary_directory();

class FreshDatabase {
 public:
  explicit FreshDatabase(db::Engine engine);  // aborts with the reason if there is none
  ~FreshDatabase();
  FreshDatabase(const FreshDatabase&) = delete;
  FreshDatabase& operator=(const FreshDatabase&) = delete;

  db::Database& operator*() const { return *database_; }
  db::Database* operator->() const { return database_.get(); }
  void reopen();  // closes it and opens what is there

  const std::string& directory() const {
    return directory_;
  }  // a temporary one, also on PostgreSQL
  const db::SqliteConfig& sqlite() const { return sqlite_; }
  const db::PostgresConfig& postgres() const { return postgres_; }

 private:
  db::Engine engine_;
  std::string directory_;
  db::SqliteConfig sqlite_;
  db::PostgresConfig postgres_;
  std::unique_ptr<db::Database> database_;
};

// One of Database::figures; -1 if it is not there.
double figure(const db::Database& database, std::string_view name);

inline auto both_engines() { return testing::Values(db::Engine::sqlite, db::Engine::postgres); }
inline std::string engine_name(const testing::TestParamInfo<db::Engine>& info) {
  return info.param == db::Engine::sqlite ? "Sqlite" : "Postgres";
}

}  // namespace praxis::test
