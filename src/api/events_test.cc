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

TEST_P(ApiEvents, StreamOfAViewIsResetWhenItChangesAndEndsWithIt) {
  create("one");
  const std::string view = "/api/v1/views/01930000-0000-7000-8000-000000000001";
  const auto save = [&](const std::string& filter) {
    const auto body = R"({"type": "incident", "name": "Mine", "filter": ")" + filter + "\"}";
    return world.call({http::Method::put, view, body, world.ines_token}).status;
  };
  ASSERT_EQ(save("title == \\\"two\\\""), 201);
  const auto stream = open("?view=01930000-0000-7000-8000-000000000001", world.ines_token);
  rename("two");
  rename("three");
  auto events = stream->events();
  ASSERT_EQ(events.size(), 2u) << stream->text;
  EXPECT_EQ(text_at(events[0], "entered"), "true");
  EXPECT_EQ(text_at(events[1], "left"), "true");
  EXPECT_EQ(text_at(events[1], "changed"), "(absent)");
  rename("four");
  EXPECT_EQ(stream->events().size(), 2u) << stream->text;
  EXPECT_EQ(stream->text.find("event: reset"), std::string::npos);
  ASSERT_EQ(save("title == \\\"five\\\""), 200);
  rename("five");
  EXPECT_NE(stream->text.find("event: reset"), std::string::npos);
  EXPECT_EQ(stream->events().size(), 3u) << stream->text;
  ASSERT_EQ(world.call({http::Method::del, view, "", world.ines_token}).status, 204);
  EXPECT_TRUE(stream->is_open());
  rename("six");
  EXPECT_FALSE(stream->is_open());
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

TEST_P(ApiEvents, OwnStreamKnowsWhatOneWatches) {
  create("one");
  create("other");
  const auto stream = open("", world.ada_token);
  rename("unwatched");
  EXPECT_EQ(stream->events().size(), 0u) << stream->text;
  const auto watched =
      world.post("/api/v1/records/INC-1/watchers", R"({"person": "me"})", world.ada_token);
  EXPECT_EQ(watched.status, 200) << watched.body;
  world.publish_events();
  rename("watched");
  EXPECT_EQ(stream->events().size(), 2u) << stream->text;
  const auto seen = stream->last_id();
  stream->close();
  rename("while away");
  const auto again = open("", world.ada_token, seen);
  ASSERT_EQ(again->events().size(), 1u) << again->text;
  EXPECT_EQ(text_at(again->events()[0], "version"), "4");
  const auto of_another = open("", world.ines_token);
  rename("not hers");
  EXPECT_EQ(of_another->events().size(), 0u) << of_another->text;
  EXPECT_EQ(
      world.call({http::Method::del, "/api/v1/records/INC-1/watchers/me", "", world.ada_token})
          .status,
      200);
  world.publish_events();
  rename("unwatched again");
  EXPECT_EQ(again->events().size(), 2u) << again->text;
}

TEST_P(ApiEvents, StreamOfARecordTellsWhoIsPresentOnEveryNodeAndToWhomMayReadIt) {
  create("one");
  // Another node on the same database.
  EventStreams node(world.application, world.scopes, {});
  auto elsewhere = std::make_shared<CollectedStream>();
  const auto id =
      *id_from_text(text_at(json_of(world.get("/api/v1/records/INC-1", world.ines_token)), "id"));
  node.open({.record = id,
             .record_type = "incident",
             .type = "",
             .credentials = {.secret = world.mara_token},
             .person = world.mara},
            elsewhere);
  const auto of_type = open("?type=incident", world.ines_token);

  const auto put = [&](const std::string& body, const std::string& token) {
    return world.call({http::Method::put, "/api/v1/records/INC-1/presence", body, token});
  };
  EXPECT_EQ(put(R"({"doing": "edits"})", world.ines_token).status, 200);
  node.look_again();
  EXPECT_NE(elsewhere->text.find("event: presence\ndata: {"), std::string::npos) << elsewhere->text;
  EXPECT_NE(elsewhere->text.find("\"doing\":\"edits\""), std::string::npos);
  const auto told = elsewhere->text.size();
  node.look_again();
  EXPECT_EQ(elsewhere->text.size(), told) << "told twice: " << elsewhere->text;

  world.time.set(world.time.now() + seconds(1));
  const auto here = put("", world.mara_token);
  EXPECT_EQ(text_at(json_of(here), "present.0.person"), to_text(world.ines)) << here.body;
  EXPECT_EQ(text_at(json_of(here), "present.1.doing"), "looks");

  // Who is silent for a minute is away.
  world.time.set(world.time.now() + seconds(50));
  EXPECT_EQ(put("", world.mara_token).status, 200);
  world.time.set(world.time.now() + seconds(20));
  node.look_again();
  const auto last = elsewhere->text.rfind("event: presence");
  EXPECT_EQ(elsewhere->text.find(to_text(world.ines), last), std::string::npos) << elsewhere->text;
  EXPECT_NE(elsewhere->text.find(to_text(world.mara), last), std::string::npos);
  EXPECT_EQ(world.call({http::Method::del, "/api/v1/records/INC-1/presence", "", world.mara_token})
                .status,
            204);
  node.look_again();
  EXPECT_NE(elsewhere->text.find("\"present\":[]", last), std::string::npos) << elsewhere->text;
  EXPECT_EQ(elsewhere->text.find("id: ", told), std::string::npos);
  EXPECT_EQ(of_type->text.find("presence"), std::string::npos);

  // Mara may not read it any more.
  EXPECT_EQ(world
                .patch("/api/v1/records/INC-1", R"({"requester": "ines@harbor.example"})",
                       world.ines_token)
                .status,
            200);
  EXPECT_EQ(put("", world.mara_token).status, 404);
  const auto before = elsewhere->text.size();
  EXPECT_EQ(put("", world.ines_token).status, 200);
  node.look_again();
  EXPECT_EQ(elsewhere->text.size(), before) << elsewhere->text;
}

INSTANTIATE_TEST_SUITE_P(Engines, ApiEvents, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::api
