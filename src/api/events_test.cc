#include "api/world_for_test.h"

namespace praxis::api {
namespace {

// What a peer would read.
class CollectedStream final : public http::EventStream {
 public:
  void send(std::shared_ptr<const std::string> block) override { text += *block; }
  void close() override { is_open_ = false; }
  bool is_open() const override { return is_open_; }

  std::vector<Json> events() const {
    std::vector<Json> found;
    for (auto at = text.find("event: change\ndata: "); at != text.npos;
         at = text.find("event: change\ndata: ", at + 1)) {
      const auto begin = at + 20;
      found.push_back(
          *json_from_text(std::string_view(text).substr(begin, text.find("\n\n", begin) - begin)));
    }
    return found;
  }
  std::string last_id() const {
    const auto at = text.rfind("id: ");
    return text.substr(at + 4, text.find('\n', at) - at - 4);
  }
  std::string text;

 private:
  bool is_open_ = true;
};

class ApiEvents : public testing::TestWithParam<db::Engine> {
 protected:
  std::shared_ptr<CollectedStream> open(const std::string& query, const std::string& token,
                                        const std::string& last_id = "") {
    Asked asked{http::Method::get, "/api/v1/events" + query, "", token};
    if (!last_id.empty()) asked.headers.emplace_back("last-event-id", last_id);
    const auto response = world.call(asked);
    EXPECT_EQ(response.status, 200) << response.body;
    auto stream = std::make_shared<CollectedStream>();
    response.on_stream(stream);
    return stream;
  }
  void create(const std::string& title) {
    EXPECT_EQ(
        world.post("/api/v1/records/incident", R"({"title": ")" + title + "\"}", world.mara_token)
            .status,
        201);
    world.publish_events();
  }
  void rename(const std::string& title) {
    EXPECT_EQ(
        world.patch("/api/v1/records/INC-1", R"({"title": ")" + title + "\"}", world.ines_token)
            .status,
        200);
    world.publish_events();
  }
  World world{GetParam()};
};

TEST_P(ApiEvents, StreamOfATypeTellsWhatChanged) {
  const auto stream = open("?type=work", world.ines_token);
  create("one");
  rename("two");
  const auto events = stream->events();
  ASSERT_EQ(events.size(), 2u) << stream->text;
  EXPECT_EQ(text_at(events[0], "kind"), "create");
  EXPECT_EQ(text_at(events[1], "number"), "INC-1");
  EXPECT_EQ(text_at(events[1], "type"), "incident");
  EXPECT_EQ(text_at(events[1], "version"), "2");
  EXPECT_NE(to_text(events[1]).find("\"title\""), std::string::npos);
}

TEST_P(ApiEvents, StreamOfARecordIsSilentAboutOthers) {
  create("one");
  create("other");
  const auto stream = open("?record=INC-2", world.ines_token);
  rename("two");
  EXPECT_TRUE(stream->events().empty()) << stream->text;
  EXPECT_EQ(world.get("/api/v1/events?record=INC-9", world.ines_token).status, 404);
}

TEST_P(ApiEvents, ResumingSkipsNothingAndRepeatsNothing) {
  create("one");
  const auto first = open("?type=incident", world.ines_token);
  rename("two");
  const auto seen = first->last_id();
  first->close();
  rename("three");
  // Committed, but not yet handed on by the sequencer.
  EXPECT_EQ(world.patch("/api/v1/records/INC-1", R"({"title": "four"})", world.ines_token).status,
            200);
  const auto second = open("?type=incident", world.ines_token, seen);
  rename("five");  // handed on together with what the stream has caught up with
  std::vector<std::string> versions;
  for (const auto& event : second->events()) versions.push_back(text_at(event, "version"));
  EXPECT_EQ(versions, (std::vector<std::string>{"3", "4", "5"})) << second->text;
}

