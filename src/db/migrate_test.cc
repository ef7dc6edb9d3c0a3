// Migrations: additions alone, resumable, refused with every reason at once.
#include "db/migrate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/databases.h"

namespace praxis::db {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Migration : public testing::TestWithParam<Engine> {
 protected:
  static TableWanted people() {
    return {
        .name = "people",
        .columns = {{"id", ColumnType::id},
                    {"name", ColumnType::text, true},
                    {"age", ColumnType::integer}},
        .primary_key = {"id"},
        .is_clustered = true,
        .indexes = {{"people_name", {"\"name\""}, true},
                    {"people_age", {"(\"age\" % 10)", "\"name\""}, false, "\"name\" <> 'it''s'"}}};
  }
  static TableWanted notes() {
    return {.name = "notes",
            .columns = {{"text", ColumnType::text}, {"size", ColumnType::real}},
            .indexes = {}};
  }

  std::vector<std::string> plan(const std::vector<TableWanted>& wanted) {
    const auto steps = plan_migration(*fresh, wanted);
    EXPECT_TRUE(steps.has_value()) << steps.error().message;
    std::vector<std::string> out;
    for (const auto& step : *steps) out.push_back(step.what);
    return out;
  }
  std::vector<std::string> run(const std::vector<TableWanted>& wanted) {
    std::vector<std::string> told;
    const auto steps = plan_migration(*fresh, wanted);
    EXPECT_TRUE(steps.has_value()) << steps.error().message;
    const auto status = migrate(
        *fresh, *steps, [&](std::size_t done, std::size_t total, const MigrationStep& step) {
          EXPECT_EQ(done, told.size());
          EXPECT_EQ(total, steps->size());
          told.push_back(step.what);
        });
    EXPECT_TRUE(status.has_value()) << status.error().message;
    return told;
  }
  std::string written(std::string_view sql) {
    const auto status = fresh->write([&](Transaction& tx) { return tx.script(sql); });
    return status ? "ok" : status.error().reason;
  }

