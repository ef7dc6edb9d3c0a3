// Lists that ask about fields, compared with each record asked in memory.
#include "usecases/asked_fields.h"

#include <algorithm>

#include "record/bindings.h"
#include "record/list_world_for_test.h"
#include "record/read_condition.h"

namespace praxis::usecases {
namespace {

using record::test_world::ListWorld;

struct AskedWorld {
  explicit AskedWorld(db::Engine engine)
      : world(engine), records(record::test_world::add_work(world, 160)) {
    scopes = {{"agent of harbor", world.agent(world.people[0], {world.harbor}, {world.groups[0]})},
              {"agent of both", world.agent(world.people[1], {world.harbor, world.ferry}, {})},
              {"requester", world.requester(world.people[2], world.harbor)}};
    auto auditor = world.requester(world.people[3], world.ferry);
    auditor.roles["auditor"] = {world.ferry};
    auditor.side = pack::Side::agent;
    scopes.emplace_back("auditor", auditor);
  }
  ListWorld world;
  std::vector<record::Record> records;
  std::vector<std::pair<std::string, record::Scope>> scopes;
};

AskedWorld& asked_world(db::Engine engine) {
  static std::map<db::Engine, std::unique_ptr<AskedWorld>> worlds;
  auto& world = worlds[engine];
  if (!world) world = std::make_unique<AskedWorld>(engine);
  return *world;
}

class AskedFields : public testing::TestWithParam<db::Engine> {
 protected:
  template <class F>
  auto read(const record::Scope& scope, F&& body) {
    static const sla::Book no_calendars{};
    auto done = world.database().read([&](db::Transaction& tx) {
      Work work{.tx = tx,
                .model = *world.model,
                .directory = *world.directory,
                .book = no_calendars,
                .scope = scope,
                .now = world.now,
                .recorded_at = world.now,
                .via = "api"};
      return body(work);
    });
    if (!done) ADD_FAILURE() << done.error().reason << ": " << done.error().message;
    must(done);
    return std::move(*done);
  }

  std::vector<std::string> listed(const record::Scope& scope, const record::ListRequest& request) {
    return read(scope, [&](Work& work) -> Result<std::vector<std::string>> {
      std::vector<std::string> numbers;
      for (const auto& record : TRY(record::list(work.tx, work.lister(), request)).records)
        numbers.push_back(record.number);
      std::ranges::sort(numbers);
      return numbers;
    });
  }

  std::vector<std::string> expected(const record::Scope& scope,
                                    const record::ListRequest& request) {
    return read(scope, [&](Work& work) -> Result<std::vector<std::string>> {
      std::vector<std::string> numbers;
      for (const auto& record : asked.records) {
        if (!record.type->is_a(request.type->name)) continue;
        if (!record::may_read(work.tx, work.lister(), record)) continue;
        if (!shows_asked(work, record, record::asked_of(request))) continue;
        if (!request.filter || record::holds(*request.filter, work.around(record)))
          numbers.push_back(record.number);
      }
      std::ranges::sort(numbers);
      return numbers;
    });
  }

  AskedWorld& asked = asked_world(GetParam());
  ListWorld& world = asked.world;
};

TEST_P(AskedFields, ListHoldsOnlyRecordsOnWhichWhatIsAskedMayBeRead) {
  std::size_t found = 0, hidden = 0;
  for (const auto& [who, scope] : asked.scopes)
    for (const auto* type : {"work", "incident"})
      for (const auto* filter :
           {"confidential == true", "confidential != true", "hand_offs == 0",
            "priority <= 2 || confidential == true", "requester.handling != \"x\"",
            "requester.title.startsWith(\"Person\")", "assignee.email != \"\" && touches >= 0",
            "priority <= 4"}) {
        record::ListRequest request{.type = world.model->type(type),
                                    .filter = world.filter(type, filter)};
        request.limit = record::list_limit_max;
        const auto wanted = expected(scope, request);
        EXPECT_EQ(listed(scope, request), wanted) << who << ": " << type << " " << filter;
        const auto counted =
            read(scope, [&](Work& work) { return record::count(work.tx, work.lister(), request); });
        EXPECT_EQ(counted.count, std::ssize(wanted)) << who << ": " << type << " " << filter;
        found += wanted.size();
        auto without = request;
        without.filter = nullptr;
        hidden += expected(scope, without).size() - wanted.size();
      }
  EXPECT_GT(found, 200u);
  EXPECT_GT(hidden, 200u);
}

TEST_P(AskedFields, SortingAndCountingByAFieldAskAboutItToo) {
  for (const auto& [who, scope] : asked.scopes) {
    record::ListRequest sorted{.type = world.model->type("incident"), .sort = {"-hand_offs"}};
    sorted.limit = record::list_limit_max;
    const auto wanted = expected(scope, sorted);
    EXPECT_EQ(listed(scope, sorted), wanted) << who;
    if (who == "agent of harbor") {
      record::ListRequest all{.type = world.model->type("incident")};
      all.limit = record::list_limit_max;
      EXPECT_LT(wanted.size(), listed(scope, all).size())
          << "there is nothing to hide in this test";
    }
    record::ListRequest active{.type = world.model->type("incident"),
                               .asked = {.fields = {"confidential"}}};
    active.is_active_only = true;
    const auto groups = read(scope, [&](Work& work) {
      return record::count_by(work.tx, work.lister(), {.type = active.type}, "confidential");
    });
    std::int64_t sum = 0;
    for (const auto& group : groups) sum += group.count.count;
    const auto counted =
        read(scope, [&](Work& work) { return record::count(work.tx, work.lister(), active); });
    EXPECT_EQ(sum, counted.count) << who;
  }
}

// One may always ask where an answer is possible, and is told where none is.
TEST_P(AskedFields, QuestionWithoutAnAnswerIsRefused) {
  struct Case {
    const char* filter;
    bool of_agent, of_requester;
  };
  for (const auto& row :
       {Case{"priority == 1", true, true}, Case{"confidential == true", true, false},
        Case{"requester.handling == \"x\"", true, false},
        Case{"requester.title == \"x\"", true, true}}) {
    const auto filter = world.filter("incident", row.filter);
    const auto may_ask = [&](const record::Scope& scope) {
      return read(scope, [&](Work& work) -> Result<bool> {
        return check_asked(work, *world.model->type("incident"), *filter).has_value();
      });
    };
    EXPECT_EQ(may_ask(asked.scopes[0].second), row.of_agent) << row.filter;
    EXPECT_EQ(may_ask(asked.scopes[2].second), row.of_requester) << row.filter;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, AskedFields, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::usecases