TEST_P(ApiEvents, WhoComesFromBeyondTheLogIsReset) {
  create("one");
  EXPECT_NE(open("", world.ines_token, "999999")->text.find("event: reset"), std::string::npos);
  EXPECT_NE(open("", world.ines_token, "nonsense")->text.find("event: reset"), std::string::npos);
  EXPECT_NE(open("", world.ines_token)->text.find("event: ready"), std::string::npos);
  const auto early = open("", world.ines_token)->last_id();
  for (int i = 0; i < 3; ++i) rename("name " + std::to_string(i));
  world.time.set(world.time.now() + hours(25));
  rename("last");
  must(world.database->write([&](db::Transaction& tx) {
    return usecases::forget_old_events(tx, world.time.now(), 1'000);
  }));
  EXPECT_NE(open("", world.ines_token, early)->text.find("event: reset"), std::string::npos);
  const auto newest = open("", world.ines_token)->last_id();
  EXPECT_NE(open("", world.ines_token, newest)->text.find("event: ready"), std::string::npos);
}

TEST_P(ApiEvents, InternalCommentsAndUnreadableFieldsStayOnTheAgentsSide) {
  create("one");
  const auto agent = open("?record=INC-1", world.ines_token);
  const auto requester = open("?record=INC-1", world.mara_token);
  EXPECT_EQ(world
                .post("/api/v1/records/INC-1/comments",
                      R"({"body": "x", "visibility": "internal"})", world.ines_token)
                .status,
            201);
  world.publish_events();
  EXPECT_EQ(agent->events().size(), 1u);
  EXPECT_EQ(requester->events().size(), 0u) << requester->text;
  EXPECT_EQ(world
                .patch("/api/v1/records/INC-1",
                       R"({"confidential": true, "contact": "4711", "group": ")" +
                           to_text(world.desk) + "\"}",
                       world.ines_token)
                .status,
            200);
  world.publish_events();
  EXPECT_NE(agent->text.find("confidential"), std::string::npos);
  EXPECT_NE(requester->text.find("contact"), std::string::npos);
  EXPECT_EQ(requester->text.find("confidential"), std::string::npos);
}

TEST_P(ApiEvents, RecordThatLeavesOnesSightSaysSoOnce) {
  const auto other =
      world.add("group", {{"title", "Second line"}, {"organization", to_text(world.harbor)}});
  const auto nils = world.add("person", {{"title", "Nils"},
                                         {"organization", to_text(world.harbor)},
                                         {"groups", JsonArray{to_text(other)}}});
  world.grant(nils, "agent", world.harbor);
  create("one");
  const auto stream = open("?type=incident", world.token_for(nils));
  const auto patch = [&](const std::string& body) {
    const auto answer = world.patch("/api/v1/records/INC-1", body, world.ines_token);
    EXPECT_EQ(answer.status, 200) << answer.body;
    world.publish_events();
  };
  patch(R"({"confidential": true, "group": ")" + to_text(world.desk) + "\"}");
  patch(R"({"title": "secret"})");
  const auto events = stream->events();
  ASSERT_EQ(events.size(), 1u) << stream->text;
  EXPECT_EQ(text_at(events[0], "left"), "true");
  EXPECT_EQ(text_at(events[0], "changed"), "(absent)");
  patch(R"({"confidential": false})");
  EXPECT_EQ(text_at(stream->events()[1], "entered"), "true") << stream->text;
}

TEST_P(ApiEvents, PersonHearsOfTheirOwnAndTheirGroups) {
  const auto mara = open("", world.mara_token);
  const auto ines = open("", world.ines_token);
  create("one");
  EXPECT_EQ(mara->events().size(), 1u);
  EXPECT_EQ(ines->events().size(), 0u);
  EXPECT_EQ(world
                .patch("/api/v1/records/INC-1", R"({"group": ")" + to_text(world.desk) + "\"}",
                       world.ines_token)
                .status,
            200);
  world.publish_events();
  EXPECT_EQ(ines->events().size(), 1u) << ines->text;
}

TEST_P(ApiEvents, RightsTakenAwayCloseTheStreamsSight) {
  create("one");
  const auto stream = open("?type=incident", world.ines_token);
  must(usecases::revoke_role(world.application, usecases::operator_caller("cli"),
                             {world.ines, "agent", world.harbor}));
  EXPECT_EQ(world.patch("/api/v1/records/INC-1", R"({"title": "two"})", world.ada_token).status,
            200);
  world.publish_events();
  EXPECT_TRUE(stream->events().empty()) << stream->text;
  const auto token = json_of(world.post("/api/v1/tokens", R"({"name": "x"})", world.ada_token));
  const auto second = open("?type=incident", text_at(token, "secret"));
  EXPECT_EQ(
      world.call({http::Method::del, "/api/v1/tokens/" + text_at(token, "id"), "", world.ada_token})
          .status,
      204);
  world.time.set(world.time.now() + minutes(2));
  world.streams.look_again();
  EXPECT_FALSE(second->is_open());
}

INSTANTIATE_TEST_SUITE_P(Engines, ApiEvents, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::api
