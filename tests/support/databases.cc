#include "support/databases.h"

#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>

#include "support/postgres.h"

namespace praxis::test {
namespace {

template <class T>
T or_abort(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "no database for the test: %s: %s\n", result.error().reason.c_str(),
                 result.error().message.c_str());
    std::abort();
  }
  return std::move(*result);
}

std::string next_schema() {
  static std::atomic<int> made{0};
  return "test_" + std::to_string(++made);
}

}  // namespace

std::string temporary_directory() {
  std::string name =
      (access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + std::string("/praxis-test-XXXXXX");
  must(mkdtemp(name.data()) != nullptr);
  return name;
}

FreshDatabase::FreshDatabase(db::Engine engine)
    : engine_(engine), directory_(temporary_directory()) {
  sqlite_.path = directory_ + "/test.db";
  if (engine == db::Engine::postgres) postgres_ = {or_abort(postgres_connection()), next_schema()};
  reopen();
}

double figure(const db::Database& database, std::string_view name) {
  for (const auto& [key, value] : database.figures())
    if (key == name) return value;
  return -1;
}

FreshDatabase::~FreshDatabase() {
  database_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void FreshDatabase::reopen() {
  database_.reset();
  database_ = or_abort(engine_ == db::Engine::sqlite ? db::open_sqlite(sqlite_)
                                                     : db::open_postgres(postgres_));
}

}  // namespace praxis::test
