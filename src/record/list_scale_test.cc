// Lists over 10⁵ records: how many rows the databases look at for a page, and that they sort
// nothing.
#include <fmt/format.h>

#include "record/list_place.h"
#include "record/list_world_for_test.h"

namespace praxis::record {
namespace {

using test_world::ListWorld;

constexpr int many_records = 100'000;
constexpr int many_people = 20'000;
// Of a page of 50: a walk of the table would take at least 2 × 10⁵ steps, and a page alone takes
// some 6,000.
constexpr std::int64_t steps_max = 30'000;

// Work in bulk: a tenth of it active, most of it of other people, in every group; a fiftieth
// confidential.
void add_bulk(ListWorld& world) {
  const bool is_sqlite = world.database().engine() == db::Engine::sqlite;
  const auto id =
      is_sqlite ? "CAST(printf('bulk%012d', i) AS BLOB)" : "CAST(lpad(to_hex(i), 32, '0') AS uuid)";
  const auto nobody =
      is_sqlite ? "zeroblob(16)" : "CAST('00000000-0000-0000-0000-000000000000' AS uuid)";
  const auto head = is_sqlite ? "zeroblob(32)" : "CAST('' AS bytea)";
  const auto sql = fmt::format(
      R"(WITH RECURSIVE
         n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {3}),
         d(i, m) AS (SELECT i, i * 7919 % 100003 FROM n)
         INSERT INTO "work" ("id", "number", "type", "state", "phase", "version", "created_at",
                             "created_by", "updated_at", "updated_by", "journal_seq",
                             "journal_head", "next_target_at", "target_rank", "title",
                             "title_folded", "requester", "organization", "group", "assignee",
                             "priority", "confidential", "is_major")
         SELECT {0}, 'INC-B' || i, CASE WHEN m / 10 % 5 = 0 THEN 'task' ELSE 'incident' END,
                CASE WHEN m % 10 > 0 THEN (CASE WHEN m / 10 % 5 = 0 THEN 'done' ELSE 'closed' END)
                     WHEN m / 10 % 5 = 0 THEN 'todo' ELSE 'new' END,
                CASE WHEN m % 10 > 0 THEN 'closed' ELSE 'open' END, 1,
                1700000000000000 + (i / 3) * 1000000, {1}, 1700000000000000 + m * 1000000, {1}, 1,
                {2}, CASE WHEN m % 10 = 0 AND m / 10 % 7 > 0
                          THEN 1800000000000000 + m / 20 * 60000000 END, 0,
                'Printer jam ' || i, 'printer jam ' || i, p."id", o."id", g."id",
                CASE WHEN m / 10 % 3 = 0 THEN p."id" END, 1 + m / 10 % 4,
                CASE WHEN m / 10 % 50 = 1 THEN 1 ELSE 0 END,
                CASE WHEN m / 40 % 20 = 2 THEN 1 ELSE 0 END
         FROM d JOIN (SELECT "id", "row" FROM "person") p ON p."row" = 1 + m / 50 % 4
                JOIN (SELECT "id", "row" FROM "organization") o ON o."row" = 1 + m / 200 % 2
                JOIN (SELECT "id", "row" FROM "group") g ON g."row" = 1 + m / 400 % 3)",
      id, nobody, head, many_records);
  const auto people = fmt::format(
      R"(WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {3})
         INSERT INTO "person" ("id", "number", "type", "state", "phase", "version", "created_at",
                               "created_by", "updated_at", "updated_by", "journal_seq",
                               "journal_head", "title", "title_folded", "organization")
         SELECT {0}, 'PER-B' || i, 'person', '', 'open', 1, i, {1}, i, {1}, 1, {2},
                'Person ' || i, 'person ' || i, o."id"
         FROM n JOIN (SELECT "id", "row" FROM "organization") o ON o."row" = 1 + i % 2)",
      id, nobody, head, many_people);
  world.write([&](db::Transaction& tx) -> Status {
    TRY(tx.execute(sql));
    TRY(tx.execute(people));
    TRY(tx.execute(is_sqlite ? R"(INSERT INTO "work_search" (rowid, terms)
                 SELECT "row", "title_folded" || ' text ·printer ·jam ·' || "row" FROM "work")"
                             : R"(INSERT INTO "work_search" ("row", terms)
                 SELECT "row", CAST("title_folded" || ' text ·printer ·jam ·' || "row" AS tsvector)
                 FROM "work")"));
    return is_sqlite ? Status() : tx.script("ANALYZE");
  });
}

