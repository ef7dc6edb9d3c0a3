#include "record/search.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/list_world_for_test.h"

namespace praxis::record {
namespace {

using test_world::ListWorld;

class SearchTest : public testing::TestWithParam<db::Engine> {
 protected:
  Record incident(std::string_view title, std::string_view description = "", Id requester = {}) {
    auto record =
        world.draft("incident", {{"title", title},
                                 {"requester", requester.is_nil() ? world.people[0] : requester},
                                 {"organization", world.harbor},
                                 {"group", world.groups[0]},
                                 {"confidential", false}});
    if (!description.empty())
      record.value(record.type->find_field("description")) = expr::Value(description);
    return world.add(std::move(record));
  }

  SearchPage found(const Scope& scope, SearchRequest request) {
    auto page = world.database().read(
        [&](db::Transaction& tx) { return search(tx, world.lister(scope), request); });
    EXPECT_TRUE(page) << request.text << ": " << (page ? "" : page.error().message);
    return page ? std::move(*page) : SearchPage{};
  }
  // Numbers in order of rank.
  std::string numbers(std::string_view text, std::vector<const pack::RecordType*> types = {}) {
    return numbers_for(agent(), text, std::move(types));
  }
  std::string numbers_for(const Scope& scope, std::string_view text,
                          std::vector<const pack::RecordType*> types = {}) {
    std::string all;
    for (const auto& hit :
         found(scope, {.text = std::string(text), .types = std::move(types)}).hits)
      all += (all.empty() ? "" : " ") + hit.record.number;
    return all;
  }
  Scope agent() const { return world.agent(world.people[0], {world.harbor, world.ferry}, {}); }
  std::vector<const pack::RecordType*> work() const { return {world.model->type("work")}; }

  // "records words"
  std::string faults() {
    const auto found = world.database().read([&](db::Transaction& tx) {
      return verify_search(tx, *world.model, world.model->family("work"));
    });
    EXPECT_TRUE(found) << (found ? "" : found.error().message);
    return found ? fmt::format("{} {}", found->records, found->words) : "";
  }

