#include "record/list.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "record/bindings.h"
#include "record/cursor.h"
#include "record/list_place.h"
#include "record/list_world_for_test.h"

namespace praxis::record {
namespace {

using expr::Value;
using test_world::ListWorld;

constexpr int records_of_small_world = 240;

// One world for all tests of an engine: they only read.
struct SmallWorld {
  explicit SmallWorld(db::Engine engine)
      : world(engine), records(test_world::add_work(world, records_of_small_world)) {}
  ListWorld world;
  std::vector<Record> records;
};

SmallWorld& small_world(db::Engine engine) {
  static std::map<db::Engine, std::unique_ptr<SmallWorld>> worlds;
  auto& world = worlds[engine];
  if (!world) world = std::make_unique<SmallWorld>(engine);
  return *world;
}

class ListTest : public testing::TestWithParam<db::Engine> {
 protected:
  ListPage page(const Scope& scope, const ListRequest& request) {
    auto read = world.database().read(
        [&](db::Transaction& tx) { return list(tx, world.lister(scope), request); });
    if (!read) ADD_FAILURE() << read.error().reason << ": " << read.error().message;
    return read ? *read : ListPage{};
  }
  Error refusal(const Scope& scope, const ListRequest& request) {
    const auto read = world.database().read(
        [&](db::Transaction& tx) { return list(tx, world.lister(scope), request); });
    return read ? Error{} : read.error();
  }

  // What the list must hold, by evaluating each record in memory and sorting.
  std::vector<std::string> expected(const Scope& scope, const ListRequest& request) {
    std::vector<const Record*> matching;
    const auto read = world.database().read([&](db::Transaction& tx) -> Status {
      const auto lister = world.lister(scope);
      for (const auto& record : small.records) {
        const Surroundings in{.tx = &tx,
                              .model = &lister.model,
                              .directory = &lister.directory,
                              .scope = &scope,
                              .now = lister.now,
                              .record = &record};
        if (!record.type->is_a(request.type->name) || !may_read(tx, lister, record)) continue;
        if ((request.is_active_only || (request.view && request.view->is_active_only)) &&
            !record.is_active())
          continue;
        if (request.view && request.view->filter && !holds(*request.view->filter, in)) continue;
        if (!test_world::shows_asked_by_hand(in, asked_of(request))) continue;
        if (!request.filter || holds(*request.filter, in)) matching.push_back(&record);
      }
      return {};
    });
    must(read);
    std::vector<std::string> numbers;
    for (const auto* record : matching) numbers.push_back(record->number);
    std::ranges::sort(numbers);
    return numbers;
  }

  static std::vector<std::string> numbers_of(const std::vector<Record>& records) {
    std::vector<std::string> numbers;
    for (const auto& record : records) numbers.push_back(record.number);
    return numbers;
  }
  static std::vector<std::string> sorted(std::vector<std::string> numbers) {
    std::ranges::sort(numbers);
    return numbers;
  }

  // All pages one way, joined.
  std::vector<Record> walk_forward(const Scope& scope, ListRequest request) {
    std::vector<Record> all;
    for (int guard = 0; guard < 300; ++guard) {
      auto read = page(scope, request);
      EXPECT_LE(read.records.size(), static_cast<std::size_t>(request.limit));
      all.insert(all.end(), read.records.begin(), read.records.end());
      if (read.next.empty()) return all;
      request.cursor = read.next;
    }
    ADD_FAILURE() << "the pages do not end";
    return all;
  }
  std::vector<Record> walk_backward(const Scope& scope, ListRequest request) {
    std::vector<Record> all;
    request.cursor = cursor_of_last_page;
    for (int guard = 0; guard < 300; ++guard) {
      auto read = page(scope, request);
      all.insert(all.begin(), read.records.begin(), read.records.end());
      if (read.previous.empty()) return all;
      request.cursor = read.previous;
    }
    ADD_FAILURE() << "the pages do not end";
    return all;
  }

  ListRequest request(std::string_view type, std::string_view filter = "",
                      std::vector<std::string> sort = {}) const {
    return {.type = world.model->type(type),
            .filter = world.filter(type, filter),
            .sort = std::move(sort),
            .limit = 7};
  }

