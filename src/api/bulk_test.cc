#include "api/world_for_test.h"

namespace praxis::api {
namespace {

class ApiBulk : public testing::TestWithParam<db::Engine> {
 protected:
  ApiBulk() {
    for (int i = 0; i < 60; ++i)
      world.add("incident",
                {{"title", "Belt"}, {"contact", "hall 3"}, {"requester", to_text(world.mara)}});
  }
  Json bulk(const std::string& body, const std::string& query = "") {
    const auto answer = world.post("/api/v1/records/incident/bulk" + query, body, world.ines_token);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json_of(answer);
  }
  std::string field(const std::string& record, const std::string& name) {
    return text_at(json_of(world.get("/api/v1/records/" + record, world.ines_token)), name);
  }
  World world{GetParam()};
};

TEST_P(ApiBulk, EntriesOfSeveralBatchesShareTheOperationAndAreUndoneByIt) {
  const auto done = bulk(R"({"filter": "title == \"Belt\"", "edit": {"contact": "hall 4"}})");
  EXPECT_EQ(text_at(done, "changed"), "60");
  const auto operation = text_at(done, "operation");
  const auto journal = json_of(world.get("/api/v1/records/INC-60/journal", world.ines_token));
  EXPECT_EQ(text_at(journal, "entries.0.operation"), operation);
  EXPECT_EQ(field("INC-1", "contact"), "hall 4");

  EXPECT_EQ(
      world.patch("/api/v1/records/INC-7", R"({"contact": "hall 5"})", world.ines_token).status,
      200);
  const auto path = "/api/v1/operations/" + operation + "/undo";
  EXPECT_EQ(text_at(json_of(world.post(path + "?dry_run=true", "", world.ines_token)), "changed"),
            "59");
  EXPECT_EQ(field("INC-1", "contact"), "hall 4");
  const auto undone = json_of(world.post(path, "", world.ines_token));
  EXPECT_EQ(text_at(undone, "changed"), "59") << to_text(undone);
  EXPECT_EQ(text_at(undone, "refused"), "1");
  EXPECT_NE(to_text(undone).find("undo.changed_since"), std::string::npos) << to_text(undone);
  EXPECT_EQ(field("INC-1", "contact"), "hall 3");
  EXPECT_EQ(field("INC-7", "contact"), "hall 5");

  const auto again = world.post("/api/v1/operations/" + text_at(undone, "operation") + "/undo", "",
                                world.ines_token);
  EXPECT_EQ(text_at(json_of(again), "changed"), "59");
  EXPECT_EQ(field("INC-1", "contact"), "hall 4");
  EXPECT_EQ(
      world.post("/api/v1/operations/" + to_text(world.harbor) + "/undo", "", world.ines_token)
          .status,
      404);
}

TEST_P(ApiBulk, WhoMaySeeNothingOfAnOperationFindsNone) {
  const auto stranger = world.add("person", {{"title", "Otto"},
                                             {"email", "otto@harbor.example"},
                                             {"organization", to_text(world.harbor)}});
  const auto done = bulk(R"({"records": ["INC-1"], "edit": {"contact": "hall 4"}})");
  const auto path = "/api/v1/operations/" + text_at(done, "operation") + "/undo";
  EXPECT_EQ(world.post(path, "", world.token_for(stranger)).status, 404);
  const auto by_requester = json_of(world.post(path, "", world.mara_token));
  EXPECT_EQ(text_at(by_requester, "refused"), "1") << to_text(by_requester);
  EXPECT_EQ(field("INC-1", "contact"), "hall 4");
}

// A person's address is unique: the database refuses the second write after the first is in the
// batch's transaction.
TEST_P(ApiBulk, RecordThatFailsWhileItIsWrittenDoesNotSpoilItsBatch) {
  for (const auto* name : {"one", "two"})
    world.add("person", {{"title", name},
                         {"email", std::string(name) + "@harbor.example"},
                         {"organization", to_text(world.harbor)}});
  const auto ids = world.get("/api/v1/records/person?filter=title in [\"one\",\"two\"]&sort=title",
                             world.ada_token);
  const auto first = text_at(json_of(ids), "records.0.number");
  const auto second = text_at(json_of(ids), "records.1.number");
  const auto done = json_of(world.post("/api/v1/records/person/bulk",
                                       R"({"records": [")" + first + R"(", ")" + second +
                                           R"("], "edit": {"email": "x@harbor.example"}})",
                                       world.ada_token));
  EXPECT_EQ(text_at(done, "changed"), "1") << to_text(done);
  // Either may be the first to be locked.
  EXPECT_NE(to_text(done).find("not_unique"), std::string::npos) << to_text(done);
}

TEST_P(ApiBulk, RetryWithTheSameKeyDoesNothingTwiceAndTellsTheSame) {
  const Asked asked{http::Method::post,
                    "/api/v1/records/incident/bulk",
                    R"({"filter": "contact == \"hall 3\"", "edit": {"contact": "hall 4"}})",
                    world.ines_token,
                    {{"idempotency-key", "b1"}}};
  const auto first = world.call(asked);
  const auto second = world.call(asked);
  EXPECT_EQ(text_at(json_of(first), "changed"), "60");
  EXPECT_EQ(text_at(json_of(second), "changed"), "60") << second.body;
  EXPECT_EQ(text_at(json_of(first), "operation"), text_at(json_of(second), "operation"));
  EXPECT_EQ(header_of(second, "Idempotency-Replayed"), "true");
  EXPECT_EQ(field("INC-1", "version"), "2");
}

INSTANTIATE_TEST_SUITE_P(Engines, ApiBulk, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::api
