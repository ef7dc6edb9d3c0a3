#include "api/world_for_test.h"

namespace praxis::api {
namespace {

class ApiRecords : public testing::TestWithParam<db::Engine> {
 protected:
  std::string create(const std::string& fields) {
    const auto made = world.post("/api/v1/records/incident", fields, world.mara_token);
    EXPECT_EQ(made.status, 201) << made.body;
    return text_at(json_of(made), "number");
  }
  World world{GetParam()};
};

TEST_P(ApiRecords, CreatedRecordIsAnsweredAsItStands) {
  const auto made =
      world.post("/api/v1/records/incident", R"({"title": "No network"})", world.mara_token);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto json = json_of(made);
  EXPECT_EQ(text_at(json, "number"), "INC-1");
  EXPECT_EQ(text_at(json, "state"), "new");
  EXPECT_EQ(text_at(json, "requester"), to_text(world.mara));
  EXPECT_EQ(text_at(json, "titles." + to_text(world.mara) + ".title"), "Mara");
  EXPECT_EQ(header_of(made, "Location"), "/api/v1/records/incident/INC-1");
  EXPECT_EQ(header_of(made, "ETag").substr(0, 4), "\"v1.");
}

TEST_P(ApiRecords, FieldThatMayNotBeReadIsAbsent) {
  create(R"({"title": "No network"})");
  const auto seen = json_of(world.get("/api/v1/records/INC-1", world.mara_token));
  EXPECT_EQ(text_at(seen, "hand_offs"), "(absent)");
  EXPECT_EQ(text_at(seen, "category"), "null");
  const auto by_agent = json_of(world.get("/api/v1/records/INC-1", world.ines_token));
  EXPECT_EQ(text_at(by_agent, "hand_offs"), "0");
}

TEST_P(ApiRecords, RecordIsFoundByIdNumberAndTypeButNotUnderAnotherType) {
  create(R"({"title": "No network"})");
  const auto id = text_at(json_of(world.get("/api/v1/records/INC-1", world.ines_token)), "id");
  EXPECT_EQ(world.get("/api/v1/records/incident/INC-1", world.ines_token).status, 200);
  EXPECT_EQ(world.get("/api/v1/records/work/INC-1", world.ines_token).status, 200);
  EXPECT_EQ(world.get("/api/v1/records/" + id, world.ines_token).status, 200);
  EXPECT_EQ(world.get("/api/v1/records/incident/" + id, world.ines_token).status, 200);
  EXPECT_EQ(world.get("/api/v1/records/service/" + id, world.ines_token).status, 404);
  EXPECT_EQ(world.get("/api/v1/records/service/INC-1", world.ines_token).status, 404);
  EXPECT_EQ(world.get("/api/v1/records/INC-2", world.ines_token).status, 404);
}

TEST_P(ApiRecords, DeletingIsRefused) {
  create(R"({"title": "No network"})");
  const auto refused =
      world.call({http::Method::del, "/api/v1/records/INC-1", "", world.ines_token});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(text_at(json_of(refused), "reason"), "record.no_delete");
}

TEST_P(ApiRecords, UnchangedRecordIs304UntilACommentChangesItsRepresentation) {
  create(R"({"title": "No network"})");
  const auto first = world.get("/api/v1/records/INC-1", world.ines_token);
  const auto etag = header_of(first, "ETag");
  const Asked again{
      http::Method::get, "/api/v1/records/INC-1", "", world.ines_token, {{"if-none-match", etag}}};
  EXPECT_EQ(world.call(again).status, 304);
  EXPECT_EQ(world.call(again).body, "");
  EXPECT_EQ(
      world.post("/api/v1/records/INC-1/comments", R"({"body": "x"})", world.ines_token).status,
      201);
  EXPECT_EQ(world.call(again).status, 200);
}

TEST_P(ApiRecords, SameFieldChangedByTwoIs412WithBothValuesAndAnotherFieldMerges) {
  create(R"({"title": "No network"})");
  const auto etag = header_of(world.get("/api/v1/records/INC-1", world.ines_token), "ETag");
  EXPECT_EQ(world.patch("/api/v1/records/INC-1", R"({"title": "One"})", world.ines_token).status,
            200);
  const auto late = [&](const std::string& body) {
    return world.call({http::Method::patch,
                       "/api/v1/records/INC-1",
                       body,
                       world.ines_token,
                       {{"if-match", etag}}});
  };
  const auto refused = late(R"({"title": "Two"})");
  EXPECT_EQ(refused.status, 412) << refused.body;
  EXPECT_EQ(text_at(json_of(refused), "reason"), "record.changed");
  EXPECT_EQ(text_at(json_of(refused), "details.fields.title.theirs"), "One");
  EXPECT_EQ(text_at(json_of(refused), "details.fields.title.yours"), "Two");
  const auto merged = late(R"({"contact": "4711"})");
  EXPECT_EQ(merged.status, 200) << merged.body;
  EXPECT_EQ(text_at(json_of(merged), "title"), "One");
  const auto by_member =
      world.patch("/api/v1/records/INC-1", R"({"title": "Three", "version": 1})", world.ines_token);
  EXPECT_EQ(by_member.status, 409) << by_member.body;
}

TEST_P(ApiRecords, RetriedCreateWithOneKeyMakesOneRecord) {
  const Asked asked{http::Method::post,
                    "/api/v1/records/incident",
                    R"({"title": "Once"})",
                    world.mara_token,
                    {{"idempotency-key", "k1"}}};
  const auto first = world.call(asked);
  const auto second = world.call(asked);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(header_of(first, "Idempotency-Replayed"), "");
  EXPECT_EQ(header_of(second, "Idempotency-Replayed"), "true");
  EXPECT_EQ(text_at(json_of(first), "id"), text_at(json_of(second), "id"));
  auto other = asked;
  other.body = R"({"title": "Twice"})";
  EXPECT_EQ(world.call(other).status, 409);
  auto of_another = asked;
  of_another.token = world.ines_token;
  of_another.body = R"({"title": "Once", "requester": "mara@harbor.example", "channel": "phone"})";
  EXPECT_EQ(text_at(json_of(world.call(of_another)), "number"), "INC-2");
}

TEST_P(ApiRecords, RetriedCommentAndTransitionHappenOnce) {
  create(R"({"title": "Once"})");
  const auto twice = [&](const std::string& rest, const std::string& body, const std::string& key) {
    const Asked asked{http::Method::post,
                      "/api/v1/records/INC-1" + rest,
                      body,
                      world.ines_token,
                      {{"idempotency-key", key}}};
    const auto first = world.call(asked), second = world.call(asked);
    EXPECT_EQ(first.status, second.status) << second.body;
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(header_of(first, "Idempotency-Replayed"), "");
    EXPECT_EQ(header_of(second, "Idempotency-Replayed"), "true");
  };
  twice("/comments", R"({"body": "hello", "visibility": "public"})", "c");
  twice("/transitions/take", R"({"category": "network"})", "t");
  const auto journal = json_of(world.get("/api/v1/records/INC-1/journal", world.ines_token));
  EXPECT_EQ(at_path(journal, "entries").as_array().size(), 3u);
}

TEST_P(ApiRecords, DryRunSaysWhatWouldBeAndChangesNothing) {
  const auto preview = world.post(
      "/api/v1/records/incident?dry_run=true",
      R"({"requester": "mara@harbor.example", "channel": "phone", "impact": "high", "urgency": "high"})",
      world.ines_token);
  ASSERT_EQ(preview.status, 200) << preview.body;
  const auto json = json_of(preview);
  EXPECT_EQ(text_at(json, "record.priority"), "1") << preview.body;
  EXPECT_EQ(text_at(json, "errors.0.field"), "title") << preview.body;
  EXPECT_EQ(text_at(json, "errors.0.message"), "is required");
  EXPECT_EQ(text_at(json, "refusal.status"), "422");
  EXPECT_EQ(
      text_at(json_of(world.get("/api/v1/records/incident/count", world.ines_token)), "count"),
      "0");
}

TEST_P(ApiRecords, ListPagesThroughAllByItsLinksAndSelectsFields) {
  for (int i = 0; i < 5; ++i) create(R"({"title": "No network"})");
  std::string target = "/api/v1/records/incident?limit=2&fields=number,title,requester&titles=true";
  std::vector<std::string> numbers;
  for (int pages = 0; pages < 4; ++pages) {
    const auto page = world.get(target, world.ines_token);
    ASSERT_EQ(page.status, 200) << page.body;
    const auto json = json_of(page);
    const auto records = at_path(json, "records");
    for (const auto& record : records.as_array()) {
      numbers.emplace_back(record.at("number").as_string());
      EXPECT_EQ(record.as_object().size(), 4u);  // id beside them
    }
    EXPECT_EQ(text_at(json, "titles." + to_text(world.mara) + ".title"), "Mara");
    if (text_at(json, "next") == "null") break;
    const auto link = header_of(page, "Link");
    EXPECT_NE(link.find("rel=\"next\""), link.npos) << link;
    target = "/api/v1/records/incident?limit=2&fields=number,title,requester&titles=true&cursor=" +
             text_at(json, "next");
  }
  EXPECT_EQ(numbers, (std::vector<std::string>{"INC-5", "INC-4", "INC-3", "INC-2", "INC-1"}));
}

TEST_P(ApiRecords, ListOverSeveralTypesMergesByNewestChange) {
  create(R"({"title": "first"})");
  world.time.set(world.time.now() + minutes(1));
  world.add("service", {{"title", "Mail"}, {"organization", to_text(world.harbor)}});
  world.time.set(world.time.now() + minutes(1));
  create(R"({"title": "second"})");
  std::string cursor;
  std::vector<std::string> numbers;
  for (int pages = 0; pages < 5; ++pages) {
    const auto page = world.get("/api/v1/records?types=incident,service&limit=1" +
                                    (cursor.empty() ? "" : "&cursor=" + cursor),
                                world.ines_token);
    ASSERT_EQ(page.status, 200) << page.body;
    const auto json = json_of(page);
    const auto records = at_path(json, "records");
    for (const auto& record : records.as_array())
      numbers.emplace_back(record.at("number").as_string());
    if (text_at(json, "next") == "null") break;
    cursor = text_at(json, "next");
  }
  EXPECT_EQ(numbers, (std::vector<std::string>{"INC-2", "SVC-1", "INC-1"}));
}

TEST_P(ApiRecords, WrongQueriesAre400AndSayWhatIsRight) {
  struct Row {
    std::string query, reason;
  };
  for (const auto& row :
       {Row{"limit=0", "query.bad_value"}, Row{"limit=x", "query.bad_value"},
        Row{"colour=red", "query.unknown_parameter"}, Row{"view=none", "query.unknown_choice"},
        Row{"filter=priority==", "query.filter"}, Row{"filter=nothing==1", "query.filter"},
        Row{"fields=nothing", "query.bad_value"}, Row{"cursor=nonsense", "list.cursor"}}) {
    const auto answer = world.get("/api/v1/records/incident?" + row.query, world.ines_token);
    EXPECT_EQ(answer.status, 400) << row.query << answer.body;
    EXPECT_EQ(text_at(json_of(answer), "reason"), row.reason) << answer.body;
  }
}

TEST_P(ApiRecords, TransitionIsOfferedRefusedForAFieldAndMade) {
  create(R"({"title": "No network"})");
  const auto offered = json_of(world.get("/api/v1/records/INC-1/transitions", world.ines_token));
  EXPECT_EQ(text_at(offered, "transitions.0.name"), "take");
  EXPECT_EQ(text_at(offered, "transitions.0.label"), "Take");
  EXPECT_EQ(text_at(offered, "transitions.0.key"), "t");
  EXPECT_EQ(text_at(offered, "transitions.0.requires.0"), "category");
  const auto refused = world.post("/api/v1/records/INC-1/transitions/take", "{}", world.ines_token);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(text_at(json_of(refused), "errors.0.field"), "category");
  EXPECT_EQ(text_at(json_of(refused), "request_id"), "request-1");
  const auto made = world.post("/api/v1/records/INC-1/transitions/take",
                               R"({"category": "network"})", world.ines_token);
  EXPECT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(text_at(json_of(made), "state"), "in_progress");
  EXPECT_EQ(world.post("/api/v1/records/INC-1/transitions/nothing", "{}", world.ines_token).status,
            404);
}

TEST_P(ApiRecords, GuardSaysInItsPacksWordsWhatIsInTheWay) {
  create(R"({"title": "whole"})");
  const auto part = world.post(
      "/api/v1/records/incident",
      R"({"title": "part", "requester": "mara@harbor.example", "channel": "phone", "links": {"child_of": ["INC-1"]}})",
      world.ines_token);
  ASSERT_EQ(part.status, 201) << part.body;
  world.post("/api/v1/records/INC-1/transitions/take", R"({"category": "network"})",
             world.ines_token);
  const auto refused = world.post(
      "/api/v1/records/INC-1/transitions/resolve",
      R"({"resolution_code": "fixed", "resolution": "x", "closing_category": "network"})",
      world.ines_token);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(text_at(json_of(refused), "reason"), "incident.guards.children_open");
  EXPECT_EQ(text_at(json_of(refused), "detail"), "Resolve the one open part first");
  EXPECT_EQ(text_at(json_of(refused), "details.count"), "1");
}

TEST_P(ApiRecords, JournalShowsChangesAndOneIsUndone) {
  create(R"({"title": "No network"})");
  world.patch("/api/v1/records/INC-1", R"({"title": "No power"})", world.ines_token);
  const auto journal = json_of(world.get("/api/v1/records/INC-1/journal", world.ines_token));
  EXPECT_EQ(text_at(journal, "entries.0.kind"), "field");
  EXPECT_EQ(text_at(journal, "entries.0.changes.0.from"), "No network");
  const auto seq = text_at(journal, "entries.0.seq");
  const auto undone =
      world.post("/api/v1/records/INC-1/journal/" + seq + "/undo", "", world.ines_token);
  EXPECT_EQ(undone.status, 200) << undone.body;
  EXPECT_EQ(text_at(json_of(undone), "title"), "No network");
}

TEST_P(ApiRecords, InternalCommentIsNoneOfTheRequesters) {
  create(R"({"title": "No network"})");
  EXPECT_EQ(world
                .post("/api/v1/records/INC-1/comments",
                      R"({"body": "secret", "visibility": "internal"})", world.ines_token)
                .status,
            201);
  EXPECT_EQ(
      world.post("/api/v1/records/INC-1/comments", R"({"body": "hello"})", world.mara_token).status,
      201);
  const auto for_mara = world.get("/api/v1/records/INC-1/comments", world.mara_token);
  EXPECT_EQ(for_mara.body.find("secret"), std::string::npos);
  EXPECT_EQ(text_at(json_of(for_mara), "comments.0.body"), "hello");
  const auto for_ines =
      json_of(world.get("/api/v1/records/INC-1/comments?limit=1&order=oldest", world.ines_token));
  EXPECT_EQ(text_at(for_ines, "comments.0.body"), "secret");
  EXPECT_NE(text_at(for_ines, "next"), "null");
  const auto wrong = world.post("/api/v1/records/INC-1/comments",
                                R"({"visibility": "loud", "colour": 1})", world.ines_token);
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(text_at(json_of(wrong), "errors.1.field"), "colour") << wrong.body;
}

TEST_P(ApiRecords, LinksAndWatchersComeAndGo) {
  create(R"({"title": "whole"})");
  create(R"({"title": "part"})");
  const auto linked = world.post("/api/v1/records/INC-2/links",
                                 R"({"link": "child_of", "to": "INC-1"})", world.ines_token);
  EXPECT_EQ(linked.status, 200) << linked.body;
  EXPECT_EQ(text_at(json_of(linked), "links.0.number"), "INC-1");
  const auto whole = json_of(world.get("/api/v1/records/INC-1", world.ines_token));
  EXPECT_EQ(text_at(whole, "links.children.0"), "INC-2");
  const auto removed = world.call(
      {http::Method::del, "/api/v1/records/INC-2/links/child_of/INC-1", "", world.ines_token});
  EXPECT_EQ(removed.body, R"({"links":[]})");
  const auto watched = world.post("/api/v1/records/incident/INC-1/watchers", R"({"person": "me"})",
                                  world.ines_token);
  EXPECT_EQ(text_at(json_of(watched), "watchers.0"), to_text(world.ines)) << watched.body;
  const auto gone =
      world.call({http::Method::del, "/api/v1/records/INC-1/watchers/me", "", world.ines_token});
  EXPECT_EQ(at_path(json_of(gone), "watchers").as_array().size(), 0u);
}

TEST_P(ApiRecords, SearchFindsWithinTheCallersSight) {
  create(R"({"title": "Projector flickers"})");
  const auto found = json_of(world.get("/api/v1/search?q=projec", world.ines_token));
  EXPECT_EQ(text_at(found, "hits.0.record.number"), "INC-1");
  const auto otto =
      world.add("person", {{"title", "Otto"}, {"organization", to_text(world.harbor)}});
  const auto hidden = json_of(world.get("/api/v1/search?q=projec", world.token_for(otto)));
  EXPECT_EQ(at_path(hidden, "hits").as_array().size(), 0u);
}

TEST_P(ApiRecords, CountsByAField) {
  create(R"({"title": "a"})");
  create(R"({"title": "b"})");
  const auto counted = json_of(
      world.get("/api/v1/records/incident/count_by?field=requester&active=true", world.ines_token));
  EXPECT_EQ(text_at(counted, "groups.0.key"), to_text(world.mara));
  EXPECT_EQ(text_at(counted, "groups.0.count"), "2");
}

INSTANTIATE_TEST_SUITE_P(Engines, ApiRecords, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::api
