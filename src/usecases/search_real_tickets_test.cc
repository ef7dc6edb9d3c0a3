// Searches with one typing error over the texts of real tickets (README of it-tickets-text in the
// shared test data): the word that was meant is found, on both databases the same.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "record/list_world_for_test.h"
#include "record/search_terms.h"
#include "usecases/compressed_input.h"
#include "usecases/csv_reader.h"

namespace praxis::usecases {
namespace {

using record::test_world::ListWorld;

constexpr std::size_t tickets_read = 1'200, searches_made = 300;

std::filesystem::path tickets_path() {
  const char* folder = std::getenv("PRAXIS_DATA");
  const auto data = folder ? std::filesystem::path(folder)
                           : std::filesystem::path(PRAXIS_SOURCE_DIR) / "../shared/data";
  return data / "it-tickets-text/tickets_topic_group.csv.xz";
}

std::vector<std::string> texts_of_tickets() {
  const auto file = open_input(tickets_path());
  EXPECT_TRUE(file);
  CsvReader rows(**file);
  std::vector<std::string> texts;
  EXPECT_TRUE(*rows.next());
  while (texts.size() < tickets_read && *rows.next()) texts.emplace_back(rows.fields().front());
  return texts;
}

void add_tickets(ListWorld& world, const std::vector<std::string>& texts) {
  world.write([&](db::Transaction& tx) -> Status {
    for (const auto& text : texts) {
      auto record = world.draft("incident", {{"title", text.substr(0, text.find(' ', 30))},
                                             {"description", text},
                                             {"requester", world.people[0]},
                                             {"organization", world.harbor},
                                             {"confidential", false}});
      TRY(record::insert(tx, *world.model, record, {.kind = record::EntryKind::create}));
    }
    return {};
  });
}

std::string with_one_error(std::string word, std::mt19937& random) {
  const auto at = random() % (word.size() - 1);
  const auto place = word.begin() + static_cast<std::ptrdiff_t>(at);
  const auto letter = static_cast<char>('a' + random() % 26);
  switch (random() % 4) {
    case 0:
      word.insert(place, letter);
      break;
    case 1:
      word.erase(place);
      break;
    case 2:
      *place = letter;
      break;
    default:
      std::iter_swap(place, place + 1);
  }
  return word;
}

record::SearchPage searched(const ListWorld& world, const std::string& text) {
  const auto scope = world.agent(world.people[0], {world.harbor}, {});
  auto page = world.database().read([&](db::Transaction& tx) {
    return record::search(tx, world.lister(scope),
                          {.text = text, .types = {world.model->type("incident")}, .limit = 50});
  });
  EXPECT_TRUE(page) << text;
  return page ? std::move(*page) : record::SearchPage{};
}

std::string shown(const record::SearchPage& page) {
  std::string text;
  for (const auto& hit : page.hits) text += hit.record.number + (hit.is_near ? "~ " : " ");
  for (const auto& correction : page.corrections)
    for (const auto& near : correction.near) text += near + " ";
  return text;
}

// As it stands there, as the beginning of a word that does, or as one near it.
bool is_found(const record::SearchPage& page, const std::string& word) {
  const auto has = [&](const auto& correction) {
    return std::ranges::find(correction.near, word) != correction.near.end();
  };
  return std::ranges::any_of(page.corrections, has);
}

TEST(SearchRealTickets, AWordWithOneTypingErrorIsFoundOnBothDatabases) {
  if (!std::filesystem::exists(tickets_path()))
    GTEST_SKIP() << "the shared data is not here: set PRAXIS_DATA";
  const auto texts = texts_of_tickets();
  ASSERT_EQ(texts.size(), tickets_read);
  ListWorld sqlite(db::Engine::sqlite), postgres(db::Engine::postgres);
  add_tickets(sqlite, texts);
  add_tickets(postgres, texts);
  std::mt19937 random(3);
  std::size_t searches = 0, found = 0, was_there = 0;
  while (searches < searches_made) {
    const auto words = record::words_in(texts[random() % texts.size()]);
    const auto& word = words[random() % words.size()];
    if (word.size() < 5) continue;
    ++searches;
    const auto typed = with_one_error(word, random);
    const auto page = searched(sqlite, typed);
    EXPECT_EQ(shown(page), shown(searched(postgres, typed))) << typed;
    const bool is_exact = !page.hits.empty() && !page.hits.front().is_near;
    if (is_found(page, word))
      ++found;
    else if (is_exact)
      ++was_there;  // the error made another word that fills the page, or a beginning of this one
    else
      ADD_FAILURE() << word << " as " << typed << ": " << shown(page);
  }
  EXPECT_EQ(found + was_there, searches_made);
  EXPECT_LT(was_there, searches_made / 20);
}

}  // namespace
}  // namespace praxis::usecases
