// Packs changed while two servers write, and while one of them starts anew: nothing acknowledged is
// lost, and each write is decided wholly by the packs of one generation.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "usecases/change_packs.h"
#include "usecases/create_record.h"
#include "usecases/import_world_for_test.h"
#include "usecases/read_records.h"

namespace praxis::usecases {
namespace {

constexpr auto unwatched = [](std::size_t, std::size_t, const std::string&) {};
constexpr int writers_of_a_server = 1;
constexpr int changes = 4;

// An overlay with a field more, in use or retired: what records use is never removed.
pack::PackSource floors(bool is_in_use) {
  const auto field =
      fmt::format("type: incident\nfields:\n  floor: {{type: text, length_max: 20{}}}\n",
                  is_in_use ? "" : ", retired: true");
  return {
      "floors",
      true,
      {{"floors.yaml", field + "texts: {en: {incident: {fields: {floor: Floor}}}, de: {incident: "
                               "{fields: {floor: Stockwerk}}}}\n"}}};
}

// A server of its own over the database that it shares.
struct Server {
  Server(db::Database& database, const TimeSource& time)
      : models(opened(database, time)), application{database, models, time} {}

  static std::shared_ptr<const record::Model> opened(db::Database& database,
                                                     const TimeSource& time) {
    const auto sources = pack::read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs");
    must(sources.has_value());
    auto model = open_tenant(database, *sources, time.now(), unwatched);
    must(model.has_value());
    return *model;
  }

  Models models;
  Application application;
};

class ChangePacksTest : public testing::TestWithParam<db::Engine> {
 protected:
  struct Written {
    std::string id, floor;
  };

  ChangePacksTest() {
    const auto first =
        bootstrap(world.application, {"Harbor", "harbor", "Ada", "ada@harbor.example"});
    must(first.has_value());
    ada = to_text(first->person);
  }

  // Incidents with a floor until told to stop. Where none may be given, one without it is written.
  void write_until(const std::atomic<bool>& is_over, Application& application, int writer) {
    for (int i = 0; !is_over; ++i) {
      Draft draft;
      draft.fields = {{"title", fmt::format("Lamp {} of writer {}", i, writer)},
                      {"requester", ada},
                      {"floor", std::to_string(i)}};
      auto made = create_record(application, world.caller, "incident", draft);
      if (made) {
        note({to_text(made->record.id), std::to_string(i)}, writer);
        continue;
      }
      ASSERT_EQ(made.error().code, Code::invalid_argument) << made.error().message;
      ASSERT_EQ(made.error().fields.size(), 1u);
      EXPECT_EQ(made.error().fields.front().field, "floor");
      draft.fields.erase("floor");
      made = create_record(application, world.caller, "incident", draft);
      ASSERT_TRUE(made.has_value()) << made.error().message;
      note({to_text(made->record.id), ""}, writer);
    }
  }

  void note(Written one, int writer) {
    written[static_cast<std::size_t>(writer)].push_back(std::move(one));
    ++writes;
  }

  // Until the writers have gone on for a while.
  void let_write() {
    const auto wanted = writes + 12;
    while (writes < wanted && !HasFailure()) std::this_thread::yield();
  }

  void change(Application& application, bool with_floors) {
    const auto sources = sources_with(application, {floors(with_floors)});
    ASSERT_TRUE(sources.has_value()) << sources.error().message;
    const auto changed = apply_packs(application, world.caller, *sources, "Floors", unwatched);
    ASSERT_TRUE(changed.has_value()) << changed.error().message;
    EXPECT_NE(changed->from, changed->to);
  }

  std::string floor_of(const std::string& id) {
    const auto* type = server.models.current().model->type("incident");
    const auto found = in_read(server.application, world.caller, [&](Work& work) {
      return record::read(work.tx, work.lister(), *work.model.type("incident"), *id_from_text(id));
    });
    if (!found) return "lost: " + found.error().message;
    const auto* floor = found->value(type->find_field("floor")).get<std::string>();
    return floor ? *floor : "";
  }

  ImportWorld world{GetParam()};
  Server server{*world.fresh, world.time};
  std::string ada;
  std::array<std::vector<Written>, 2 * writers_of_a_server> written{};
  std::atomic<int> writes = 0;
};

TEST_P(ChangePacksTest, NothingIsLostWhileServersWriteAndStart) {
  std::atomic<bool> is_over = false;
  std::vector<std::thread> writers;
  for (int i = 0; i < 2 * writers_of_a_server; ++i)
    writers.emplace_back([&, i] {
      write_until(is_over, i < writers_of_a_server ? world.application : server.application, i);
    });
  for (int i = 0; i < changes && !HasFailure(); ++i) {
    let_write();
    change(i % 3 == 0 ? server.application : world.application, i % 2 == 0);
    if (i % 2 == 1) continue;
    const Server started(*world.fresh, world.time);  // takes up what is in force
    EXPECT_TRUE(started.models.current().model->type("incident")->field("floor"));
  }
  let_write();
  is_over = true;
  for (auto& writer : writers) writer.join();
  ASSERT_FALSE(HasFailure());

  // No column was dropped: under the overlay each value is there again.
  change(server.application, true);
  std::size_t with_floor = 0, without = 0;
  for (const auto& of_writer : written)
    for (const auto& one : of_writer) {
      EXPECT_EQ(floor_of(one.id), one.floor);
      ++(one.floor.empty() ? without : with_floor);
    }
  EXPECT_GT(with_floor, 0u);
  EXPECT_GT(without, 0u);
  EXPECT_EQ(world.faults(), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Engines, ChangePacksTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::usecases
