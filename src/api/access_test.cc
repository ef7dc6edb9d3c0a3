#include "api/world_for_test.h"

namespace praxis::api {
namespace {

class ApiAccess : public testing::TestWithParam<db::Engine> {
 protected:
  std::string sign_in() {
    const auto answer =
        world.post("/api/v1/session",
                   R"({"email": "ADA@harbor.example", "password": "a long enough word"})", "");
    EXPECT_EQ(answer.status, 201) << answer.body;
    const auto cookie = header_of(answer, "Set-Cookie");
    return cookie.substr(0, cookie.find(';'));
  }
  http::Response with_cookie(http::Method method, const std::string& target,
                             const std::string& cookie, const std::string& body = "") {
    return world.call(
        {method,
         target,
         body,
         "",
         {{"cookie", cookie}, {"x-praxis-request", "1"}, {"sec-fetch-site", "same-origin"}}});
  }
  World world{GetParam()};
};

TEST_P(ApiAccess, WithoutCredentialsAllButTheSystemIsClosed) {
  for (const auto* target :
       {"/api/v1/me", "/api/v1/records/incident", "/api/v1/search?q=x", "/api/v1/events",
        "/api/v1/metadata/types", "/api/v1/settings", "/api/v1/tokens"})
    EXPECT_EQ(world.get(target, "").status, 401) << target;
  for (const auto* target : {"/", "/healthz", "/readyz", "/metrics", "/api/v1/openapi.json"})
    EXPECT_EQ(world.get(target, "").status, 200) << target;
}

TEST_P(ApiAccess, SessionOpensReadsAndSameOriginChangesUntilItIsEnded) {
  const auto cookie = sign_in();
  const auto me =
      json_of(world.call({http::Method::get, "/api/v1/me", "", "", {{"cookie", cookie}}}));
  EXPECT_EQ(text_at(me, "id"), to_text(world.ada));
  EXPECT_EQ(text_at(me, "means"), "session");
  const auto forged = world.call(
      {http::Method::post, "/api/v1/tokens", R"({"name": "x"})", "", {{"cookie", cookie}}});
  EXPECT_EQ(forged.status, 403);
  EXPECT_EQ(text_at(json_of(forged), "reason"), "csrf.header");
  EXPECT_EQ(with_cookie(http::Method::post, "/api/v1/tokens", cookie, R"({"name": "x"})").status,
            201);
  const auto sessions =
      json_of(world.call({http::Method::get, "/api/v1/sessions", "", "", {{"cookie", cookie}}}));
  EXPECT_EQ(text_at(sessions, "sessions.0.is_current"), "true");
  EXPECT_EQ(with_cookie(http::Method::del, "/api/v1/session", cookie).status, 204);
  EXPECT_EQ(world.call({http::Method::get, "/api/v1/me", "", "", {{"cookie", cookie}}}).status,
            401);
}

TEST_P(ApiAccess, WrongPasswordIs401AndAForeignSiteMaySignNobodyIn) {
  const auto wrong =
      world.post("/api/v1/session", R"({"email": "ada@harbor.example", "password": "no"})", "");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(text_at(json_of(wrong), "reason"), "sign_in.wrong");
  const auto foreign =
      world.call({http::Method::post,
                  "/api/v1/session",
                  R"({"email": "ada@harbor.example", "password": "a long enough word"})",
                  "",
                  {{"sec-fetch-site", "cross-site"}}});
  EXPECT_EQ(foreign.status, 403);
}

TEST_P(ApiAccess, ReadOnlyTokenChangesNothing) {
  const auto token = world.token_for(world.ines, identity::Access::read_only);
  EXPECT_EQ(world.get("/api/v1/records/incident", token).status, 200);
  const auto refused = world.post("/api/v1/records/incident", R"({"title": "x"})", token);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(text_at(json_of(refused), "reason"), "token.read_only");
}

TEST_P(ApiAccess, OwnTokensAreMadeListedAndRevoked) {
  const auto made = json_of(world.post(
      "/api/v1/tokens", R"({"name": "laptop", "access": "read_only"})", world.mara_token));
  const auto secret = text_at(made, "secret");
  EXPECT_EQ(world.get("/api/v1/me", secret).status, 200);
  const auto listed = world.get("/api/v1/tokens", world.mara_token);
  EXPECT_EQ(listed.body.find(secret), std::string::npos);
  EXPECT_EQ(
      world.call({http::Method::del, "/api/v1/tokens/" + text_at(made, "id"), "", world.ines_token})
          .status,
      404);
  EXPECT_EQ(
      world.call({http::Method::del, "/api/v1/tokens/" + text_at(made, "id"), "", world.mara_token})
          .status,
      204);
  EXPECT_EQ(world.get("/api/v1/me", secret).status, 401);
  const auto wrong =
      json_of(world.post("/api/v1/tokens", R"({"access": "some", "colour": 1})", world.mara_token));
  EXPECT_EQ(text_at(wrong, "errors.0.field"), "name");
  EXPECT_EQ(text_at(wrong, "errors.1.field"), "access");
  EXPECT_EQ(text_at(wrong, "errors.2.field"), "colour");
}

TEST_P(ApiAccess, PasswordIsChangedByWhoKnowsIt) {
  const auto cookie = sign_in();
  const auto change = [&](const std::string& current, const std::string& wanted) {
    return with_cookie(http::Method::put, "/api/v1/me/password", cookie,
                       R"({"current": ")" + current + R"(", "new": ")" + wanted + "\"}");
  };
  EXPECT_EQ(change("wrong guess", "another long word").status, 403);
  EXPECT_EQ(text_at(json_of(change("a long enough word", "short")), "errors.0.field"), "new");
  EXPECT_EQ(change("a long enough word", "another long word").status, 204);
  EXPECT_EQ(world.call({http::Method::get, "/api/v1/me", "", "", {{"cookie", cookie}}}).status,
            200);
  EXPECT_EQ(world
                .post("/api/v1/session",
                      R"({"email": "ada@harbor.example", "password": "a long enough word"})", "")
                .status,
            401);
}

TEST_P(ApiAccess, SettingIsChangedByTheOwnerJournaledAndInForce) {
  const auto put = [&](const std::string& name, const std::string& body, const std::string& token) {
    return world.call({http::Method::put, "/api/v1/settings/" + name, body, token});
  };
  EXPECT_EQ(put("close_after", R"({"value": "3d"})", world.ines_token).status, 403);
  EXPECT_EQ(put("nothing", R"({"value": "3d"})", world.ada_token).status, 404);
  EXPECT_EQ(put("close_after", R"({"value": "soon"})", world.ada_token).status, 422);
  EXPECT_EQ(put("close_after", "{}", world.ada_token).status, 422);
  EXPECT_EQ(put("close_after", R"({"value": "3d", "reason": "faster"})", world.ada_token).status,
            200);
  const auto matrix = put("priority_matrix", R"({"value": {"low": {"low": 3}}})", world.ada_token);
  EXPECT_EQ(matrix.status, 200) << matrix.body;
  const auto wrong =
      put("priority_matrix", R"({"value": {"low": {"low": 9}, "no": {}}})", world.ada_token);
  EXPECT_EQ(text_at(json_of(wrong), "errors.0.field"), "value.low.low") << wrong.body;
  EXPECT_EQ(text_at(json_of(wrong), "errors.1.field"), "value.no");
  const auto made = world.post("/api/v1/records/incident", R"({"title": "x"})", world.mara_token);
  EXPECT_EQ(text_at(json_of(made), "priority"), "3") << made.body;
  const auto journal =
      world.get("/api/v1/records/" + to_text(world.harbor) + "/journal", world.ada_token);
  EXPECT_NE(journal.body.find(R"("name":"settings.close_after","from":null,"to":"3d")"),
            std::string::npos)
      << journal.body;
  EXPECT_NE(journal.body.find("faster"), std::string::npos);
  EXPECT_EQ(put("close_after", R"({"value": null})", world.ada_token).status, 200);
  EXPECT_EQ(world.get("/api/v1/settings", world.ada_token).body.find("\"own\":\"3d\""),
            std::string::npos);
}

TEST_P(ApiAccess, RoleIsGrantedByTheOwnerAndTheLastOwnerStays) {
  const auto roles = "/api/v1/people/mara@harbor.example/roles";
  const auto agent = std::string(roles) + "/agent/harbor";
  EXPECT_EQ(world.call({http::Method::put, agent, "", world.ines_token}).status, 403);
  EXPECT_EQ(world.get("/api/v1/records/person/" + to_text(world.ines), world.mara_token).status,
            404);
  const auto granted = world.call({http::Method::put, agent, "", world.ada_token});
  EXPECT_EQ(granted.status, 200) << granted.body;
  EXPECT_EQ(text_at(json_of(granted), "roles.0.role"), "agent");
  EXPECT_EQ(world.get("/api/v1/records/person/" + to_text(world.ines), world.mara_token).status,
            200);
  EXPECT_EQ(world.call({http::Method::del, agent, "", world.ada_token}).status, 200);
  EXPECT_EQ(world.get("/api/v1/records/person/" + to_text(world.ines), world.mara_token).status,
            404);
  const auto last = world.call({http::Method::del,
                                "/api/v1/people/ada@harbor.example/roles/practice_owner/harbor", "",
                                world.ada_token});
  EXPECT_EQ(text_at(json_of(last), "reason"), "role.last_owner");
}

INSTANTIATE_TEST_SUITE_P(Engines, ApiAccess, test::both_engines(), test::engine_name);

TEST(ApiSystem, HealthReadinessMetricsAndHomePageAnswer) {
  World world;
  EXPECT_EQ(world.get("/healthz", "").body, "ok\n");
  EXPECT_EQ(world.get("/readyz", "").body, "ready\n");
  http::Request request;
  world.metrics.note(request, http::Response{}, seconds(1), "/api/v1/me");
  const auto metrics = world.get("/metrics", "").body;
  for (const auto* line :
       {"praxis_http_requests_total{route=\"/api/v1/me\",method=\"GET\",status=\"200\"} 1\n",
        "praxis_http_request_seconds_bucket{route=\"/api/v1/me\",le=\"0.5\"} 0\n",
        "praxis_http_request_seconds_bucket{route=\"/api/v1/me\",le=\"1\"} 1\n",
        "praxis_http_request_seconds_bucket{route=\"/api/v1/me\",le=\"+Inf\"} 1\n",
        "praxis_http_request_seconds_count{route=\"/api/v1/me\"} 1\n", "praxis_event_streams 0\n",
        "praxis_db_"})
    EXPECT_NE(metrics.find(line), std::string::npos) << line;
  const auto page = world.get("/", "").body;
  for (const auto* text : {"Praxis is running", "/api/v1/openapi.json", "SQLite", "0.1.0"})
    EXPECT_NE(page.find(text), std::string::npos) << text;
}

TEST(ApiMetadata, DescribesTypesInTheCallersLanguage) {
  World world;
  const auto type =
      json_of(world.get("/api/v1/metadata/types/incident?language=de", world.mara_token));
  EXPECT_EQ(text_at(type, "number"), "INC-{}");
  EXPECT_EQ(text_at(type, "permissions.create"), "always");
  EXPECT_EQ(text_at(type, "permissions.comment_internal"), "never");
  EXPECT_EQ(text_at(type, "states.0.glyph"), "new");
  EXPECT_EQ(text_at(type, "states.0.label"), "Neu");
  const auto whole = world.get("/api/v1/metadata/types/incident", world.ines_token).body;
  for (const auto* part :
       {R"("name":"hold_until","label":"On hold until")", R"("required":{"states":["on_hold"]})",
        R"("name":"my_groups","label":"My groups")", R"("name":"children","label":"has parts")",
        R"("name":"tell_children")", R"("name":"portal","for":["requester"],"style":"questions")"})
    EXPECT_NE(whole.find(part), std::string::npos) << part;
  const auto choices = json_of(world.get("/api/v1/metadata/choices/priority", world.ines_token));
  EXPECT_EQ(text_at(choices, "choices.0.key"), "1");
  EXPECT_EQ(text_at(choices, "choices.0.label"), "P1 critical");
  EXPECT_EQ(world.get("/api/v1/metadata/types/nothing", world.ines_token).status, 404);
}

TEST(ApiMetadata, ParsesExpressionsAndPointsAtMistakes) {
  World world;
  const auto parse = [&](const std::string& text) {
    return json_of(
        world.get("/api/v1/expression/parse?type=incident&text=" + text, world.ines_token));
  };
  const auto right = parse(R"(state=="new")");
  EXPECT_EQ(text_at(right, "tree"), R"({"op":"==","args":[{"name":"state"},{"value":"new"}]})");
  EXPECT_EQ(text_at(right, "is_filter"), "true");
  const auto wrong = parse(R"(state=="nwe")");
  EXPECT_EQ(text_at(wrong, "errors.0.column"), "8") << to_text(wrong);
  EXPECT_EQ(text_at(parse("state=="), "tree"), "null");
}

TEST(ApiMetadata, DocumentNamesEveryTypeAndEveryReferenceResolves) {
  World world;
  const auto text = world.get("/api/v1/openapi.json", "").body;
  const auto document = *json_from_text(text);
  EXPECT_EQ(text_at(document, "openapi"), "3.1.0");
  for (const auto* path :
       {"/api/v1/records/incident/{id}/transitions/{transition}", "/api/v1/records/person"})
    EXPECT_TRUE(document.at("paths").as_object().contains(path)) << path;
  constexpr std::string_view opening = R"("$ref":"#/components/)";
  std::size_t references = 0;
  for (auto at = text.find(opening); at != text.npos;
       at = text.find(opening, at + 1), ++references) {
    const auto begin = at + opening.size();
    const auto name = text.substr(begin, text.find('"', begin) - begin);
    const auto slash = name.find('/');
    EXPECT_TRUE(document.at("components")
                    .at(name.substr(0, slash))
                    .as_object()
                    .contains(name.substr(slash + 1)))
        << name;
  }
  EXPECT_GT(references, 100u);
}

// "/api/v1/records/{id}/links" and "/api/v1/records/{type}/{id}/links" are both
// "/api/v1/records/incident/{id}/links" in the document; only some types have versions.
std::string documented_path(std::string pattern) {
  const std::string records = "/api/v1/records/";
  if (!pattern.starts_with(records)) return pattern;
  const std::string type = pattern.find("/versions") == pattern.npos ? "incident" : "article";
  for (const std::string start : {"{type}", "{name}"})
    if (pattern.compare(records.size(), start.size(), start) == 0)
      return pattern.replace(records.size(), start.size(), type);
  return pattern.insert(records.size(), type + "/");
}

TEST(ApiMetadata, EveryRouteStandsInTheDocument) {
  World world;
  const auto document = json_of(world.get("/api/v1/openapi.json", ""));
  const auto& paths = document.at("paths").as_object();
  for (const auto& route : routes(world.services)) {
    const auto path = documented_path(route.pattern);
    std::string method(http::name(route.method));
    std::transform(method.begin(), method.end(), method.begin(), http::lower);
    const bool is_said_in_words =
        path == "/" || (method == "delete" && path.ends_with("incident/{id}"));
    if (is_said_in_words) continue;
    ASSERT_TRUE(paths.contains(path)) << path;
    EXPECT_TRUE(paths.at(path).as_object().contains(method)) << method << " " << path;
  }
}

}  // namespace
}  // namespace praxis::api
