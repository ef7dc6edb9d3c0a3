// A small tenant for this room's tests: the shipped packs, an organization, three people with
// tokens, and the whole table of routes called in this process, without a socket.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "api/api.h"
#include "api/event_streams.h"
#include "api/metrics.h"
#include "http/field.h"
#include "http/router.h"
#include "identity/token_store.h"
#include "support/databases.h"
#include "usecases/bootstrap.h"
#include "usecases/create_record.h"
#include "usecases/grant_role.h"
#include "usecases/tenant.h"

namespace praxis::api {

inline std::shared_ptr<const pack::PackSet> shipped_packs_for_test() {
  static const auto packs = [] {
    auto sources = pack::read_sources(PRAXIS_SOURCE_DIR "/packs");
    must(sources);
    auto loaded = pack::load(*sources);
    for (const auto& finding : loaded.findings) ADD_FAILURE() << pack::to_text(finding);
    must(loaded.set);
    return loaded.set;
  }();
  return packs;
}

struct Asked {
  http::Method method = http::Method::get;
  std::string target;
  std::string body{};
  std::string token{};
  std::vector<std::pair<std::string, std::string>> headers{};
};

class World {
 public:
  explicit World(db::Engine engine = db::Engine::sqlite)
      : database(engine),
        models(open(*database, time)),
        application{*database, models, time},
        hasher({.passes = 1, .memory_bytes = 1 << 14}),
        sign_in(*database, hasher, {}),
        streams(application, scopes, {}),
        services{.application = application,
                 .scopes = scopes,
                 .sign_in = sign_in,
                 .hasher = hasher,
                 .cookies = CookieMode::plain,
                 .events = &streams,
                 .metrics = &metrics},
        router(routes(services)) {
    add_people();
  }

  http::Response call(const Asked& asked) {
    http::Request request;
    request.method = asked.method;
    request.target = asked.target;
    request.path = asked.target.substr(0, asked.target.find('?'));
    request.query = query_of(asked.target);
    request.headers = asked.headers;
    request.body = asked.body;
    request.id = "request-1";
    request.peer = "192.0.2.1";
    if (!asked.token.empty())
      request.headers.emplace_back("authorization", "Bearer " + asked.token);
    if (!asked.body.empty()) request.headers.emplace_back("content-type", "application/json");
    auto match = router.find(asked.method, request.path);
    if (!match.route) return http::Response{.status = match.allowed.empty() ? 404 : 405};
    return match.route->handler(request, match.values);
  }
  http::Response get(const std::string& target, const std::string& token) {
    return call({http::Method::get, target, "", token});
  }
  http::Response post(const std::string& target, const std::string& body,
                      const std::string& token) {
    return call({http::Method::post, target, body, token});
  }
  http::Response patch(const std::string& target, const std::string& body,
                       const std::string& token) {
    return call({http::Method::patch, target, body, token});
  }

