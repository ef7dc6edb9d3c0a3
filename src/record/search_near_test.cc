// Searches with typing errors: on both databases the same, and what a plain reading of the rules
// says; nothing that the actor may not read shows.
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <set>

#include "record/list_world_for_test.h"
#include "record/near_words.h"
#include "record/search_terms.h"

namespace praxis::record {
namespace {

using test_world::ListWorld;

struct NearWorld {
  explicit NearWorld(db::Engine engine) : world(engine) {}

  Record add(std::string_view type, std::string_view title, std::string_view description,
             Id requester, Id organization) {
    records.push_back(world.add(type, {{"title", title},
                                       {"description", description},
                                       {"requester", requester},
                                       {"organization", organization},
                                       {"confidential", false}}));
    return records.back();
  }
  Record incident(std::string_view title, std::string_view description = "") {
    return add("incident", title, description, world.people[0], world.harbor);
  }
  SearchPage found(const Scope& scope, SearchRequest request) {
    if (request.types.empty()) request.types = {world.model->type("work")};
    auto page = world.database().read(
        [&](db::Transaction& tx) { return search(tx, world.lister(scope), request); });
    EXPECT_TRUE(page) << request.text << ": " << (page ? "" : page.error().message);
    return page ? std::move(*page) : SearchPage{};
  }
  Scope agent() const { return world.agent(world.people[0], {world.harbor, world.ferry}, {}); }