  std::vector<std::pair<std::string, Scope>> actors() const {
    const auto& people = world.people;
    auto auditor = world.requester(people[0], world.harbor);
    auditor.roles["auditor"] = {world.harbor};
    return {{"system", Scope::system()},
            {"auditor", auditor},
            {"agent of all", world.agent(people[0], {world.harbor, world.ferry},
                                         {world.groups[0], world.groups[2]})},
            {"agent of one", world.agent(people[1], {world.ferry}, {world.groups[1]})},
            {"agent of none", world.agent(people[2], {}, {})},
            {"requester", world.requester(people[3], world.ferry)},
            {"stranger", world.requester(new_id(world.now), world.ferry)}};
  }

  SmallWorld& small = small_world(GetParam());
  ListWorld& world = small.world;
};

struct ListCase {
  std::string_view type, filter;
  std::vector<std::string> sort;
  bool is_active_only = false;
};

const std::vector<ListCase>& list_cases() {
  static const std::vector<ListCase> cases{
      {"work", "", {}},
      {"incident", "", {}},
      {"task", "", {}},
      {"incident", "", {"-created_at"}},
      {"work", "", {"created_at"}},
      {"incident", "", {"next_target_at"}, true},
      {"work", "", {"-next_target_at"}, true},
      {"work", "group in me.groups", {"next_target_at"}, true},
      {"work", "group in me.groups && priority <= 2", {"priority", "created_at"}, true},
      {"work", "group in me.groups", {"-priority"}, true},
      {"work", "assignee == me", {"next_target_at"}, true},
      {"work", "assignee == null", {"next_target_at"}, true},
      {"work", "requester == me", {"-updated_at"}},
      {"work", "requester == me || assignee == me", {"title"}},
      {"work", "type == 'task'", {"created_at"}},
      {"work", "type in ['task', 'incident'] && confidential", {"created_at"}},
      {"incident",
       "state in ['new', 'on_hold'] && title.contains('rinter')",
       {"priority", "-created_at"}},
      {"incident", "title == 'Printer jam 1'", {"title"}},
      {"work", "requester.organization == organization", {"title", "-priority"}},
      {"work", "created_at < now - duration('2h')", {"priority"}},
      {"work", "phase == 'open' && !confidential", {"-title"}},
  };
  return cases;
}

TEST_P(ListTest, HoldsWhatTheActorMayReadAndTheFilterSelects) {
  for (const auto& row : list_cases())
    for (const auto& [name, scope] : actors()) {
      auto asked = request(row.type, row.filter, row.sort);
      asked.is_active_only = row.is_active_only;
      EXPECT_EQ(sorted(numbers_of(walk_forward(scope, asked))), expected(scope, asked))
          << name << ": " << row.type << " " << row.filter << " "
          << fmt::to_string(fmt::join(row.sort, ","));
    }
}

TEST_P(ListTest, PagesBackwardAreThePagesForward) {
  for (const auto& row : list_cases())
    for (const auto& [name, scope] : actors()) {
      auto asked = request(row.type, row.filter, row.sort);
      asked.is_active_only = row.is_active_only;
      EXPECT_EQ(numbers_of(walk_backward(scope, asked)), numbers_of(walk_forward(scope, asked)))
          << name << ": " << row.type << " " << row.filter << " "
          << fmt::to_string(fmt::join(row.sort, ","));
    }
}

// The value a sort compares: texts without regard to letter case, what is empty last.
std::string sort_text(const Record& record, std::string_view field) {
  if (field == "created_at") return fmt::format("{:020}", record.created_at.us);
  if (field == "updated_at") return fmt::format("{:020}", record.updated_at.us);
  if (field == "next_target_at")
    return record.next_target_at ? fmt::format("{:020}", record.next_target_at->us)
                                 : std::string("\U0010FFFF");
  const auto& value = record.value(field);
  if (value.is_null()) return "\U0010FFFF";
  return value.get<std::string>() ? fold(value.text()) : fmt::format("{:020}", value.integer());
}

TEST_P(ListTest, IsInTheOrderAskedFor) {
  for (const auto& row : list_cases())
    for (const auto& [name, scope] : actors()) {
      auto asked = request(row.type, row.filter, row.sort);
      asked.is_active_only = row.is_active_only;
      const auto records = walk_forward(scope, asked);
      const auto sort = row.sort.empty() ? std::vector<std::string>{"-created_at"} : row.sort;
      if (row.sort.empty() && row.type == "work") continue;
      for (std::size_t i = 1; i < records.size(); ++i)
        for (const std::string_view key : sort) {
          const bool is_descending = key.starts_with('-');
          const auto field = key.substr(is_descending ? 1 : 0);
          const auto left = sort_text(records[i - 1], field), right = sort_text(records[i], field);
          if (left == right) continue;
          EXPECT_EQ(left < right, !is_descending)
              << name << ": " << row.filter << " " << key << " at " << i;
          break;
        }
    }
}

TEST_P(ListTest, CountsWhatItHolds) {
  for (const auto& row : list_cases())
    for (const auto& [name, scope] : actors()) {
      auto asked = request(row.type, row.filter, row.sort);
      asked.is_active_only = row.is_active_only;
      const auto counted = world.database().read(
          [&](db::Transaction& tx) { return count(tx, world.lister(scope), asked); });
      ASSERT_TRUE(counted) << counted.error().message;
      EXPECT_EQ(counted->count, static_cast<std::int64_t>(expected(scope, asked).size()))
          << name << ": " << row.filter;
      EXPECT_FALSE(counted->is_more);
    }
}

TEST_P(ListTest, BeginsAtAShareOfAShortListExactly) {
  for (const auto& row : list_cases())
    for (const auto& [name, scope] : actors())
      for (const double share : {0.0, 0.1, 0.43, 0.99, 1.0}) {
        auto asked = request(row.type, row.filter, row.sort);
        asked.is_active_only = row.is_active_only;
        const auto all = numbers_of(walk_forward(scope, asked));
        const auto before = static_cast<std::size_t>(share * static_cast<double>(all.size()));
        const auto cursor = world.database().read([&](db::Transaction& tx) -> Result<std::string> {
          return cursor_at(
              tx, TRY(prepare_list(world.lister(scope), asked, Purpose::rows, tx.engine())), share);
        });
        ASSERT_TRUE(cursor) << cursor.error().message;
        asked.cursor = *cursor;
        const auto first = numbers_of(page(scope, asked).records);
        const std::vector<std::string> wanted(
            all.begin() + static_cast<std::ptrdiff_t>(before),
            all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), before + 7)));
        if (share < 1) {
          EXPECT_EQ(first, wanted) << name << ": " << row.filter << " at " << share;
        } else if (!all.empty()) {
          EXPECT_EQ(first.back(), all.back()) << name << ": " << row.filter;
        }
      }
}

