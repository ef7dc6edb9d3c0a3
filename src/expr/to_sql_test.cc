#include "expr/to_sql.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "expr/random_expression_test.h"
#include "support/databases.h"

namespace praxis::expr {
namespace {

using test::Column;
using test::columns;
using test::Generator;
using test::RandomRow;

// SQL and parameters: "i = $1 [1]".
std::string sql_text(const std::string& expression, db::Engine engine = db::Engine::sqlite) {
  const test::World world;
  const auto program = compile(expression, world);
  if (!program) return "does not compile: " + program.error().message;
  const auto condition = to_sql(**program, test::ColumnSymbols(), engine);
  if (!condition) return condition.error().reason + ": " + condition.error().message;
  std::string text = condition->sql;
  if (condition->parameters.empty()) return text;
  text += " [";
  for (const auto& parameter : condition->parameters) {
    if (text.back() != '[') text += ", ";
    text += praxis::to_text(to_json(parameter));
  }
  return text + "]";
}

struct Translation {
  const char* expression;
  const char* sql;
};

TEST(ToSql, KeepsIndexableComparisonsPlain) {
  const Translation table[] = {
      {"i == 1", "\"i\" = $1 [1]"},
      {"1 == i", "\"i\" = $1 [1]"},
      {"i != 1", "\"i\" IS DISTINCT FROM $1 [1]"},
      {"!(i == 1)", "\"i\" IS DISTINCT FROM $1 [1]"},
      {"!(i != 1)", "\"i\" = $1 [1]"},
      {"i == null", "\"i\" IS NULL"},
      {"i != null", "\"i\" IS NOT NULL"},
      {"i < 3 && !(j < 3)", "(\"i\" < $1 AND \"j\" >= $2) [3, 3]"},
      {"i < 2.5", "\"i\" <= $1 [2]"},
      {"is_a && !is_b", "(\"is_a\" = 1 AND \"is_b\" = 0)"},
      {"!(is_a || i == 1)", "(\"is_a\" = 0 AND \"i\" IS DISTINCT FROM $1) [1]"},
      {"color in [\"red\", \"blue\"]", "\"color\" IN ($1, $2) [\"red\",\"blue\"]"},
      {"!(color in [\"red\", \"blue\"])",
       "(\"color\" NOT IN ($1, $2) OR \"color\" IS NULL) [\"red\",\"blue\"]"},
      {"color in []", "FALSE"},
      {"person in me.sites", "FALSE"},
      {"i == three", "\"i\" = $1 [3]"},
      {"i == nothing", "\"i\" IS NULL"},
      {"s.startsWith(\"ab\")", "(\"s\" >= $1 AND \"s\" < $2) [\"ab\",\"ac\"]"},
      {"now - made_at > duration(\"1h\")",
       "(\"made_at\" < $1 AND \"made_at\" >= $2) [1779996400000000,-7443372036854775]"},
      {"colors[color].is_warm", "\"color\" = $1 [\"red\"]"},
      {"!colors[color].is_warm", "\"color\" = $1 [\"green\"]"},
      {"cost > 9.99", "\"cost\" > $1 [999]"},
      {"i == 1 || 1 > 2", "(\"i\" = $1) [1]"},
      {"1 < 2 || i == 1", "TRUE"},
  };
  for (const auto& [expression, sql] : table) {
    auto wanted = std::string(sql);
    for (std::size_t at = 0; (at = wanted.find("\",\"", at)) != std::string::npos;)
      wanted.replace(at, 3, "\", \"");
    for (std::size_t at = 0; (at = wanted.find(",-", at)) != std::string::npos;)
      wanted.replace(at, 2, ", -");
    EXPECT_EQ(sql_text(expression), wanted) << expression;
  }
}

TEST(ToSql, BeginsParametersWhereTheCallerSays) {
  const test::World world;
  const auto program = compile("i == 1 && s == \"a\"", world);
  ASSERT_TRUE(program);
  const auto condition = to_sql(**program, test::ColumnSymbols(), db::Engine::sqlite, 5);
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->sql, "(\"i\" = $5 AND \"s\" = $6)");
}

TEST(ToSql, RefusesWhatHasNoTranslationWithAReason) {
  const char* refused[] = {
      "s.matches(\"a.*\")",
      "[1, i].exists(x, x == 1)",
      "{\"a\": i}[s] == 1",
      "made_at.getHours(\"Europe/Berlin\") == 3",
      "share + 1.0 > 2.0",
      "string(i) == \"1\"",
      "s == \"a\\u0000\" || s < \"a\\u0000\"",
      "i > 9.3e18",
      "s.trim() == \"a\"",
  };
  for (const auto* expression : refused) {
    EXPECT_TRUE(sql_text(expression).starts_with("expression.not_in_sql: 1:"))
        << sql_text(expression);
  }
  EXPECT_TRUE(sql_text("i + 1").starts_with("expression.not_in_sql"))
      << "only conditions are filters";
}

// A field of several references: its elements are rows of another table.
class SetWorld final : public Environment, public SqlNames {
 public:
  std::optional<Symbol> variable(std::span<const std::string_view> path,
                                 std::size_t& used) const override {
    used = 1;
    const Type group{.kind = Kind::reference, .name = "group"};
    if (path[0] == "group") return Symbol{group, 0};
    if (path[0] == "groups") return Symbol{list_of(group), 1};
    return std::nullopt;
  }
  Result<SqlSymbol> symbol(std::uint32_t slot) const override {
    if (slot == 0) return SqlSymbol{.sql = "\"group\""};
    return SqlSymbol{.sql = "(SELECT \"target\" FROM \"sets\")"};
  }
};

TEST(ToSql, SearchesASetInItsRows) {
  const Translation table[] = {
      {"group in groups", "\"group\" IN (SELECT \"target\" FROM \"sets\")"},
      {"!(group in groups)",
       "(\"group\" NOT IN (SELECT \"target\" FROM \"sets\") OR \"group\" IS NULL)"},
      {"\"0192f0c1-0000-7000-8000-000000000000\" in groups",
       "$1 IN (SELECT \"target\" FROM \"sets\")"},
  };
  for (const auto& [expression, sql] : table) {
    const SetWorld world;
    const auto program = compile(expression, world);
    ASSERT_TRUE(program) << program.error().message;
    for (const auto engine : {db::Engine::sqlite, db::Engine::postgres}) {
      const auto condition = to_sql(**program, world, engine);
      ASSERT_TRUE(condition) << condition.error().message;
      EXPECT_EQ(condition->sql, sql);
    }
  }
}

class SqlAgreement : public testing::TestWithParam<db::Engine> {
 protected:
  void load(const std::vector<RandomRow>& rows) {
    const db::Dialect dialect{GetParam()};
    std::string ddl = "CREATE TABLE things (id " + dialect.type(db::ColumnType::integer);
    std::string insert = "INSERT INTO things VALUES ($1";
    for (std::size_t i = 0; i < columns().size(); ++i) {
      ddl += ", " + db::quoted(columns()[i].name) + " " + dialect.type(columns()[i].stored);
      insert += fmt::format(", ${}", i + 2);
    }
    const auto done = fresh_->write([&](db::Transaction& tx) -> Status {
      TRY(tx.script(ddl + ")"));
      for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<db::Parameter> parameters{static_cast<std::int64_t>(i)};
        for (const auto& value : rows[i]) parameters.push_back(to_parameter(value));
        TRY(tx.execute(insert + ")", parameters));
      }
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }

  Result<std::vector<int>> matched_by_sql(const SqlCondition& condition) {
    std::vector<db::Parameter> parameters;
    for (const auto& value : condition.parameters) parameters.push_back(to_parameter(value));
    return fresh_->read([&](db::Transaction& tx) -> Result<std::vector<int>> {
      std::vector<int> ids;
      TRY(tx.query("SELECT id FROM things WHERE " + condition.sql + " ORDER BY id", parameters,
                   [&](const db::Row& row) -> Status {
                     ids.push_back(static_cast<int>(row.integer(0)));
                     return {};
                   }));
      return ids;
    });
  }

  static std::vector<int> matched_in_memory(const Program& program,
                                            const std::vector<RandomRow>& rows) {
    std::vector<int> ids;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto value = program.evaluate(test::RowBindings(rows[i]));
      if (value && value->is_true()) ids.push_back(static_cast<int>(i));
    }
    return ids;
  }

