#include "db/parameters.h"

#include <gtest/gtest.h>

#include "db/lru_cache.h"

namespace praxis::db {
namespace {

struct RewriteCase {
  const char* sql;
  const char* rewritten;
  std::size_t count;
};

TEST(Parameters, AreFoundOutsideOfLiteralsNamesAndComments) {
  const RewriteCase cases[] = {
      {"", "", 0},
      {"SELECT 1", "SELECT 1", 0},
      {"SELECT $1", "SELECT ?1", 1},
      {"$2 + $1 + $2", "?2 + ?1 + ?2", 2},
      {"$12,$3", "?12,?3", 12},
      {"a=$1 AND b=($2)", "a=?1 AND b=(?2)", 2},
      {"'$1' || $1", "'$1' || ?1", 1},
      {"'it''s $1' || $2", "'it''s $1' || ?2", 2},
      {"\"$1\"\"$2\" = $3", "\"$1\"\"$2\" = ?3", 3},
      {"-- $1\n$2", "-- $1\n?2", 2},
      {"/* $1 ' */ $2", "/* $1 ' */ ?2", 2},
      {"'never closed $1", "'never closed $1", 0},
      {"/* never closed $1", "/* never closed $1", 0},
      {"name$1", "name$1", 0},
      {"$ 1 $x", "$ 1 $x", 0},
      {"a - $1 / $2", "a - ?1 / ?2", 2},
      {"$", "$", 0},
  };
  for (const auto& [sql, rewritten, count] : cases) {
    const auto text = rewrite_parameters(sql);
    EXPECT_EQ(text.sql, rewritten) << sql;
    EXPECT_EQ(text.count, count) << sql;
  }
}

TEST(LruCacheTest, ForgetsWhatWasNotUsedLongest) {
  LruCache<int> cache(2);
  EXPECT_FALSE(cache.add("a", 1).has_value());
  EXPECT_FALSE(cache.add("b", 2).has_value());
  EXPECT_EQ(*cache.find("a"), 1);
  EXPECT_EQ(cache.add("c", 3), 2);
  EXPECT_EQ(cache.find("b"), nullptr);
  EXPECT_EQ(*cache.find("a"), 1);
  cache.remove("a");
  EXPECT_EQ(cache.find("a"), nullptr);
  EXPECT_EQ(cache.size(), 1U);
}

}  // namespace
}  // namespace praxis::db