struct LargeWorld {
  explicit LargeWorld(db::Engine engine) : world(engine) {
    add_bulk(world);
    // What the narrow actor may read: some of it as requester, some by a grant.
    for (int i = 0; i < 30; ++i) {
      auto record = world.draft(
          "incident", {{"title", "my own"},
                       {"requester", world.people[i % 3 == 0 ? 0 : 5]},
                       {"on_behalf_of", i % 3 == 0 ? expr::Value(world.people[5]) : expr::Value()},
                       {"organization", world.harbor},
                       {"group", world.groups[0]},
                       {"priority", 3}});
      record.created_at = world.now - days(i);
      world.add(std::move(record));
    }
  }
  ListWorld world;
};

LargeWorld& large_world(db::Engine engine) {
  static std::map<db::Engine, std::unique_ptr<LargeWorld>> worlds;
  auto& world = worlds[engine];
  if (!world) world = std::make_unique<LargeWorld>(engine);
  return *world;
}

class ListScaleTest : public testing::TestWithParam<db::Engine> {
 protected:
  struct Actor {
    std::string name;
    Scope scope;
  };
  std::vector<Actor> actors() {
    const auto& people = world.people;
    auto auditor = world.requester(people[0], world.harbor);
    auditor.roles["auditor"] = {world.harbor};
    return {{"broad", world.agent(people[0], {world.harbor, world.ferry},
                                  {world.groups[0], world.groups[2]})},
            {"auditor", auditor},
            {"narrow", world.requester(people[5], world.ferry)},
            {"empty", world.requester(new_id(world.now), world.ferry)},
            {"empty agent", world.agent(new_id(world.now), {}, {})}};
  }

  ListPage visit(const Scope& scope, const ListRequest& request, std::string_view what) {
    db::Visited visited;
    auto read = world.database().read(
        [&](db::Transaction& tx) { return list(tx, world.lister(scope), request); },
        {.visited = &visited});
    EXPECT_TRUE(read) << what << ": " << (read ? "" : read.error().message);
    EXPECT_LE(visited.steps, steps_max) << what;
    // PostgreSQL rather sorts the few rows of a small table than walk its index.
    const auto& family = request.type->family;
    const bool is_large = family == "work" || family == "person";
    EXPECT_TRUE(visited.sorts == 0 || (GetParam() == db::Engine::postgres && !is_large)) << what;
    return read ? std::move(*read) : ListPage{};
  }

  ListWorld& world = large_world(GetParam()).world;
};

TEST_P(ListScaleTest, EveryShippedViewLooksAtFewRows) {
  for (const auto& type : world.model->packs().types())
    for (const auto& view : type->views)
      for (const auto& [name, scope] : actors()) {
        ListRequest asked{.type = type.get(), .view = &view, .limit = 50};
        const auto what = fmt::format("{} {}.{}", name, type->name, view.name);
        for (int number = 1; number <= 4; ++number) {
          const auto page = visit(scope, asked, fmt::format("{} page {}", what, number));
          if (page.next.empty()) break;
          asked.cursor = page.next;
        }
        asked.cursor = "last";
        visit(scope, asked, what + " last page");
      }
}

TEST_P(ListScaleTest, TheNarrowActorFindsTheirOwnAmongAll) {
  const auto scope = world.requester(world.people[5], world.ferry);
  const ListRequest asked{.type = world.model->type("incident"),
                          .view = world.model->type("incident")->view("all"),
                          .limit = 50};
  EXPECT_EQ(visit(scope, asked, "narrow").records.size(), 30u);
}

TEST_P(ListScaleTest, WhoMayReadNothingCostsNoStatement) {
  db::Visited visited;
  const auto scope = world.agent(new_id(world.now), {}, {});
  auto roleless = scope;
  roleless.roles.clear();
  roleless.person = Id{};
  const ListRequest asked{.type = world.model->type("incident"), .limit = 50};
  const auto page = world.database().read(
      [&](db::Transaction& tx) { return list(tx, world.lister(roleless), asked); },
      {.visited = &visited});
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->records.empty());
  EXPECT_EQ(visited.steps, 0);
}

