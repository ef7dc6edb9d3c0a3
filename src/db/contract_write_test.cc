// What every engine promises (db/database.h) about writes: all or nothing, no lost update,
// sequences, locks, groups.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <thread>

#include "base/synchronized.h"
#include "support/databases.h"

namespace praxis::db {
namespace {

class WriteContract : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    ok(fresh->write([](Transaction& tx) -> Status {
      TRY(
          tx.script("CREATE TABLE account (name TEXT NOT NULL, balance BIGINT NOT NULL, CONSTRAINT "
                    "named UNIQUE (name));"
                    "INSERT INTO account VALUES ('a', 0), ('b', 0)"));
      return tx.create_sequence("number");
    }));
  }

  template <class R>
  static void ok(const R& result) {
    ASSERT_TRUE(result.has_value()) << result.error().reason << ": " << result.error().message;
  }
  std::int64_t integer(std::string_view sql) {
    std::int64_t out = 0;
    ok(fresh->read([&](Transaction& tx) {
      return tx.query_one(sql, {}, [&](const Row& row) -> Status {
        out = row.integer(0);
        return {};
      });
    }));
    return out;
  }
  Result<std::int64_t> next(std::int64_t count = 1) {
    return fresh->write([&](Transaction& tx) { return tx.next_number("number", count); });
  }
  // Runs `each(thread)` in `threads` threads at once.
  template <class F>
  static void at_once(int threads, F each) {
    std::vector<std::jthread> running;
    for (int i = 0; i < threads; ++i) running.emplace_back([&each, i] { each(i); });
  }

  test::FreshDatabase fresh{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Engines, WriteContract, test::both_engines(), test::engine_name);

TEST_P(WriteContract, TheClosuresValueComesBack) {
  const auto changed =
      fresh->write([](Transaction& tx) { return tx.execute("UPDATE account SET balance = 5"); });
  EXPECT_EQ(changed.value(), 2);
  const auto none = fresh->write([](Transaction& tx) {
    return tx.execute("INSERT INTO account VALUES ('a', 9) ON CONFLICT DO NOTHING");
  });
  EXPECT_EQ(none.value(), 0);
}

TEST_P(WriteContract, ReturningSeesEveryRow) {
  std::set<std::string> names;
  ok(fresh->write([&](Transaction& tx) {
    return tx.query("UPDATE account SET balance = 1 RETURNING name", {},
                    [&](const Row& row) -> Status {
                      names.emplace(row.text(0));
                      return {};
                    });
  }));
  EXPECT_EQ(names, (std::set<std::string>{"a", "b"}));
}

TEST_P(WriteContract, AClosuresErrorLeavesNothing) {
  const auto written = fresh->write([](Transaction& tx) -> Status {
    TRY(tx.script("CREATE TABLE other (key INTEGER)"));
    TRY(tx.execute("UPDATE account SET balance = 7"));
    return fail(Code::forbidden, "not_you");
  });
  EXPECT_EQ(written.error().reason, "not_you");
  EXPECT_EQ(integer("SELECT sum(balance) FROM account"), 0);
  ok(fresh->write([](Transaction& tx) { return tx.script("CREATE TABLE other (key INTEGER)"); }));
}

TEST_P(WriteContract, AUniqueViolationIsAConflictThatNamesTheConstraint) {
  const auto written = fresh->write(
      [](Transaction& tx) { return tx.execute("INSERT INTO account VALUES ('a', 1)"); });
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, Code::conflict);
  EXPECT_EQ(written.error().reason, "unique");
  const std::string_view named = written.error().details.at("constraint").as_string();
  EXPECT_EQ(named, GetParam() == Engine::sqlite ? "account.name" : "named");
}

TEST_P(WriteContract, AnotherViolatedConstraintIsAConflictToo) {
  const auto written = fresh->write(
      [](Transaction& tx) { return tx.execute("INSERT INTO account VALUES ('c', NULL)"); });
  EXPECT_EQ(written.error().code, Code::conflict);
  EXPECT_EQ(written.error().reason, "constraint");
  EXPECT_EQ(std::string_view(written.error().details.at("constraint").as_string()),
            "account.balance");
}

TEST_P(WriteContract, TheFirstErrorEndsTheWriteEvenIfTheClosureGoesOn) {
  const auto written = fresh->write([](Transaction& tx) -> Status {
    TRY(tx.execute("UPDATE account SET balance = 7"));
    EXPECT_FALSE(tx.execute("INSERT INTO account VALUES ('a', 1)").has_value());
    EXPECT_EQ(tx.execute("UPDATE account SET balance = 8").error().reason, "unique");
    EXPECT_EQ(tx.next_number("number").error().reason, "unique");
    return {};
  });
  EXPECT_EQ(written.error().reason, "unique");
  EXPECT_EQ(integer("SELECT sum(balance) FROM account"), 0);
}

TEST_P(WriteContract, OthersInTheSameGroupKeepTheirWork) {
  std::atomic<int> refused{0};
  at_once(8, [&](int thread) {
    for (int i = 0; i < 50; ++i) {
      const auto written = fresh->write([&](Transaction& tx) -> Status {
        TRY(tx.execute("UPDATE account SET balance = balance + 1 WHERE name = 'a'"));
        if (thread % 2 == 0) return fail(Code::conflict, "changed_my_mind");
        return {};
      });
      if (!written) ++refused;
    }
  });
  EXPECT_EQ(refused, 200);
  EXPECT_EQ(integer("SELECT balance FROM account WHERE name = 'a'"), 200);
}

