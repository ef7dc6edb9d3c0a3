// Full disks, failed writes, failed syncs, torn writes, at every place of a workload: nothing
// acknowledged is lost, nothing is half there, and the store recovers. After each, the power is cut
// too.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <thread>

#include "base/log.h"
#include "base/synchronized.h"
#include "db/sqlite/connection.h"
#include "support/databases.h"
#include "support/fault_vfs.h"
#include "support/gate.h"

namespace praxis::db {
namespace {

using test::Fault;
using test::FaultKind;
using test::FaultLength;
using test::FaultOperation;
using test::FaultVfs;
using test::Unsynced;

constexpr std::int64_t writes_in_workload = 10;

// A database on a disk that fails, and what its callers were told.
class FaultyStore {
 public:
  FaultyStore() {
    log::set_level(log::Level::error);
    config = {.path = directory + "/test.db", .cache_kb = 16, .vfs = vfs.name()};
    open();
    const auto made = database->write([](Transaction& tx) {
      return tx.script(
          "CREATE TABLE pair_left (n INTEGER PRIMARY KEY, body TEXT NOT NULL);"
          "CREATE TABLE pair_right (n INTEGER PRIMARY KEY, body TEXT NOT NULL)");
    });
    must(made.has_value());
  }
  ~FaultyStore() {
    database.reset();
    std::filesystem::remove_all(directory);
  }

  void open() {
    database.reset();
    auto opened = open_sqlite(config);
    must(opened.has_value());
    database = std::move(*opened);
  }

