// What only PostgreSQL has: sessions that die, plans that go stale, deadlocks, statements kept on
// the server.
#include <gtest/gtest.h>

#include <barrier>
#include <limits>
#include <thread>

#include "support/databases.h"

namespace praxis::db {
namespace {

class PostgresSession : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(write("CREATE TABLE counter (n BIGINT); INSERT INTO counter VALUES (0), (0)"), "ok");
  }

  std::string write(std::string_view sql) {
    const auto status = fresh->write([&](Transaction& tx) { return tx.script(sql); });
    return status ? "ok" : status.error().reason;
  }
  Result<std::int64_t> integer(std::string_view sql,
                               std::initializer_list<Parameter> parameters = {}) {
    std::int64_t out = -1;
    TRY(fresh->read([&](Transaction& tx) {
      return tx.query_one(sql, parameters, [&](const Row& row) -> Status {
        out = row.integer(0);
        return {};
      });
    }));
    return out;
  }
  // Ends every other session of this server's clients.
  void end_idle_sessions() {
    auto other = open_postgres(fresh.postgres()).value();
    const auto ended = other->read([](Transaction& tx) {
      return tx.query(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
          " WHERE application_name = 'praxis' AND pid <> pg_backend_pid()",
          {}, [](const Row&) -> Status { return {}; });
    });
    ASSERT_TRUE(ended.has_value());
  }

  test::FreshDatabase fresh{Engine::postgres};
};

TEST_F(PostgresSession, AReadOutlivesItsSession) {
  EXPECT_EQ(integer("SELECT count(*) FROM counter").value(), 2);
  end_idle_sessions();
  EXPECT_EQ(integer("SELECT count(*) FROM counter").value(), 2);
}

TEST_F(PostgresSession, AWriteOutlivesASessionThatDiedIdle) {
  end_idle_sessions();
  EXPECT_EQ(write("UPDATE counter SET n = n + 1"), "ok");
  EXPECT_EQ(integer("SELECT sum(n) FROM counter").value(), 2);
}

TEST_F(PostgresSession, AWriteWhoseSessionDiesBeforeItsCommitRunsOnceMore) {
  int runs = 0;
  const auto written = fresh->write([&](Transaction& tx) -> Status {
    TRY(tx.execute("UPDATE counter SET n = n + 1"));
    if (++runs == 1) TRY(tx.execute("SELECT pg_terminate_backend(pg_backend_pid())"));
    return {};
  });
  EXPECT_TRUE(written.has_value());
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(integer("SELECT sum(n) FROM counter").value(), 2);
}

TEST_F(PostgresSession, AWriteWhoseSessionsKeepDyingIsUnavailable) {
  const auto written = fresh->write([&](Transaction& tx) -> Status {
    TRY(tx.execute("SELECT pg_terminate_backend(pg_backend_pid())"));
    return {};
  });
  EXPECT_EQ(written.error().reason, "database_unreachable");
  EXPECT_TRUE(fresh->is_writable()) << "the server answers again";
}

TEST_F(PostgresSession, ACommitWithoutAnAnswerIsUnavailableAndNotTriedAgain) {
  ASSERT_EQ(write("CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
                  " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
                  "CREATE CONSTRAINT TRIGGER at_commit AFTER UPDATE ON counter DEFERRABLE "
                  "INITIALLY DEFERRED"
                  " FOR EACH ROW EXECUTE FUNCTION die()"),
            "ok");
  int runs = 0;
  const auto written = fresh->write([&](Transaction& tx) {
    ++runs;
    return tx.execute("UPDATE counter SET n = n + 1");
  });
  EXPECT_EQ(written.error().code, Code::unavailable);
  EXPECT_EQ(written.error().reason, "commit_unknown");
  EXPECT_EQ(runs, 1);
}

TEST_F(PostgresSession, PlansThatAMigrationMadeStaleAreMadeAgain) {
  const std::string_view all = "SELECT * FROM counter";
  EXPECT_EQ(integer(all).value(), 0);
  EXPECT_EQ(write("ALTER TABLE counter ADD COLUMN other TEXT"), "ok");
  EXPECT_EQ(integer(all).value(), 0);
  EXPECT_EQ(write("ALTER TABLE counter ADD COLUMN another TEXT"), "ok");
  int runs = 0;
  const auto written = fresh->write([&](Transaction& tx) -> Status {
    ++runs;
    return tx.query(all, {}, [](const Row&) -> Status { return {}; });
  });
  EXPECT_TRUE(written.has_value());
  EXPECT_EQ(runs, 2);
}

TEST_F(PostgresSession, ADeadlockIsSeenAndTheWriteRunsAgain) {
  ASSERT_EQ(
      write("CREATE TABLE pair (name TEXT, n BIGINT); INSERT INTO pair VALUES ('a', 0), ('b', 0)"),
      "ok");
  std::barrier both_hold_one(2);
  const auto add = [&](std::string_view first, std::string_view second) {
    bool is_first_run = true;
    const auto written = fresh->write([&](Transaction& tx) -> Status {
      TRY(tx.execute("UPDATE pair SET n = n + 1 WHERE name = $1", {first}));
      if (std::exchange(is_first_run, false)) both_hold_one.arrive_and_wait();
      TRY(tx.execute("UPDATE pair SET n = n + 1 WHERE name = $1", {second}));
      return {};
    });
    EXPECT_TRUE(written.has_value());
  };
  {
    const std::jthread one([&] { add("a", "b"); });
    const std::jthread other([&] { add("b", "a"); });
  }
  EXPECT_EQ(integer("SELECT sum(n) FROM pair").value(), 4);
  EXPECT_EQ(test::figure(*fresh, "retries_total"), 1);
}

TEST_F(PostgresSession, TheServerKeepsNoMoreStatementsThanTheDriver) {
  const auto kept = fresh->write([](Transaction& tx) -> Result<std::int64_t> {
    for (int i = 0; i < 600; ++i) TRY(tx.execute("UPDATE counter SET n = " + std::to_string(i)));
    std::int64_t count = 0;
    TRY(tx.query_one("SELECT count(*) FROM pg_prepared_statements", {},
                     [&](const Row& row) -> Status {
                       count = row.integer(0);
                       return {};
                     }));
    return count;
  });
  EXPECT_GE(kept.value(), 250);
  EXPECT_LE(kept.value(), 258);
}

TEST_F(PostgresSession, NumericsReadAsIntegersAndReals) {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{7}, std::int64_t{-10'000}, std::int64_t{100'000'000},
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()})
    EXPECT_EQ(integer("SELECT $1::int8::numeric", {value}).value(), value);
  for (const double value : {0.0, 0.5, -1234.0625, 1e15, 0.00001}) {
    const auto read = fresh->read([&](Transaction& tx) {
      return tx.query_one("SELECT $1::float8::numeric", {value}, [&](const Row& row) -> Status {
        EXPECT_DOUBLE_EQ(row.real(0), value);
        return {};
      });
    });
    EXPECT_TRUE(read.value());
  }
}

TEST_F(PostgresSession, ManyOpenOneSchemaAtOnce) {
  auto config = fresh.postgres();
  config.schema = "opened \"by\" many";
  std::vector<std::jthread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back([&] { EXPECT_TRUE(open_postgres(config).has_value()); });
}

TEST(PostgresOpen, AServerThatIsNotThereIsUnavailable) {
  const auto opened = open_postgres({.connection = "host=/nonexistent dbname=postgres"});
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, Code::unavailable);
  EXPECT_EQ(opened.error().reason, "database_unreachable");
}

}  // namespace
}  // namespace praxis::db