  praxis::test::FreshDatabase fresh_{GetParam()};
};

std::uint64_t seed_of_run() {
  const char* given = std::getenv("PRAXIS_SEED");
  return given ? std::strtoull(given, nullptr, 10) : 20'260'302;
}

int expressions_of_run() {
  const char* given = std::getenv("PRAXIS_EXPRESSIONS");
  return given ? std::atoi(given) : 2'500;
}

TEST_P(SqlAgreement, SelectsWhatMemorySelects) {
  const auto seed = seed_of_run();
  Generator generator(seed);
  std::vector<RandomRow> rows;
  for (int i = 0; i < 80; ++i) rows.push_back(generator.row());
  load(rows);

  const test::World world;
  std::map<std::string, int> refusals;
  int compared = 0;
  int with_matches = 0;
  int attempts = 0;
  while (compared < expressions_of_run() && ++attempts < 20 * expressions_of_run()) {
    const auto expression = generator.condition(1 + attempts % 4);
    const auto program = compile(expression, world);
    if (!program) {
      ++refusals[program.error().reason];
      ASSERT_NE(program.error().reason, "expression.syntax")
          << expression << ": " << program.error().message;
      continue;
    }
    const auto condition = to_sql(**program, test::ColumnSymbols(), GetParam());
    if (!condition) {
      ++refusals[condition.error().message.substr(condition.error().message.find(' '))];
      continue;
    }
    ++compared;
    const auto in_memory = matched_in_memory(**program, rows);
    const auto by_sql = matched_by_sql(*condition);
    ASSERT_TRUE(by_sql) << "seed " << seed << ": " << expression << "\n  " << condition->sql
                        << "\n  " << by_sql.error().message;
    with_matches += in_memory.empty() || in_memory.size() == rows.size() ? 0 : 1;
    ASSERT_EQ(*by_sql, in_memory) << "seed " << seed << ": " << expression << "\n  "
                                  << condition->sql;
  }
  EXPECT_EQ(compared, expressions_of_run());
  EXPECT_GT(with_matches * 2, compared) << "most expressions tell rows apart";
  for (const auto& [reason, count] : refusals) std::cout << reason << ": " << count << "\n";
}

INSTANTIATE_TEST_SUITE_P(Engines, SqlAgreement, praxis::test::both_engines(),
                         praxis::test::engine_name);

}  // namespace
}  // namespace praxis::expr