TEST_P(ListTest, CountsActiveRecordsByAnyColumn) {
  for (const auto& [name, scope] : actors())
    for (const std::string_view field :
         {"priority", "state", "group", "confidential", "next_target_at"}) {
      auto asked = request("work");
      const auto groups = world.database().read(
          [&](db::Transaction& tx) { return count_by(tx, world.lister(scope), asked, field); });
      ASSERT_TRUE(groups) << groups.error().message;
      asked.is_active_only = true;
      asked.asked.fields.emplace(field);
      std::map<std::string, std::int64_t> counted, wanted;
      for (const auto& group : *groups)
        counted[to_text(expr::to_json(group.key))] += group.count.count;
      for (const auto& number : expected(scope, asked)) {
        const auto record = std::ranges::find(small.records, number, &Record::number);
        Value key = record->value(field);
        if (field == "state") key = record->state_name();
        if (field == "next_target_at" && record->next_target_at) key = *record->next_target_at;
        ++wanted[to_text(expr::to_json(key))];
      }
      EXPECT_EQ(counted, wanted) << name << " by " << field;
    }
}

TEST_P(ListTest, EveryShippedViewHoldsWhatItsFilterSelects) {
  for (const auto* type : world.model->family("work").types)
    for (const auto& view : type->views)
      for (const auto& [name, scope] : actors()) {
        const ListRequest asked{.type = type, .view = &view, .limit = 20};
        EXPECT_EQ(sorted(numbers_of(walk_forward(scope, asked))), expected(scope, asked))
            << name << ": " << view.name;
      }
}