  // Writes a pair of rows; large ones do not fit the cache and reach the log before their COMMIT.
  Status write(std::int64_t n) {
    const std::string body(n % 3 == 0 ? 120'000 : 100, static_cast<char>('a' + n % 26));
    auto status = database->write([&](Transaction& tx) -> Status {
      for (const auto* table : {"pair_left", "pair_right"})
        TRY(tx.execute("INSERT INTO " + std::string(table) + " VALUES ($1, $2)",
                       {n, std::string_view(body)}));
      return {};
    });
    told.with([&](auto& all) { all[n] = status.has_value(); });
    return status;
  }

  // What a checkpointer does; with TRUNCATE, so that each of its steps is met.
  void checkpoint() const {
    sqlite::Figures figures;
    const auto connection = sqlite::Connection::open(config, sqlite::Access::write, figures);
    if (connection)
      sqlite3_wal_checkpoint_v2((*connection)->handle(), "main", SQLITE_CHECKPOINT_TRUNCATE,
                                nullptr, nullptr);
  }

  // Every acknowledged pair is whole, every other one whole or absent, and the file is sound.
  void expect_kept_in(Database& store) const {
    std::map<std::int64_t, std::string> pairs;
    std::string verdict;
    const auto read = store.read([&](Transaction& tx) -> Status {
      TRY(tx.query("SELECT n, 'l' FROM pair_left UNION ALL SELECT n, 'r' FROM pair_right", {},
                   [&](const Row& row) -> Status {
                     pairs[row.integer(0)] += row.text(1);
                     return {};
                   }));
      TRY(tx.query_one("PRAGMA integrity_check(1)", {}, [&](const Row& row) -> Status {
        verdict = row.text(0);
        return {};
      }));
      return {};
    });
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(verdict, "ok");
    const auto answers = told.with([](const auto& all) { return all; });
    for (const auto& [n, is_acknowledged] : answers) {
      if (is_acknowledged) {
        EXPECT_TRUE(pairs.contains(n)) << "acknowledged, and lost: " << n;
      }
    }
    for (const auto& [n, sides] : pairs) EXPECT_EQ(sides.size(), 2U) << "half there: " << n;
  }

  void expect_kept_after_power_cut() const {
    for (const auto unsynced : {Unsynced::lost, Unsynced::kept, Unsynced::first_half}) {
      const auto after = directory + "/after" + std::to_string(static_cast<int>(unsynced));
      std::filesystem::create_directory(after);
      vfs.power_cut(config.path, after, unsynced);
      const FaultVfs sound;  // spares the real syncs
      auto opened = open_sqlite({.path = after + "/test.db", .vfs = sound.name()});
      ASSERT_TRUE(opened.has_value()) << opened.error().message;
      expect_kept_in(**opened);
      opened->reset();
      std::filesystem::remove_all(after);
    }
  }

  double figure(std::string_view name) const { return test::figure(*database, name); }

  const std::string directory = test::temporary_directory();
  FaultVfs vfs;
  SqliteConfig config;
  std::unique_ptr<Database> database;
  Synchronized<std::map<std::int64_t, bool>> told;
};

// Whether the fault struck at all: if not, the workload has no nth such operation.
bool survives(Fault fault) {
  FaultyStore store;
  store.vfs.arm(fault);
  for (std::int64_t n = 0; n < writes_in_workload; ++n) {
    const auto status = store.write(n);
    if (!status) {
      EXPECT_EQ(status.error().code, Code::unavailable) << status.error().message;
    }
    if (n == 5) store.checkpoint();
  }
  const bool has_struck = store.vfs.has_struck();
  store.expect_kept_after_power_cut();
  store.vfs.disarm();
  const auto recovered = store.write(1'000);
  EXPECT_TRUE(recovered.has_value()) << recovered.error().message;
  EXPECT_TRUE(store.database->is_writable());
  store.expect_kept_in(*store.database);
  store.expect_kept_after_power_cut();
  store.open();
  store.expect_kept_in(*store.database);
  return has_struck;
}

struct FaultCase {
  const char* name;
  FaultOperation operation;
  FaultKind kind;
  FaultLength length;
};

class EveryFault : public testing::TestWithParam<FaultCase> {};

INSTANTIATE_TEST_SUITE_P(
    Kinds, EveryFault,
    testing::Values(
        FaultCase{"FullDiskOnce", FaultOperation::write, FaultKind::disk_full, FaultLength::once},
        FaultCase{"FullDiskForLong", FaultOperation::write, FaultKind::disk_full,
                  FaultLength::lasting},
        FaultCase{"FailedWriteOnce", FaultOperation::write, FaultKind::io_error, FaultLength::once},
        FaultCase{"FailedWriteForLong", FaultOperation::write, FaultKind::io_error,
                  FaultLength::lasting},
        FaultCase{"TornWriteOnce", FaultOperation::write, FaultKind::torn_write, FaultLength::once},
        FaultCase{"FailedSyncOnce", FaultOperation::sync, FaultKind::io_error, FaultLength::once},
        FaultCase{"FailedSyncForLong", FaultOperation::sync, FaultKind::io_error,
                  FaultLength::lasting},
        FaultCase{"FailedTruncation", FaultOperation::truncate, FaultKind::io_error,
                  FaultLength::lasting}),
    [](const auto& fault) { return std::string(fault.param.name); });

TEST_P(EveryFault, LosesNothingAcknowledgedAndLeavesNothingHalf) {
  const auto& [name, operation, kind, length] = GetParam();
  int nth = 1;
  // Each large pair writes some 60 frames, each of them two writes: a stride that shares no factor
  // with that meets headers and pages alike; the first ones are met one by one.
  for (; survives({operation, kind, length, nth}); nth += nth < 30 ? 1 : 17) {
    if (HasFailure()) {
      FAIL() << name << " at operation " << nth;
    }
  }
  EXPECT_GT(nth, 1) << "the fault never struck";
}

TEST(FaultTest, AFailedSyncStopsWritingUntilTheStoreWasReopenedAndChecked) {
  FaultyStore store;
  ASSERT_TRUE(store.write(1).has_value());
  store.vfs.arm({FaultOperation::sync, FaultKind::io_error, FaultLength::lasting});
  EXPECT_EQ(store.write(2).error().code, Code::unavailable);
  EXPECT_FALSE(store.database->is_writable());
  EXPECT_EQ(store.write(4).error().code, Code::unavailable);
  EXPECT_EQ(store.figure("recoveries_total"), 0);
  store.vfs.disarm();
  EXPECT_TRUE(store.write(5).has_value());
  EXPECT_TRUE(store.database->is_writable());
  EXPECT_EQ(store.figure("recoveries_total"), 1);
  EXPECT_TRUE(store.write(7).has_value());
  store.expect_kept_after_power_cut();
}

TEST(FaultTest, ReadsGoOnWhileNothingCanBeWritten) {
  FaultyStore store;
  ASSERT_TRUE(store.write(1).has_value());
  store.vfs.arm({FaultOperation::write, FaultKind::disk_full, FaultLength::lasting});
  EXPECT_EQ(store.write(2).error().reason, "disk_full");
  store.expect_kept_in(*store.database);
}

TEST(FaultTest, AClosureThatLosesTheTransactionFailsAloneAndTheOthersRunAgain) {
  FaultyStore store;
  std::atomic<int> runs_before{0};
  std::atomic<int> runs_after{0};
  Status before;
  Status culprit;
  Status after;
  const auto counted = [&](std::atomic<int>& runs, std::int64_t n) {
    return store.database->write([&runs, n](Transaction& tx) -> Status {
      ++runs;
      for (const auto* table : {"pair_left", "pair_right"})
        TRY(tx.execute("INSERT INTO " + std::string(table) + " VALUES ($1, 'x')", {n}));
      return {};
    });
  };
  {
    std::vector<std::jthread> threads;
    const test::Gate gate(*store.database);
    threads.emplace_back([&] { before = counted(runs_before, 1); });
    gate.wait_until_queued(1);
    threads.emplace_back([&] { culprit = store.write(3); });  // large: it writes before its COMMIT
    gate.wait_until_queued(2);
    threads.emplace_back([&] { after = counted(runs_after, 2); });
    gate.wait_until_queued(3);
    store.vfs.arm({FaultOperation::write, FaultKind::disk_full, FaultLength::once, 5, "-wal"});
  }
  EXPECT_TRUE(store.vfs.has_struck());
  EXPECT_TRUE(before.has_value());
  EXPECT_EQ(culprit.error().reason, "disk_full");
  EXPECT_TRUE(after.has_value());
  EXPECT_EQ(runs_before, 2);
  EXPECT_EQ(runs_after, 1);
  EXPECT_EQ(store.figure("groups_lost_total"), 1);
  EXPECT_TRUE(store.database->is_writable());
  store.told.with([](auto& all) { all[1] = all[2] = true; });
  store.expect_kept_in(*store.database);
  store.expect_kept_after_power_cut();
}

TEST(FaultTest, AnErrorFromAClosureIsNotToldBeforeTheCommitItMayRestOn) {
  FaultyStore store;
  std::atomic<int> runs{0};
  Status second;
  {
    std::vector<std::jthread> threads;
    const test::Gate gate(*store.database);
    threads.emplace_back([&] { EXPECT_FALSE(store.write(3).has_value()); });
    gate.wait_until_queued(1);
    // Sees the first one's row the first time, which then comes to nothing.
    threads.emplace_back([&] {
      second = store.database->write([&](Transaction& tx) -> Status {
        ++runs;
        const bool is_taken = TRY(tx.query_one("SELECT 1 FROM pair_left WHERE n = 3", {},
                                               [](const Row&) -> Status { return {}; }));
        if (is_taken) return fail(Code::conflict, "taken");
        return {};
      });
    });
    gate.wait_until_queued(2);
    store.vfs.arm({FaultOperation::sync, FaultKind::io_error, FaultLength::lasting});
  }
  EXPECT_EQ(runs, 1);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Code::unavailable) << "not Conflict with a row that nobody has";
}

TEST(FaultTest, ManyWritersOnAFailingDiskAreToldTheTruth) {
  for (const auto kind : {FaultKind::disk_full, FaultKind::io_error, FaultKind::torn_write}) {
    for (const int nth : {3, 50, 211, 400}) {
      FaultyStore store;
      store.vfs.arm({FaultOperation::write, kind, FaultLength::once, nth});
      {
        std::vector<std::jthread> threads;
        for (std::int64_t t = 0; t < 6; ++t)
          threads.emplace_back([&store, t] {
            for (std::int64_t n = t; n < 48; n += 6) (void)store.write(n);
          });
      }
      EXPECT_TRUE(store.vfs.has_struck());
      store.expect_kept_in(*store.database);
      store.expect_kept_after_power_cut();
      EXPECT_TRUE(store.write(1'000).has_value());
      EXPECT_GE(store.figure("commits_total"), 24);
    }
  }
}

}  // namespace
}  // namespace praxis::db