  Id add(const std::string& type, JsonObject fields) {
    usecases::Draft draft;
    draft.fields = std::move(fields);
    const auto made =
        usecases::create_record(application, usecases::operator_caller("cli"), type, draft);
    if (!made) ADD_FAILURE() << made.error().reason << " " << made.error().message;
    must(made);
    return made->record.id;
  }
  std::string token_for(Id person, identity::Access access = identity::Access::full) {
    const auto made = usecases::in_write(
        application, usecases::operator_caller("cli"), {},
        [&](usecases::Work& work) -> Result<identity::NewToken> {
          const auto lister = work.lister();
          return identity::make_token(
              work.tx, {lister, "cli"},
              {person, "test " + std::to_string(++tokens_), access, std::nullopt});
        });
    must(made);
    return made->secret;
  }
  void grant(Id person, const std::string& role, Id organization) {
    must(usecases::grant_role(application, usecases::operator_caller("cli"),
                              {person, role, organization}));
  }
  // What the event sequencer does, without its thread.
  void publish_events() {
    const auto events =
        database->write([&](db::Transaction& tx) -> Result<std::vector<usecases::LiveEvent>> {
          TRY(usecases::number_events(tx, 1'000));
          return usecases::read_events(tx, published_, 1'000);
        });
    must(events);
    if (events->empty()) return;
    streams.publish(*events);
    published_ = events->back().sequence;
  }

  ManualTime time{*instant_from_text("2026-03-02T09:00:00Z")};
  test::FreshDatabase database;
  usecases::Models models;
  usecases::Application application;
  identity::ScopeCache scopes;
  identity::PasswordHasher hasher;
  identity::SignIn sign_in;
  EventStreams streams;
  Metrics metrics;
  Services services;
  http::Router router;

  // Harbor's owner (who is no agent's colleague but may do all), an agent of the desk, and a
  // requester.
  Id harbor{}, desk{}, ada{}, ines{}, mara{};
  std::string ada_token, ines_token, mara_token;

 private:
  static std::shared_ptr<const record::Model> open(db::Database& database, const TimeSource& time) {
    const auto sources = pack::read_sources(PRAXIS_SOURCE_DIR "/packs");
    must(sources);
    const auto model = usecases::open_tenant(database, *sources, time.now(),
                                             [](std::size_t, std::size_t, const std::string&) {});
    if (!model) ADD_FAILURE() << model.error().reason << " " << model.error().message;
    must(model);
    return *model;
  }

  void add_people() {
    const auto first = usecases::bootstrap(
        application,
        {"Harbor", "harbor", "Ada", "ada@harbor.example", *hasher.hash("a long enough word")});
    if (!first) ADD_FAILURE() << first.error().reason << " " << first.error().message;
    must(first);
    harbor = first->organization;
    ada = first->person;
    desk = add("group", {{"title", "Service desk"}, {"organization", to_text(harbor)}});
    ines = add("person", {{"title", "Ines"},
                          {"email", "ines@harbor.example"},
                          {"organization", to_text(harbor)},
                          {"groups", JsonArray{to_text(desk)}}});
    mara = add(
        "person",
        {{"title", "Mara"}, {"email", "mara@harbor.example"}, {"organization", to_text(harbor)}});
    grant(ines, "agent", harbor);
    ada_token = token_for(ada);
    ines_token = token_for(ines);
    mara_token = token_for(mara);
  }

  static std::vector<std::pair<std::string, std::string>> query_of(const std::string& target) {
    std::vector<std::pair<std::string, std::string>> query;
    const auto at = target.find('?');
    if (at == target.npos) return query;
    std::string_view rest = std::string_view(target).substr(at + 1);
    while (!rest.empty()) {
      const auto end = rest.find('&');
      const auto pair = rest.substr(0, end);
      const auto equals = pair.find('=');
      query.emplace_back(std::string(pair.substr(0, equals)), std::string(pair.substr(equals + 1)));
      rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
    }
    return query;
  }

  int tokens_ = 0;
  std::int64_t published_ = 0;
};

inline Json json_of(const http::Response& response) {
  const auto json = json_from_text(response.body);
  if (!json) ADD_FAILURE() << "no JSON: " << response.body;
  return json.value_or(Json());
}
inline std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}
// A member by path: "errors.0.field".
inline Json at_path(const Json& json, std::string_view path) {
  const Json* here = &json;
  while (!path.empty()) {
    const auto dot = path.find('.');
    const auto step = path.substr(0, dot);
    path = dot == path.npos ? std::string_view{} : path.substr(dot + 1);
    if (here->is_object()) {
      here = here->get_object().if_contains(step);
    } else if (here->is_array()) {
      const auto index = static_cast<std::size_t>(std::stoul(std::string(step)));
      here = index < here->get_array().size() ? &here->get_array()[index] : nullptr;
    } else {
      here = nullptr;
    }
    if (!here) return Json("(absent)");
  }
  return *here;
}

// The same as text: strings as they are, everything else as JSON.
inline std::string text_at(const Json& json, std::string_view path) {
  const auto found = at_path(json, path);
  return found.is_string() ? std::string(found.get_string()) : to_text(found);
}

}  // namespace praxis::api