  test::FreshDatabase fresh{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Engines, Migration, test::both_engines(), test::engine_name);

TEST_P(Migration, MakesWhatIsWantedOnce) {
  EXPECT_THAT(run({people(), notes()}),
              ElementsAre("create table people", "create index people_name",
                          "create index people_age", "create table notes"));
  EXPECT_THAT(plan({people(), notes()}), IsEmpty());
}

TEST_P(Migration, TheTablesKeepTheirRules) {
  run({people(), notes()});
  EXPECT_EQ(written("INSERT INTO notes (text, size) VALUES ('a', 0.5)"), "ok");
  EXPECT_EQ(written("INSERT INTO notes (size) VALUES ('large')"), "sql.failed")
      << "a text is no number";
  EXPECT_EQ(written("INSERT INTO people (id) VALUES (NULL)"), "constraint");
  const auto key = fresh->read([](Transaction& tx) {
    return tx.query_one("SELECT \"row\" FROM notes", {}, [](const Row& row) -> Status {
      EXPECT_EQ(row.integer(0), 1);
      return {};
    });
  });
  EXPECT_TRUE(key.value());
}

TEST_P(Migration, AddsColumnsAndIndexesToATableWithRows) {
  run({people(), notes()});
  EXPECT_EQ(written("INSERT INTO notes (text) VALUES ('kept')"), "ok");
  auto wanted = notes();
  wanted.columns.push_back({"author", ColumnType::id});
  wanted.indexes.push_back({"notes_author", {"\"author\""}});
  EXPECT_THAT(run({wanted}), ElementsAre("add column notes.author", "create index notes_author"));
  EXPECT_THAT(plan({wanted, people()}), IsEmpty());
  const auto kept = fresh->read([](Transaction& tx) {
    return tx.query_one("SELECT author FROM notes WHERE text = 'kept'", {},
                        [](const Row& row) -> Status {
                          EXPECT_TRUE(row.is_null(0));
                          return {};
                        });
  });
  EXPECT_TRUE(kept.value());
}

TEST_P(Migration, GoesOnWhereItWasInterrupted) {
  const auto steps = plan_migration(*fresh, {people(), notes()}).value();
  const std::vector<MigrationStep> first_two(steps.begin(), steps.begin() + 2);
  ASSERT_TRUE(migrate(*fresh, first_two, [](auto, auto, const auto&) {}).has_value());
  EXPECT_THAT(run({people(), notes()}),
              ElementsAre("create index people_age", "create table notes"));
  if (GetParam() == Engine::postgres) {
    EXPECT_TRUE(migrate(*fresh, steps, [](auto, auto, const auto&) {}).has_value())
        << "another node may have been faster";
  }
}

TEST_P(Migration, AnIndexWithOtherColumnsIsMadeAgain) {
  run({people(), notes()});
  EXPECT_EQ(written("INSERT INTO notes (text) VALUES ('kept')"), "ok");
  auto wanted = notes();
  wanted.indexes = {{"notes_text", {"\"text\""}}};
  run({wanted});
  wanted.indexes = {{"notes_text", {"\"text\"", "\"size\" DESC"}}};
  EXPECT_THAT(run({wanted}), ElementsAre("change index notes_text"));
  EXPECT_THAT(plan({wanted}), IsEmpty());
}

TEST_P(Migration, WhatIsNotWantedStays) {
  run({people(), notes()});
  auto wanted = notes();
  wanted.columns.pop_back();
  EXPECT_THAT(plan({wanted}), IsEmpty());
  EXPECT_EQ(written("INSERT INTO notes (size) VALUES (0.5)"), "ok");
}

TEST_P(Migration, WhatWouldDestroyIsRefusedAllAtOnce) {
  run({people(), notes()});
  auto wanted = notes();
  wanted.columns = {{"text", ColumnType::integer},
                    {"size", ColumnType::text},
                    {"author", ColumnType::text, true}};
  const auto refused = plan_migration(*fresh, {wanted});
  ASSERT_FALSE(refused.has_value());
  const auto& error = refused.error();
  EXPECT_EQ(error.code, Code::conflict);
  EXPECT_EQ(error.reason, "destructive_migration");
  const bool is_sqlite = GetParam() == Engine::sqlite;
  EXPECT_THAT(error.message, HasSubstr(is_sqlite ? "notes.text is TEXT, INTEGER is wanted"
                                                 : "notes.text is text, bigint is wanted"));
  EXPECT_THAT(error.message, HasSubstr("notes.author is missing"));
  std::vector<std::string> fields;
  for (const auto& field : error.fields) fields.push_back(field.field);
  EXPECT_THAT(fields, ElementsAre("notes.text", "notes.size", "notes.author"));
}

TEST_P(Migration, AUniqueIndexOverDuplicatesIsAConflictAndCanBeMendedLater) {
  run({notes()});
  EXPECT_EQ(written("INSERT INTO notes (text) VALUES ('a'), ('a')"), "ok");
  auto wanted = notes();
  wanted.indexes = {{"notes_text", {"\"text\""}, true}};
  const auto steps = plan_migration(*fresh, {wanted}).value();
  const auto refused = migrate(*fresh, steps, [](auto, auto, const auto&) {});
  EXPECT_EQ(refused.error().reason, "unique");
  EXPECT_EQ(written("UPDATE notes SET text = 'b' WHERE \"row\" = 1"), "ok");
  run({wanted});
  EXPECT_THAT(plan({wanted}), IsEmpty());
  EXPECT_EQ(written("INSERT INTO notes (text) VALUES ('a')"), "unique");
}

TEST_P(Migration, ANameThatPostgresWouldCutIsRefused) {
  auto wanted = notes();
  wanted.indexes = {{std::string(64, 'n'), {"\"text\""}}};
  EXPECT_EQ(plan_migration(*fresh, {wanted}).error().reason, "name_too_long");
}

TEST(Quoted, DoublesQuotes) { EXPECT_EQ(quoted("a\"b"), "\"a\"\"b\""); }

}  // namespace
}  // namespace praxis::db
