// What every engine promises (db/database.h): values, parameters, rows, reads and their limits.
// What writes promise is in contract_write_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "support/databases.h"

namespace praxis::db {
namespace {

using testing::ElementsAre;

constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

class Contract : public testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    const Dialect dialect{GetParam()};
    const auto column = [&](const char* name, ColumnType type) {
      return quoted(name) + " " + dialect.type(type);
    };
    ok(fresh->write([&](Transaction& tx) {
      return tx.script("CREATE TABLE sample (key INTEGER PRIMARY KEY, " +
                       column("i", ColumnType::integer) + ", " + column("r", ColumnType::real) +
                       ", " + column("t", ColumnType::text) + ", " + column("b", ColumnType::blob) +
                       ", " + column("d", ColumnType::id) + ")");
    }));
  }

  template <class R>
  static void ok(const R& result) {
    ASSERT_TRUE(result.has_value()) << result.error().reason << ": " << result.error().message;
  }
  template <class R>
  static std::string reason(const R& result) {
    return result ? "ok" : result.error().reason;
  }

  auto write(std::string_view sql, std::initializer_list<Parameter> parameters = {}) {
    return fresh->write([&](Transaction& tx) { return tx.execute(sql, parameters); });
  }
  // The first column of each row, as integers.
  std::vector<std::int64_t> integers(std::string_view sql,
                                     std::initializer_list<Parameter> parameters = {}) {
    std::vector<std::int64_t> out;
    ok(fresh->read([&](Transaction& tx) {
      return tx.query(sql, parameters, [&](const Row& row) -> Status {
        out.push_back(row.integer(0));
        return {};
      });
    }));
    return out;
  }
  void fill(std::int64_t rows) {
    ok(
        write("INSERT INTO sample (key, i) WITH RECURSIVE n (k) AS (SELECT 1 UNION ALL SELECT k + "
              "1 FROM n WHERE k < $1)"
              " SELECT k, k FROM n",
              {rows}));
  }

  test::FreshDatabase fresh{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Engines, Contract, test::both_engines(), test::engine_name);

TEST_P(Contract, IntegersKeepAll64Bits) {
  std::int64_t key = 0;
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 53, largest, smallest}) {
    ok(write("INSERT INTO sample (key, i) VALUES ($1, $2)", {++key, value}));
    EXPECT_THAT(integers("SELECT i FROM sample WHERE i = $1", {value}), ElementsAre(value));
  }
}

TEST_P(Contract, RealsKeepTheirBits) {
  std::int64_t key = 0;
  for (const double value : {0.0, 0.1, -1e308, 5e-324, std::numeric_limits<double>::infinity()}) {
    ok(write("INSERT INTO sample (key, r) VALUES ($1, $2)", {++key, value}));
    ok(fresh->read([&](Transaction& tx) {
      return tx.query_one("SELECT r FROM sample WHERE key = $1", {key},
                          [&](const Row& row) -> Status {
                            EXPECT_EQ(row.real(0), value);
                            return {};
                          });
    }));
  }
}

TEST_P(Contract, NaNIsRefused) {
  EXPECT_EQ(reason(write("INSERT INTO sample (key, r) VALUES (1, $1)", {std::nan("")})),
            "not_a_number");
}

TEST_P(Contract, TextKeepsUnicodeAndEmptyIsNotNull) {
  std::int64_t key = 0;
  for (const std::string_view value :
       {"", "plain", "Grüße, 世界 🌍", "'; DROP TABLE sample; --", "\x01 \x7f"}) {
    ok(write("INSERT INTO sample (key, t) VALUES ($1, $2)", {++key, value}));
    ok(fresh->read([&](Transaction& tx) {
      return tx.query_one("SELECT t FROM sample WHERE key = $1 AND t = $2", {key, value},
                          [&](const Row& row) -> Status {
                            EXPECT_FALSE(row.is_null(0));
                            EXPECT_EQ(row.text(0), value);
                            return {};
                          });
    }));
  }
  ok(write("INSERT INTO sample (key, t) VALUES (99, $1)", {std::string_view()}));
  EXPECT_THAT(integers("SELECT key FROM sample WHERE t IS NULL"), ElementsAre());
  EXPECT_THAT(integers("SELECT key FROM sample WHERE t = '' ORDER BY key"), ElementsAre(1, 99));
}