  ListWorld world{GetParam()};
};

TEST_P(SearchTest, FindsWordsInTitlesAndLongTextsByTheirBeginning) {
  incident("Printer jam");                               // INC-1
  incident("VPN drops", "since the printer was moved");  // INC-2
  incident("Größe der Datei", "l'été dernier");          // INC-3
  struct Case {
    std::string_view text, numbers;
  };
  const Case cases[] = {{"printer", "INC-1 INC-2"},
                        {"PRINTER jam", "INC-1"},
                        {"prin", "INC-1 INC-2"},
                        {"printers", "INC-1 INC-2"},
                        {"prin jam", ""},
                        {"jam prin", "INC-1"},
                        {"grosse", "INC-3"},
                        {"gröss", "INC-3"},
                        {"ete", "INC-3"},
                        {"moved vpn", "INC-2"},
                        {"\"printer\" OR x", ""},
                        {"jam*", "INC-1"},
                        {"", ""},
                        {"' -- (", ""},
                        {"NOT jam", ""}};
  for (const auto& row : cases) EXPECT_EQ(numbers(row.text, work()), row.numbers) << row.text;
}

TEST_P(SearchTest, RanksTitleBeforeTextWholeWordBeforeBeginningNewerBeforeOlder) {
  incident("slow network", "mail");  // INC-1: in the text
  incident("mailbox full");          // INC-2: the beginning of a word
  incident("mail late");             // INC-3: the word
  incident("no mail");               // INC-4: the word, newer
  EXPECT_EQ(numbers("mail", work()), "INC-4 INC-3 INC-2 INC-1");
}

TEST_P(SearchTest, FindsARecordByItsNumberAndId) {
  const auto first = incident("one thing");
  incident("call 1 again");
  EXPECT_EQ(numbers("inc-1", work()), "INC-1");
  EXPECT_EQ(numbers(" INC-1 ", work()), "INC-1");
  EXPECT_EQ(numbers("1", work()), "INC-1 INC-2");
  EXPECT_EQ(numbers(praxis::to_text(first.id)), "INC-1");
  EXPECT_EQ(numbers("GRP-2"), "GRP-2");
  EXPECT_EQ(numbers("GRP-2", work()), "");
}

TEST_P(SearchTest, HoldsOnlyWhatTheActorMayRead) {
  incident("printer of mara", "", world.people[3]);
  incident("printer of ines", "", world.people[5]);
  EXPECT_EQ(numbers_for(world.requester(world.people[3], world.ferry), "printer", work()), "INC-1");
  EXPECT_EQ(numbers_for(world.requester(world.people[5], world.ferry), "inc-1", work()), "");
  EXPECT_EQ(numbers_for(world.requester(new_id(world.now), world.ferry), "printer", work()), "");
  EXPECT_EQ(numbers_for(world.agent(world.people[1], {world.ferry}, {}), "printer", work()), "");
  EXPECT_EQ(numbers("printer", work()), "INC-2 INC-1");
}

TEST_P(SearchTest, SearchesTheTypesAskedFor) {
  incident("printer");
  world.add("task", {{"title", "printer"},
                     {"note", "toner"},
                     {"requester", world.people[0]},
                     {"organization", world.harbor}});
  world.add("group", {{"title", "Printer people"}, {"organization", world.harbor}});
  EXPECT_EQ(numbers("printer", {world.model->type("incident")}), "INC-1");
  EXPECT_EQ(numbers("printer", {world.model->type("task")}), "TASK-1");
  EXPECT_EQ(numbers("toner"), "TASK-1");
  EXPECT_EQ(numbers("printer", work()), "TASK-1 INC-1");
  EXPECT_EQ(numbers("printer"), "GRP-4 TASK-1 INC-1");
}

TEST_P(SearchTest, FollowsChanges) {
  auto before = incident("old words", "of the text");
  auto after = before;
  after.value(after.type->find_field("title")) = expr::Value("new words");
  after.value(after.type->find_field("description")) = expr::Value();
  world.write([&](db::Transaction& tx) -> Status {
    auto written = after;
    return update(tx, *world.model, before, written, {.kind = EntryKind::field});
  });
  EXPECT_EQ(numbers("old", work()), "");
  EXPECT_EQ(numbers("text", work()), "");
  EXPECT_EQ(numbers("new words", work()), "INC-1");
  EXPECT_EQ(faults(), "0 0");
}

TEST_P(SearchTest, SaysWhenOlderMatchesWereNotRankedAndStillFindsTheTitle) {
  incident("flood in the cellar");  // INC-1, the oldest
  world.write([&](db::Transaction& tx) -> Status {
    for (int i = 0; i < search_matches_max + 1; ++i) {
      auto record = world.draft("incident", {{"title", "water " + std::to_string(i)},
                                             {"description", "as the flood came"},
                                             {"requester", world.people[0]},
                                             {"organization", world.harbor},
                                             {"confidential", false}});
      TRY(insert(tx, *world.model, record, {.kind = EntryKind::create}));
    }
    return {};
  });
  const auto page = found(agent(), {.text = "flood", .types = work(), .limit = 50});
  EXPECT_TRUE(page.was_cut);
  ASSERT_EQ(page.hits.size(), 50u);
  EXPECT_EQ(page.hits[0].record.number, "INC-1");
  EXPECT_EQ(page.hits[1].record.number, fmt::format("INC-{}", search_matches_max + 2));
  EXPECT_EQ(page.hits[2].record.number, fmt::format("INC-{}", search_matches_max + 1));
  const auto titles = found(agent(), {.text = "wat", .types = work(), .limit = 50});
  EXPECT_FALSE(titles.was_cut) << "a page of titles that begin so: none older fits better";
  EXPECT_EQ(titles.hits[0].record.number, fmt::format("INC-{}", search_matches_max + 2));
  EXPECT_FALSE(found(agent(), {.text = "water 17", .types = work()}).was_cut);
}

TEST_P(SearchTest, VerificationFindsRecordsWhoseTermsDiffer) {
  const auto record = incident("printer jam", "in the hall");
  incident("another");
  EXPECT_EQ(faults(), "0 0");
  world.write([&](db::Transaction& tx) -> Status {
    return tx.execute(R"(UPDATE "work" SET "title" = 'printer jams' WHERE "id" = $1)", {record.id})
        .map([](auto) {});
  });
  EXPECT_EQ(faults(), "1 2") << "jams is missing under its two keys";
  world.write([&](db::Transaction& tx) -> Status {
    return tx.execute(R"(DELETE FROM "work" WHERE "id" = $1)", {record.id}).map([](auto) {});
  });
  EXPECT_EQ(faults(), "1 5");
}

INSTANTIATE_TEST_SUITE_P(Engines, SearchTest, praxis::test::both_engines(),
                         praxis::test::engine_name);

}  // namespace
}  // namespace praxis::record
