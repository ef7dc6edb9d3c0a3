// Group commit: what waits together is committed together, each closure for itself.
#include "db/sqlite/writer.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "db/known_marks.h"
#include "support/gate.h"

namespace praxis::db {
namespace {

class GroupCommit : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(fresh
                    ->write([](Transaction& tx) {
                      return tx.script("CREATE TABLE number (n INTEGER PRIMARY KEY)");
                    })
                    .has_value());
  }
  double groups() const { return test::figure(*fresh, "groups_total"); }
  double commits() const { return test::figure(*fresh, "commits_total"); }

  // Queues inserts behind a closed gate, in their order, then opens it; what each was told.
  std::vector<Status> insert_at_once(const std::vector<std::int64_t>& numbers) {
    std::vector<Status> told(numbers.size());
    {
      std::vector<std::jthread> threads;
      const test::Gate gate(*fresh);
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        threads.emplace_back([&, i] {
          told[i] = fresh->write([&](Transaction& tx) -> Status {
            TRY(tx.execute("INSERT INTO number VALUES ($1)", {numbers[i]}));
            return {};
          });
        });
        gate.wait_until_queued(static_cast<int>(i) + 1);
      }
    }
    return told;
  }

  test::FreshDatabase fresh{Engine::sqlite};
};

TEST_F(GroupCommit, WhatWaitsTogetherIsCommittedTogether) {
  const auto groups_before = groups();
  const auto commits_before = commits();
  for (const auto& status : insert_at_once({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}))
    EXPECT_TRUE(status.has_value());
  EXPECT_EQ(commits() - commits_before, 11) << "ten, and the one that held the writer";
  EXPECT_EQ(groups() - groups_before, 2);
}

TEST_F(GroupCommit, AGroupHasABound) {
  const auto groups_before = groups();
  std::vector<std::int64_t> numbers(130);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::int64_t>(i);
  insert_at_once(numbers);
  EXPECT_EQ(groups() - groups_before, 1 + 3) << "64 at a time";
}

TEST_F(GroupCommit, AnErrorInAGroupIsItsOwn) {
  const auto told = insert_at_once({1, 2, 2, 3});
  EXPECT_TRUE(told[0].has_value());
  EXPECT_TRUE(told[1].has_value());
  EXPECT_EQ(told[2].error().reason, "unique");
  EXPECT_TRUE(told[3].has_value());
  const auto rows = fresh->read([](Transaction& tx) {
    return tx.query_one("SELECT count(*) FROM number", {}, [](const Row& row) -> Status {
      EXPECT_EQ(row.integer(0), 3);
      return {};
    });
  });
  EXPECT_TRUE(rows.has_value());
}

TEST_F(GroupCommit, WhatAClosureSawIsForgottenWithItAndWithAnothersCommit) {
  const auto write = [&](std::uint64_t adds, bool succeeds) {
    std::string seen;
    (void)fresh->write([&](Transaction& tx) -> Status {
      seen.clear();
      for (const std::uint64_t mark : {1, 2, 3}) seen += tx.known()->has(mark) ? '1' : '0';
      tx.known()->add(adds);
      TRY(tx.execute("INSERT INTO number VALUES (NULL)"));
      if (!succeeds) return fail(Code::conflict, "test");
      return {};
    });
    return seen;
  };
  EXPECT_EQ(write(1, true), "000");
  EXPECT_EQ(write(2, false), "100");
  EXPECT_EQ(write(3, true), "100");
  EXPECT_EQ(write(2, true), "101");
  auto other = open_sqlite(fresh.sqlite());
  ASSERT_TRUE(other);
  ASSERT_TRUE((*other)->write([](Transaction& tx) {
    return tx.execute("INSERT INTO number VALUES (NULL)").map([](auto) {});
  }));
  EXPECT_EQ(write(1, true), "000");
}

}  // namespace
}  // namespace praxis::db