TEST_P(ListTest, ACursorIsOfOneListOnly) {
  const auto scope = Scope::system();
  const auto first = page(scope, request("incident", "", {"created_at"}));
  ASSERT_FALSE(first.next.empty());
  EXPECT_TRUE(first.previous.empty());
  for (auto other : {request("incident", "", {"-created_at"}), request("task", "", {"created_at"}),
                     request("incident", "priority == 1", {"created_at"})}) {
    other.cursor = first.next;
    EXPECT_EQ(refusal(scope, other).reason, "list.cursor");
  }
}

TEST_P(ListTest, RefusesWhatCannotBeSortedByAndNamesWhatCan) {
  for (const std::string_view field : {"description", "requester", "nothing", "journal_head"}) {
    const auto error = refusal(Scope::system(), request("incident", "", {std::string(field)}));
    EXPECT_EQ(error.reason, "list.sort") << field;
    EXPECT_NE(to_text(Json(error.details)).find("\"title\""), std::string::npos);
  }
}

TEST_P(ListTest, APageHasItsNeighboursWhenRecordsCome) {
  const auto scope = Scope::system();
  auto asked = request("incident", "", {"priority", "created_at"});
  const auto all = numbers_of(walk_forward(scope, asked));
  ASSERT_GT(all.size(), 30u);
  const auto first = page(scope, asked);
  asked.cursor = first.next;
  const auto second = page(scope, asked);
  asked.cursor = second.previous;
  const auto back = page(scope, asked);
  EXPECT_EQ(numbers_of(back.records), numbers_of(first.records));
  EXPECT_TRUE(back.previous.empty());
  EXPECT_FALSE(back.next.empty());
}

TEST_P(ListTest, LongTextsComeWhenWanted) {
  auto record = world.draft("incident", {{"title", "with text"},
                                         {"description", "a long one"},
                                         {"requester", world.people[0]},
                                         {"organization", world.harbor}});
  record.created_at = world.now - days(400);  // the last of every order by creation
  record.state = record.type->find_state("closed");
  if (std::ranges::find(small.records, "with text", [](const auto& known) {
        return known.text_of(pack::FieldRole::title);
      }) == small.records.end())
    small.records.push_back(world.add(std::move(record)));
  auto asked = request("incident", "title == 'with text'");
  EXPECT_TRUE(page(Scope::system(), asked).records.at(0).value("description").is_null());
  asked.wants_texts = true;
  EXPECT_EQ(page(Scope::system(), asked).records.at(0).value("description"), Value("a long one"));
}

TEST_P(ListTest, ChoicesSortAsTheirListDoes) {
  for (const std::string_view key : {"channel", "-channel"}) {
    const auto records = walk_forward(Scope::system(), request("incident", "", {std::string(key)}));
    const auto* list = world.model->packs().choices("channel");
    std::vector<int> places;
    for (const auto& record : records) {
      const auto& value = record.value("channel");
      places.push_back(value.is_null() ? 100 : list->find(value.text()));
    }
    if (key.starts_with('-')) std::ranges::reverse(places);
    EXPECT_TRUE(std::ranges::is_sorted(places)) << key;
    EXPECT_GT(std::set<int>(places.begin(), places.end()).size(), 4u);
  }
}

TEST_P(ListTest, CandidatesAreThoseThatMayStandInAField) {
  const auto* type = world.model->type("incident");
  const auto& among = type->field("assignee")->among;
  ASSERT_TRUE(among);
  for (std::size_t group = 0; group < world.groups.size(); ++group) {
    const auto record = world.draft("incident", {{"group", world.groups[group]}});
    auto asked = request("person", "", {"title"});
    asked.candidates = {among.get(), &record};
    std::vector<Id> ids;
    for (const auto& person : walk_forward(Scope::system(), asked)) ids.push_back(person.id);
    // Person i is in the groups i % 3 and, if i is even, 0.
    std::vector<Id> wanted;
    for (std::size_t i = 0; i < world.people.size(); ++i)
      if (i % 3 == group || (i % 2 == 0 && group == 0)) wanted.push_back(world.people[i]);
    EXPECT_EQ(ids, wanted) << group;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, ListTest, praxis::test::both_engines(),
                         praxis::test::engine_name);

}  // namespace
}  // namespace praxis::record
