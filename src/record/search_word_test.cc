// The words kept for near matches follow the records on both databases.
#include "record/search_word_store.h"

#include "db/known_marks.h"
#include "record/list_world_for_test.h"

namespace praxis::record {
namespace {

using test_world::ListWorld;

class SearchWordTest : public testing::TestWithParam<db::Engine> {
 protected:
  Record incident(std::string_view title, std::string_view description = "") {
    return world.add("incident", {{"title", title},
                                  {"description", description},
                                  {"requester", world.people[0]},
                                  {"organization", world.harbor}});
  }
  void change(Record& record, std::string_view field, std::string_view text) {
    auto after = record;
    after.value(after.type->find_field(field)) = expr::Value(text);
    auto written = after;
    world.write([&](db::Transaction& tx) {
      written = after;
      return update(tx, *world.model, record, written, {.kind = EntryKind::field});
    });
    record = written;
  }
  std::string near(std::string_view word, int edits) {
    std::string all;
    const auto found = world.database().read(
        [&](db::Transaction& tx) { return words_near(tx, family(), word, edits); });
    EXPECT_TRUE(found) << (found ? "" : found.error().message);
    if (found)
      for (const auto& near_word : *found) all += (all.empty() ? "" : " ") + near_word.word;
    return all;
  }
  std::int64_t faults() {
    const auto found = world.database().read(
        [&](db::Transaction& tx) { return verify_search(tx, *world.model, family()); });
    EXPECT_TRUE(found) << (found ? "" : found.error().message);
    return found ? found->records + found->words : -1;
  }
  const Family& family() const { return world.model->family("work"); }

  ListWorld world{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Engines, SearchWordTest, praxis::test::both_engines(),
                         praxis::test::engine_name);

TEST_P(SearchWordTest, FindsWordsOneAndTwoEditsAwayTheNearestFirst) {
  incident("printer pointer printers", "Schlüssel für die Größe, INC0042 sprinter");
  EXPECT_EQ(near("pritner", 1), "printer");
  EXPECT_EQ(near("pinter", 1), "pointer printer");
  EXPECT_EQ(near("printer", 1), "pointer printers sprinter");
  EXPECT_EQ(near("schlueseln", 2), "schlussel");
  EXPECT_EQ(near("inc0043", 1), "");
  EXPECT_EQ(near("printer", 2), "") << "two edits are for words above seven letters";
  EXPECT_EQ(faults(), 0);
}

TEST_P(SearchWordTest, AWordGoesWithTheLastRecordThatHasIt) {
  auto first = incident("pasword lost"), second = incident("pasword again");
  EXPECT_EQ(near("passwort", 1), "");
  EXPECT_EQ(near("paswort", 1), "pasword");
  change(first, "title", "password lost");
  EXPECT_EQ(near("paswort", 1), "pasword");
  change(second, "title", "password again");
  EXPECT_EQ(near("paswort", 1), "");
  EXPECT_EQ(near("passwort", 1), "password");
  change(second, "description", "pasword");
  EXPECT_EQ(near("paswort", 1), "pasword");
  EXPECT_EQ(faults(), 0);
}

TEST_P(SearchWordTest, AWriteThatComesToNothingLeavesNoWordAndHidesNone) {
  const auto failed = world.database().write([&](db::Transaction& tx) -> Status {
    auto record = world.draft(
        "incident",
        {{"title", "Elevator"}, {"requester", world.people[0]}, {"organization", world.harbor}});
    TRY(insert(tx, *world.model, record, {.kind = EntryKind::create}));
    return fail(Code::conflict, "test");
  });
  EXPECT_FALSE(failed);
  EXPECT_EQ(near("elevater", 1), "");
  incident("Elevator");
  EXPECT_EQ(near("elevater", 1), "elevator");
}

TEST_P(SearchWordTest, WordsOfOlderRecordsAreFilledInFromWhereItStopped) {
  for (int i = 0; i < 3; ++i) incident("elevator " + std::to_string(i));
  world.write([&](db::Transaction& tx) {
    if (auto* known = tx.known()) known->forget_all();
    return tx.execute(R"(DELETE FROM "work_word")").map([](auto) {});
  });
  EXPECT_GT(faults(), 0);
  int steps = 0;
  const auto is_filled = [&] {
    return *world.database().read(
        [&](db::Transaction& tx) { return are_words_filled(tx, family()); });
  };
  for (; !is_filled(); ++steps)
    world.write([&](db::Transaction& tx) { return fill_words(tx, *world.model, family()); });
  EXPECT_EQ(steps, 2) << "the records, and that there are no more";
  EXPECT_EQ(near("elevater", 1), "elevator");
  EXPECT_EQ(faults(), 0);
}

}  // namespace
}  // namespace praxis::record
