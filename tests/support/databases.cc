#include "support/databases.h"

#include <stdlib.h>

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

FreshDatabase::FreshDatabase(db::Engine engine) : engine_(engine) {
  char name[] = "/tmp/praxis-test-XXXXXX";
  must(mkdtemp(name) != nullptr);
  directory_ = name;
  sqlite_.path = directory_ + "/test.db";
  if (engine == db::Engine::postgres) postgres_ = {or_abort(postgres_connection()), next_schema()};
  reopen();
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
