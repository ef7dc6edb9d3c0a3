#include "db/sqlite/checkpointer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "support/databases.h"

namespace praxis::db {
namespace {

TEST(CheckpointerTest, MovesAGrownLogIntoTheFileWhileWritesGoOn) {
  test::FreshDatabase fresh(Engine::sqlite);
  const auto figure = [&](std::string_view name) { return test::figure(*fresh, name); };
  const auto write = [&](std::string_view sql, std::initializer_list<Parameter> parameters = {}) {
    ASSERT_TRUE(
        fresh->write([&](Transaction& tx) { return tx.execute(sql, parameters); }).has_value());
  };
  write("CREATE TABLE large (body TEXT)");
  const std::string body(1'000'000, 'x');
  std::int64_t rows = 0;
  // Ends as soon as the other thread has done its part, however long that takes.
  for (; figure("checkpoints_total") < 1; ++rows)
    write("INSERT INTO large VALUES ($1)", {std::string_view(body)});
  EXPECT_GE(rows, 4) << "a thousand pages first";
  EXPECT_GE(std::filesystem::file_size(fresh.sqlite().path), 4'000'000U);
  EXPECT_EQ(figure("checkpoints_failed_total"), 0);
  // The log begins anew instead of growing for ever.
  const auto pages = figure("wal_pages");
  while (figure("wal_pages") >= pages)
    write("INSERT INTO large VALUES ($1)", {std::string_view(body)});
}

}  // namespace
}  // namespace praxis::db