TEST_P(WriteContract, ConcurrentIncrementsLoseNothing) {
  at_once(8, [&](int) {
    for (int i = 0; i < 50; ++i)
      ok(fresh->write([](Transaction& tx) -> Status {
        std::int64_t balance = 0;
        TRY(tx.query_one(
            "SELECT balance FROM account WHERE name = 'a'" + std::string(tx.for_update()), {},
            [&](const Row& row) -> Status {
              balance = row.integer(0);
              return {};
            }));
        TRY(tx.execute("UPDATE account SET balance = $1 WHERE name = 'a'", {balance + 1}));
        return {};
      }));
  });
  EXPECT_EQ(integer("SELECT balance FROM account WHERE name = 'a'"), 400);
}

TEST_P(WriteContract, DeadlocksAreTriedAgainUntilAllIsDone) {
  at_once(4, [&](int thread) {
    const std::string_view first = thread % 2 == 0 ? "a" : "b";
    const std::string_view second = thread % 2 == 0 ? "b" : "a";
    for (int i = 0; i < 5; ++i)
      ok(fresh->write([&](Transaction& tx) -> Status {
        TRY(tx.execute("UPDATE account SET balance = balance + 1 WHERE name = $1", {first}));
        TRY(tx.execute("UPDATE account SET balance = balance + 1 WHERE name = $1", {second}));
        return {};
      }));
  });
  EXPECT_EQ(integer("SELECT sum(balance) FROM account"), 40);
}

TEST_P(WriteContract, ASecondRunOfAClosureIsAsTheFirst) {
  // A closure that is refused and written again by its caller finds nothing of its first run.
  for (int i = 0; i < 2; ++i) {
    const auto written = fresh->write([&](Transaction& tx) -> Result<std::int64_t> {
      const auto changed = TRY(tx.execute("INSERT INTO account VALUES ('new', 1)"));
      if (i == 0) return fail(Code::conflict, "once_more");
      return changed;
    });
    EXPECT_EQ(written.has_value(), i == 1);
  }
}

TEST_P(WriteContract, EveryCommitIsCounted) {
  const auto before = test::figure(*fresh, "commits_total");
  at_once(4, [&](int) {
    for (int i = 0; i < 10; ++i)
      ok(fresh->write(
          [](Transaction& tx) { return tx.execute("UPDATE account SET balance = balance + 1"); }));
  });
  EXPECT_EQ(test::figure(*fresh, "commits_total") - before, 40);
  EXPECT_LE(test::figure(*fresh, "groups_total"), test::figure(*fresh, "commits_total"));
}

TEST_P(WriteContract, SequencesBeginAtOneAndGoOn) {
  EXPECT_EQ(next().value(), 1);
  EXPECT_EQ(next(10).value(), 2);
  EXPECT_EQ(next().value(), 12);
  ok(fresh->write([](Transaction& tx) { return tx.create_sequence("number"); }));
  EXPECT_EQ(next().value(), 13);
}

TEST_P(WriteContract, ARaisedSequenceGoesOnAboveAndNeverBack) {
  const auto raise = [&](std::int64_t at_least) {
    ok(fresh->write([&](Transaction& tx) { return tx.raise_sequence("number", at_least); }));
  };
  raise(0);
  EXPECT_EQ(next().value(), 1);
  raise(40);
  EXPECT_EQ(next().value(), 41);
  raise(40);
  raise(41);
  EXPECT_EQ(next().value(), 42);
}

TEST_P(WriteContract, NumbersTakenAtOnceNeverOverlap) {
  Synchronized<std::multiset<std::int64_t>> taken;
  at_once(8, [&](int thread) {
    for (int i = 0; i < 25; ++i) {
      const std::int64_t count = thread % 2 == 0 ? 1 : 7;
      const auto first = next(count);
      ok(first);
      taken.with([&](auto& all) {
        for (std::int64_t n = 0; n < count; ++n) all.insert(*first + n);
      });
    }
  });
  taken.with([](const auto& all) {
    EXPECT_EQ(all.size(), 800U);
    EXPECT_EQ(std::set<std::int64_t>(all.begin(), all.end()).size(), all.size());
  });
}

TEST_P(WriteContract, ASequenceThatIsNotThereIsAnErrorAndLeavesNoLock) {
  const auto missing = fresh->write([](Transaction& tx) { return tx.next_number("nonesuch", 5); });
  EXPECT_FALSE(missing.has_value());
  at_once(4, [&](int) { ok(next(3)); });
}

TEST_P(WriteContract, ANamedLockKeepsOthersOut) {
  at_once(8, [&](int) {
    for (int i = 0; i < 10; ++i)
      ok(fresh->write([](Transaction& tx) -> Status {
        TRY(tx.lock("the account"));
        std::int64_t balance = 0;  // read without FOR UPDATE: the lock alone guards it
        TRY(tx.query_one("SELECT balance FROM account WHERE name = 'a'", {},
                         [&](const Row& row) -> Status {
                           balance = row.integer(0);
                           return {};
                         }));
        TRY(tx.execute("UPDATE account SET balance = $1 WHERE name = 'a'", {balance + 1}));
        return {};
      }));
  });
  EXPECT_EQ(integer("SELECT balance FROM account WHERE name = 'a'"), 80);
}

TEST_P(WriteContract, ClosuresThatNestAbort) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto nested = [&] {
    std::filesystem::remove_all(fresh.directory());  // the process that dies leaves nothing behind
    (void)fresh->write([&](Transaction&) {
      return fresh->write([](Transaction& tx) { return tx.execute("SELECT 1"); });
    });
  };
  EXPECT_DEATH(nested(), "is_inside");
}

}  // namespace
}  // namespace praxis::db