TEST_P(Contract, TextThatNeitherEngineStoresIsRefused) {
  EXPECT_EQ(
      reason(write("INSERT INTO sample (key, t) VALUES (1, $1)", {std::string_view("a\0b", 3)})),
      "nul_in_text");
  EXPECT_EQ(
      reason(write("INSERT INTO sample (key, t) VALUES (1, $1)", {std::string_view("\xC3\x28")})),
      "ill_formed_text");
  EXPECT_THAT(integers("SELECT count(*) FROM sample"), ElementsAre(0));
}

TEST_P(Contract, BytesIdsAndNullsComeBack) {
  const std::string_view bytes("\0\xFFz", 3);
  const auto id = new_id({1'700'000'000'000'000});
  ok(write("INSERT INTO sample (key, b, d) VALUES (1, $1, $2), (2, $3, $4)",
           {Bytes{bytes}, id, Bytes{}, Parameter()}));
  ok(fresh->read([&](Transaction& tx) -> Result<bool> {
    TRY(tx.query_one("SELECT b, d, t FROM sample WHERE d = $1", {id},
                     [&](const Row& row) -> Status {
                       EXPECT_EQ(row.bytes(0), bytes);
                       EXPECT_EQ(row.id(1), id);
                       EXPECT_TRUE(row.is_null(2));
                       EXPECT_EQ(row.text_or_empty(2), "");
                       return {};
                     }));
    return tx.query_one("SELECT b, d FROM sample WHERE key = 2", {}, [&](const Row& row) -> Status {
      EXPECT_FALSE(row.is_null(0));
      EXPECT_EQ(row.bytes(0), "");
      EXPECT_EQ(row.id_or_null(1), std::nullopt);
      return {};
    });
  }));
}

TEST_P(Contract, ANullBeforeAValueDoesNotFixTheParameterType) {
  const std::string_view insert =
      "INSERT INTO sample (key, i, r, t, b, d) VALUES ($1, $2, $3, $4, $5, $6)";
  const Parameter null;
  const auto id = new_id({1'700'000'000'000'000});
  ok(fresh->write([&](Transaction& tx) -> Status {
    TRY(tx.execute(insert, {1, null, null, null, null, null}));
    TRY(tx.execute(insert, {2, largest, 0.5, std::string_view("x"), Bytes{"y"}, id}));
    TRY(tx.execute(insert, {3, null, 0.5, null, Bytes{"y"}, null}));
    return {};
  }));
  EXPECT_THAT(integers("SELECT key FROM sample WHERE i = $1 OR $1 IS NULL ORDER BY key", {largest}),
              ElementsAre(2));
  EXPECT_THAT(integers("SELECT key FROM sample WHERE i = $1 OR $1 IS NULL ORDER BY key", {null}),
              ElementsAre(1, 2, 3));
}

TEST_P(Contract, ParametersMayComeTwiceAndInAnyOrder) {
  EXPECT_THAT(integers("SELECT $2 * 100 + $1 * 10 + $2", {1, 2}), ElementsAre(212));
  EXPECT_THAT(
      integers("SELECT $1 -- $2 ' \n /* $3 */ + CASE WHEN '$4' = \"t\".\"$5\" THEN 1 ELSE 0 END"
               " FROM (SELECT '$4' AS \"$5\") AS t",
               {41}),
      ElementsAre(42));
}

TEST_P(Contract, AWrongNumberOfParametersIsAnError) {
  const auto counted = [&](std::initializer_list<Parameter> parameters) {
    return reason(fresh->read([&](Transaction& tx) {
      return tx.query("SELECT $1 + $2", parameters, [](const Row&) -> Status { return {}; });
    }));
  };
  EXPECT_EQ(counted({1}), "sql.parameter_count");
  EXPECT_EQ(counted({1, 2, 3}), "sql.parameter_count");
  EXPECT_EQ(counted({1, 2}), "ok");
}

TEST_P(Contract, AggregatesAndComparisonsReadAsIntegersAndReals) {
  fill(4);
  EXPECT_THAT(integers("SELECT sum(i) FROM sample"), ElementsAre(10));
  EXPECT_THAT(integers("SELECT i > 3 FROM sample ORDER BY i"), ElementsAre(0, 0, 0, 1));
  ok(fresh->read([&](Transaction& tx) {
    return tx.query_one("SELECT avg(i) FROM sample", {}, [&](const Row& row) -> Status {
      EXPECT_EQ(row.real(0), 2.5);
      return {};
    });
  }));
}

TEST_P(Contract, LikeMindsLetterCase) {
  ok(write("INSERT INTO sample (key, t) VALUES (1, 'Alpha'), (2, 'alpha')"));
  EXPECT_THAT(integers("SELECT key FROM sample WHERE t LIKE 'al%'"), ElementsAre(2));
}

TEST_P(Contract, TextSortsByItsBytes) {
  ok(write("INSERT INTO sample (key, t) VALUES (1, 'b'), (2, 'B'), (3, 'ä'), (4, 'a')"));
  EXPECT_THAT(integers("SELECT key FROM sample ORDER BY t"), ElementsAre(2, 4, 1, 3));
}

TEST_P(Contract, AMisspeltColumnIsAnError) {
  EXPECT_EQ(reason(write("UPDATE sample SET i = 1 WHERE \"nonesuch\" = 1")), "sql.failed");
}

TEST_P(Contract, QueryOneTellsWhetherThereIsARow) {
  fill(3);
  int calls = 0;
  const auto count = [&](const Row&) -> Status {
    ++calls;
    return {};
  };
  const auto found = [&](std::int64_t above) {
    return fresh->read([&](Transaction& tx) {
      return tx.query_one("SELECT key FROM sample WHERE key > $1", {above}, count);
    });
  };
  EXPECT_TRUE(found(0).value());
  EXPECT_EQ(calls, 1);
  EXPECT_FALSE(found(3).value());
  EXPECT_EQ(calls, 1);
}

TEST_P(Contract, AnErrorFromEachStopsTheQueryAndLeavesTheTransaction) {
  fill(3);
  int calls = 0;
  const auto written = fresh->write([&](Transaction& tx) -> Status {
    const auto stopped = tx.query("SELECT key FROM sample", {}, [&](const Row&) -> Status {
      ++calls;
      return fail(Code::not_found, "seen_enough");
    });
    EXPECT_EQ(reason(stopped), "seen_enough");
    TRY(tx.execute("UPDATE sample SET i = 77 WHERE key = 1"));
    return {};
  });
  ok(written);
  EXPECT_EQ(calls, 1);
  EXPECT_THAT(integers("SELECT key FROM sample WHERE i = 77"), ElementsAre(1));
}

TEST_P(Contract, EachMayRunTheSameStatementAgain) {
  fill(3);
  std::vector<std::int64_t> seen;
  const std::string_view sql = "SELECT key FROM sample WHERE key > $1 ORDER BY key";
  ok(fresh->read([&](Transaction& tx) {
    return tx.query(sql, {0}, [&](const Row& outer) -> Status {
      const auto above = outer.integer(0);
      return tx.query(sql, {above}, [&](const Row& inner) -> Status {
        seen.push_back(above * 10 + inner.integer(0));
        return {};
      });
    });
  }));
  EXPECT_THAT(seen, ElementsAre(12, 13, 23));
}

TEST_P(Contract, AReadCannotWrite) {
  const auto read = [&](std::string_view sql) {
    return reason(fresh->read([&](Transaction& tx) { return tx.execute(sql); }));
  };
  EXPECT_EQ(read("INSERT INTO sample (key) VALUES (1)"), "sql.read_only");
  EXPECT_EQ(read("DELETE FROM sample"), "sql.read_only");
  EXPECT_EQ(read("CREATE TABLE other (key INTEGER)"), "sql.read_only");
  EXPECT_EQ(reason(fresh->read([](Transaction& tx) { return tx.next_number("none"); })),
            "sql.read_only");
  EXPECT_EQ(reason(fresh->read([](Transaction& tx) { return tx.lock("none"); })), "sql.read_only");
}

TEST_P(Contract, AReadGoesOnAfterAnError) {
  fill(1);
  ok(fresh->read([&](Transaction& tx) -> Status {
    EXPECT_EQ(reason(tx.execute("SELECT nonesuch FROM sample")), "sql.failed");
    EXPECT_TRUE(
        TRY(tx.query_one("SELECT key FROM sample", {}, [](const Row&) -> Status { return {}; })));
    return {};
  }));
}

TEST_P(Contract, AReadOverItsTimeEnds) {
  const auto endless = [&](Transaction& tx) {
    return tx.query(
        "WITH RECURSIVE n (k) AS (SELECT 1 UNION ALL SELECT (k + 1) % 1000 FROM n) SELECT count(*) "
        "FROM n",
        {}, [](const Row&) -> Status { return {}; });
  };
  const auto read = fresh->read(endless, {.time_max = Span{20'000}});
  EXPECT_EQ(reason(read), "time_limit");
  EXPECT_EQ(read.error().code, Code::unavailable);
  EXPECT_THAT(integers("SELECT 1"), ElementsAre(1)) << "the connection is as good as new";
}

TEST_P(Contract, VisitedTellsAWalkFromASeekAndCountsSorts) {
  fill(10'000);
  ok(fresh->write([](Transaction& tx) { return tx.script("ANALYZE sample"); }));
  const auto visited = [&](std::string_view sql) {
    Visited out;
    ok(fresh->read(
        [&](Transaction& tx) { return tx.query(sql, {}, [](const Row&) -> Status { return {}; }); },
        {.visited = &out}));
    return out;
  };
  EXPECT_LT(visited("SELECT i FROM sample WHERE key = 5000").steps, 200);
  EXPECT_GE(visited("SELECT count(*) FROM sample WHERE i % 2 = 5").steps, 20'000);
  EXPECT_EQ(visited("SELECT i FROM sample WHERE key > 9990 ORDER BY key").sorts, 0);
  EXPECT_EQ(visited("SELECT i FROM sample ORDER BY i DESC LIMIT 3").sorts, 1);
}

TEST_P(Contract, DataIsThereAfterReopening) {
  fill(3);
  fresh.reopen();
  EXPECT_THAT(integers("SELECT count(*) FROM sample"), ElementsAre(3));
}

TEST_P(Contract, StatementsAreKeptWithinABound) {
  ok(fresh->write([&](Transaction& tx) -> Status {
    for (int round = 0; round < 2; ++round)
      for (int i = 0; i < 400; ++i) TRY(tx.execute("UPDATE sample SET i = " + std::to_string(i)));
    return {};
  }));
  const auto figure = [&](std::string_view name) { return test::figure(*fresh, name); };
  EXPECT_GE(figure("statements_prepared_total"), 400.0);
  EXPECT_LE(figure("statements_cached"), 256.0 + 16.0) << "one busy connection and an idle one";
  ok(write("UPDATE sample SET i = 399"));
  const auto before = figure("statements_prepared_total");
  for (int i = 0; i < 10; ++i) ok(write("UPDATE sample SET i = 399"));
  EXPECT_EQ(figure("statements_prepared_total"), before);
}

TEST(SqliteCopy, IsConsistentAndNeverHalfThere) {
  test::FreshDatabase fresh(Engine::sqlite);
  const auto made = fresh->write([](Transaction& tx) {
    return tx.script("CREATE TABLE a (b TEXT); INSERT INTO a VALUES ('c')");
  });
  ASSERT_TRUE(made.has_value());
  const auto copy = fresh.directory() + "/copy.db";
  ASSERT_TRUE(fresh->copy_to(copy).has_value());
  const auto again = fresh->copy_to(copy);
  EXPECT_EQ(again.error().reason, "file_exists");
  EXPECT_FALSE(std::filesystem::exists(copy + ".partial"));
  auto opened = open_sqlite({copy});
  ASSERT_TRUE(opened.has_value());
  const auto read = (*opened)->read([](Transaction& tx) {
    return tx.query_one("SELECT b FROM a", {}, [](const Row& row) -> Status {
      EXPECT_EQ(row.text(0), "c");
      return {};
    });
  });
  EXPECT_TRUE(read.value());
}

}  // namespace
}  // namespace praxis::db