TEST_P(ListScaleTest, ANewListOfEveryTypeLooksAtFewRows) {
  for (const auto& [name, scope] : actors())
    for (const std::string_view type : {"incident", "task", "work"})
      for (const std::vector<std::string>& sort :
           {std::vector<std::string>{}, {"-created_at"}, {"created_at"}}) {
        const ListRequest asked{.type = world.model->type(type), .sort = sort, .limit = 50};
        visit(scope, asked, fmt::format("{} {} {}", name, type, fmt::join(sort, ",")));
      }
}

TEST_P(ListScaleTest, ALongListIsEstimatedAndBegunAnywhereByAFewRows) {
  const auto scope = Scope::system();
  const auto lister = world.lister(scope);
  const ListRequest by_age{.type = world.model->type("incident"), .sort = {"created_at"}};
  const ListRequest few{.type = world.model->type("incident"),
                        .filter = world.filter("incident", "is_major")};
  const auto estimate = [&](const ListRequest& asked) {
    db::Visited visited;
    auto about = world.database().read(
        [&](db::Transaction& tx) { return estimated_count(tx, lister, asked); },
        {.visited = &visited});
    // A twenty-fifth of the table: ten thousand rows are looked at for its four hundred.
    EXPECT_LE(visited.steps, 10 * steps_max);
    return about;
  };
  const auto all = estimate(by_age), major = estimate(few);
  ASSERT_TRUE(all && major);
  EXPECT_NEAR(static_cast<double>(*all), many_records * 4 / 5, many_records / 20);
  EXPECT_NEAR(static_cast<double>(*major), many_records / 25, many_records / 100);
  for (const double share : {0.05, 0.43, 0.9}) {
    const auto page = world.database().read([&](db::Transaction& tx) -> Result<ListPage> {
      auto asked = by_age;
      asked.limit = 1;
      const auto prepared = TRY(prepare_list(lister, asked, Purpose::rows, tx.engine()));
      asked.cursor = TRY(cursor_at(tx, prepared, share));
      return list(tx, lister, asked);
    });
    ASSERT_TRUE(page) << page.error().message;
    ASSERT_EQ(page->records.size(), 1u);
    const auto age = page->records.front().created_at.us - 1'700'000'000'000'000;
    EXPECT_NEAR(static_cast<double>(age) / (many_records / 3 * 1e6), share, 0.05);
    EXPECT_FALSE(page->previous.empty());
  }
}

TEST_P(ListScaleTest, CountsStopAtTheirMaximum) {
  const auto scope = world.agent(world.people[0], {world.harbor, world.ferry}, {world.groups[0]});
  for (const std::string_view name : {"my_groups", "untaken", "most_urgent", "all"}) {
    const auto* type = world.model->type("incident");
    db::Visited visited;
    const ListRequest asked{.type = type, .view = type->view(name)};
    const auto counted = world.database().read(
        [&](db::Transaction& tx) { return count(tx, world.lister(scope), asked); },
        {.visited = &visited});
    ASSERT_TRUE(counted) << counted.error().message;
    EXPECT_EQ(counted->count, count_max) << name;
    EXPECT_TRUE(counted->is_more) << name;
    EXPECT_LE(visited.steps, 2 * steps_max) << name;
  }
}

TEST_P(ListScaleTest, ASearchLooksAtFewRowsHoweverCommonItsWordsAre) {
  for (const auto& [name, scope] : actors())
    // In every title, at the beginning of a word of every title, only in long texts, rare, nowhere.
    for (const std::string_view text :
         {"jam", "pri", "text", "printer jam", "jam 4711", "nothing"}) {
      db::Visited visited;
      const SearchRequest asked{
          .text = std::string(text), .types = {world.model->type("work")}, .limit = 50};
      const auto page = world.database().read(
          [&](db::Transaction& tx) { return search(tx, world.lister(scope), asked); },
          {.visited = &visited});
      const auto what = fmt::format("{} '{}'", name, text);
      ASSERT_TRUE(page) << what << ": " << page.error().message;
      const auto steps_of_search =
          GetParam() == db::Engine::sqlite ? 3 * steps_max : 10 * steps_max;
      EXPECT_LE(visited.steps, steps_of_search) << what;
      EXPECT_TRUE(visited.sorts == 0 || GetParam() == db::Engine::postgres) << what;
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, ListScaleTest, praxis::test::both_engines(),
                         praxis::test::engine_name);

}  // namespace
}  // namespace praxis::record