  ListWorld world;
  std::vector<Record> records;
};

// "INC-3 INC-1 ~INC-2 (pinter: printer)"; ~ is near.
std::string shown(const SearchPage& page) {
  std::string text;
  for (const auto& hit : page.hits)
    text +=
        fmt::format("{}{}{}", text.empty() ? "" : " ", hit.is_near ? "~" : "", hit.record.number);
  for (const auto& correction : page.corrections) {
    text += fmt::format(" ({}:", correction.word);
    for (const auto& near : correction.near) text += " " + near;
    text += ")";
  }
  return text;
}

class SearchNearTest : public testing::TestWithParam<db::Engine> {
 protected:
  std::string numbers(std::string_view text) {
    return shown(near.found(near.agent(), {.text = std::string(text)}));
  }
  NearWorld near{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Engines, SearchNearTest, praxis::test::both_engines(),
                         praxis::test::engine_name);

TEST_P(SearchNearTest, FindsWhatATypingErrorHidesAfterWhatIsThereAsWritten) {
  near.incident("Printer jam");                               // INC-1
  near.incident("VPN drops", "since the printer was moved");  // INC-2
  near.incident("Größe der Datei", "Schlüssel, Passwörter");  // INC-3
  near.incident("Pinter is the name of a customer");          // INC-4
  struct Case {
    std::string_view text, found;
  };
  const Case cases[] = {{"pinter", "INC-4 ~INC-1 ~INC-2 (pinter: printer)"},
                        {"pritner jam", "~INC-1 (pritner: printer)"},
                        {"jam pritner", "~INC-1 (pritner: printer)"},
                        {"PRITNER", "~INC-1 ~INC-2 (pritner: printer)"},
                        {"printer", "INC-1 INC-2 ~INC-4 (printer: pinter)"},
                        {"groesse", "~INC-3 (groesse: grosse)"},
                        {"passwoerter", "~INC-3 (passwoerter: passworter)"},
                        {"schluesel", "~INC-3 (schluesel: schlussel)"},
                        {"schlueseln", "~INC-3 (schlueseln: schlussel)"},
                        {"vpm", ""},
                        {"pxxnter", ""},
                        {"inc-4", "INC-4"},
                        {"jma", ""}};
  for (const auto& row : cases) EXPECT_EQ(numbers(row.text), row.found) << row.text;
}

TEST_P(SearchNearTest, TheFewestEditsCountAndFiveWordsAtMost) {
  for (const char* word : {"housing", "hosting", "housting", "hoasting", "hoisting", "hoosting",
                           "hasting", "hostings", "hobsting"})
    near.incident(word);
  EXPECT_EQ(numbers("hosting"),
            "INC-2 INC-8 ~INC-9 ~INC-7 ~INC-6 ~INC-5 ~INC-4 "
            "(hosting: hasting hoasting hobsting hoisting hoosting)");
  near.incident("maintenance");
  near.incident("maintenence");
  EXPECT_EQ(numbers("maintenamce"), "~INC-10 (maintenamce: maintenance)");
  EXPECT_EQ(numbers("maintainance"), "~INC-10 (maintainance: maintenance)");
}

TEST_P(SearchNearTest, TitlesComeBeforeTextsNewerBeforeOlder) {
  near.incident("slow", "elevator");  // INC-1
  near.incident("elevator stuck");    // INC-2
  near.incident("elevator");          // INC-3
  near.incident("hall", "elevator");  // INC-4
  EXPECT_EQ(numbers("elevater"), "~INC-3 ~INC-2 ~INC-4 ~INC-1 (elevater: elevator)");
  const auto page = near.found(near.agent(), {.text = "elevater", .limit = 3});
  EXPECT_EQ(shown(page), "~INC-3 ~INC-2 ~INC-4 (elevater: elevator)");
}

TEST_P(SearchNearTest, AWordOfRecordsThatOneMayNotReadChangesNothing) {
  auto& world = near.world;
  near.add("incident", "printer jam", "", world.people[3], world.ferry);
  const Scope scopes[] = {world.requester(world.people[3], world.ferry),
                          world.agent(world.people[1], {world.ferry}, {})};
  const char* const texts[] = {"pritner", "pinter", "jam pinter", "elevater", "printer"};
  std::vector<std::string> before;
  for (const auto& scope : scopes)
    for (const auto* text : texts) before.push_back(shown(near.found(scope, {.text = text})));
  EXPECT_EQ(before[0], "~INC-1 (pritner: printer)");
  EXPECT_EQ(before[3], "");
  for (const char* word :
       {"pointer", "pinter", "sprinter", "painter", "winter", "elevator", "pritner", "printed"})
    near.incident(word, "elevator printer jam pinter");
  std::vector<std::string> after;
  for (const auto& scope : scopes)
    for (const auto* text : texts) after.push_back(shown(near.found(scope, {.text = text})));
  EXPECT_EQ(after, before);
  EXPECT_NE(numbers("elevater"), "");
}

TEST_P(SearchNearTest, AWordThatStandsOnlyInAClosedFieldIsNotFoundThere) {
  near.incident("one thing", "elevator");
  near.incident("elevator");
  SearchRequest request{.text = "elevater"};
  const int description = near.world.model->type("incident")->find_field("description");
  request.may_read_field = [&](const Record&, int field) { return field != description; };
  EXPECT_EQ(shown(near.found(near.agent(), request)), "~INC-2 (elevater: elevator)");
  request.text = "elevator";
  EXPECT_EQ(shown(near.found(near.agent(), request)), "INC-2");
  request.may_read_field = [](const Record&, int) { return false; };
  EXPECT_EQ(shown(near.found(near.agent(), request)), "");
  request.text = "elevater";
  EXPECT_EQ(shown(near.found(near.agent(), request)), "");
}

TEST_P(SearchNearTest, AFilterHoldsForWordsToo) {
  near.incident("printer");
  near.incident("pointer");
  SearchRequest request{.text = "pinter", .types = {near.world.model->type("incident")}};
  request.filter = near.world.filter("incident", R"(title == "printer")");
  EXPECT_EQ(shown(near.found(near.agent(), request)), "~INC-1 (pinter: printer)");
  request.text = "pointer";
  EXPECT_EQ(shown(near.found(near.agent(), request)), "~INC-1 (pointer: printer)");
}

TEST_P(SearchNearTest, PassagesMarkTheWordThatWasFound) {
  near.incident("VPN drops", "Since the printer was moved. The printers jam.");
  const auto page = near.found(near.agent(), {.text = "pinter", .wants_passages = true});
  ASSERT_EQ(page.hits.size(), 1u);
  ASSERT_EQ(page.hits[0].passages.size(), 1u);
  const auto& passage = page.hits[0].passages[0];
  EXPECT_EQ(passage.text, "Since the printer was moved. The printers jam.");
  EXPECT_EQ(passage.marks, (std::vector<Passage::Mark>{{10, 17}}));
}

// --- what the rules say, read off all records

bool holds(const std::vector<std::string>& words, const SearchedWord& wanted) {
  return std::ranges::any_of(words, [&](const auto& word) {
    return word == wanted.text ||
           (wanted.kind == WordKind::beginning && word.starts_with(wanted.text)) ||
           std::ranges::find(wanted.near, word) != wanted.near.end();
  });
}

std::vector<std::string> words_of(const Record& record) {
  auto words = words_in(record.value("title").text());
  std::ranges::move(words_in(record.value("description").text()), std::back_inserter(words));
  return words;
}

std::vector<std::string> near_by_the_rules(const std::set<std::string>& vocabulary,
                                           const SearchedWord& word) {
  std::vector<std::string> near;
  for (int edits = 1; edits <= edits_allowed(word.text) && near.empty(); ++edits)
    for (const auto& one : vocabulary)
      if (can_be_near(one) && edits_between(one, word.text) == edits &&
          !(word.kind == WordKind::beginning && one.starts_with(word.text)))
        near.push_back(one);
  const auto size_difference = [&](const std::string& one) {
    return std::abs(static_cast<int>(one.size()) - static_cast<int>(word.text.size()));
  };
  const auto beginning = [&](const std::string& one) {
    return std::ranges::mismatch(one, word.text).in1 - one.begin();
  };
  std::ranges::stable_sort(near, [&](const auto& left, const auto& right) {
    if (size_difference(left) != size_difference(right))
      return size_difference(left) < size_difference(right);
    return beginning(left) > beginning(right);
  });
  if (near.size() > near_words_max) near.resize(near_words_max);
  return near;
}

struct Expected {
  std::set<std::string> exact, near;
};

Expected by_the_rules(NearWorld& near, const Scope& scope, std::string_view text) {
  std::vector<std::pair<std::string, std::vector<std::string>>> readable;
  std::set<std::string> vocabulary;
  const auto read = near.world.database().read([&](db::Transaction& tx) -> Status {
    for (const auto& record : near.records)
      if (may_read(tx, near.world.lister(scope), record)) {
        readable.emplace_back(record.number, words_of(record));
        vocabulary.insert(readable.back().second.begin(), readable.back().second.end());
      }
    return {};
  });
  EXPECT_TRUE(read);
  auto words = as_searched(search_words(text));
  const auto matching = [&] {
    std::set<std::string> numbers;
    for (const auto& [number, has] : readable)
      if (std::ranges::all_of(words, [&](const auto& word) { return holds(has, word); }))
        numbers.insert(number);
    return numbers;
  };
  Expected expected{.exact = matching(), .near = {}};
  if (expected.exact.size() >= hits_enough) return expected;
  for (auto& word : words) word.near = near_by_the_rules(vocabulary, word);
  for (const auto& number : matching())
    if (!expected.exact.contains(number)) expected.near.insert(number);
  return expected;
}

std::string misspelled(std::string word, std::mt19937& random) {
  static constexpr std::string_view letters = "aeinrst";
  const auto letter = [&] { return letters[random() % letters.size()]; };
  for (auto left = random() % 3; left > 0 && !word.empty(); --left) {
    const auto at = random() % word.size();
    switch (random() % 4) {
      case 0:
        word.insert(word.begin() + static_cast<std::ptrdiff_t>(at), letter());
        break;
      case 1:
        word.erase(word.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      case 2:
        word[at] = letter();
        break;
      default:
        if (at + 1 < word.size()) std::swap(word[at], word[at + 1]);
    }
  }
  return word;
}

std::string random_text(std::mt19937& random, std::size_t words) {
  static const char* const vocabulary[] = {
      "printer",  "printers",   "painter",  "password", "passwort",    "strasse",
      "server",   "serial",     "senior",   "sensor",   "station",     "stations",
      "rotation", "notation",   "vpn",      "inc0042",  "maintenance", "instance",
      "distance", "resistance", "terminal", "internal", "external"};
  std::string text;
  for (std::size_t i = 0; i < words; ++i)
    text += (i == 0 ? "" : " ") + misspelled(vocabulary[random() % std::size(vocabulary)], random);
  return text;
}

void fill(NearWorld& near, std::mt19937 random) {
  for (int i = 0; i < 120; ++i) {
    const auto person = near.world.people[random() % near.world.people.size()];
    const auto organization = random() % 2 == 0 ? near.world.harbor : near.world.ferry;
    const auto title = random_text(random, 2), description = random_text(random, 3);
    near.add(random() % 3 == 0 ? "task" : "incident", title, description, person, organization);
  }
}

std::set<std::string> hits_of(const SearchPage& page, bool are_near) {
  std::set<std::string> numbers;
  for (const auto& hit : page.hits)
    if (hit.is_near == are_near) numbers.insert(hit.record.number);
  return numbers;
}

TEST(SearchNear, RandomTextsAreFoundOnBothDatabasesAsTheRulesSay) {
  constexpr unsigned seed = 11;
  NearWorld sqlite(db::Engine::sqlite), postgres(db::Engine::postgres);
  fill(sqlite, std::mt19937(seed));
  fill(postgres, std::mt19937(seed));
  std::mt19937 random(seed + 1);
  const auto scopes_of = [](const NearWorld& near) {
    const auto& world = near.world;
    return std::array{near.agent(), world.agent(world.people[1], {world.ferry}, {}),
                      world.requester(world.people[2], world.harbor)};
  };
  std::size_t near_hits = 0;
  for (int i = 0; i < 150; ++i) {
    const auto text = random_text(random, 1 + random() % 2);
    if (search_words(text).empty()) continue;
    for (std::size_t scope = 0; scope < 3; ++scope) {
      const SearchRequest request{.text = text, .limit = list_limit_max};
      const auto page = sqlite.found(scopes_of(sqlite)[scope], request);
      EXPECT_EQ(shown(page), shown(postgres.found(scopes_of(postgres)[scope], request))) << text;
      const auto expected = by_the_rules(sqlite, scopes_of(sqlite)[scope], text);
      EXPECT_EQ(hits_of(page, false), expected.exact) << text << " / " << scope;
      EXPECT_EQ(hits_of(page, true), expected.near) << text << " / " << scope;
      near_hits += expected.near.size();
    }
  }
  EXPECT_GT(near_hits, 500u);
}

}  // namespace
}  // namespace praxis::record
