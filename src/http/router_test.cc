#include "http/router.h"

#include <gtest/gtest.h>

namespace praxis::http {
namespace {

Response nothing(Request&, const PathValues&) { return {}; }

Router router_under_test() {
  std::vector<Route> routes;
  for (const auto& [method, pattern] : std::initializer_list<std::pair<Method, const char*>>{
           {Method::get, "/"},
           {Method::get, "/records/{type}"},
           {Method::post, "/records/{type}"},
           {Method::get, "/records/{type}/{id}"},
           {Method::patch, "/records/{type}/{id}"},
           {Method::get, "/records/{type}/schema"},
           {Method::post, "/records/{type}/{id}/transitions/{name}"},
           {Method::get, "/records/mine/{id}/x"},
           {Method::get, "/assets/{file...}"},
           {Method::get, "/me"}}) {
    routes.push_back(Route{method, pattern, nothing});
  }
  return Router(std::move(routes));
}

std::string found(const Router& router, Method method, std::string_view path) {
  const auto match = router.find(method, path);
  std::string out = match.route ? match.route->pattern : "none";
  for (const auto& [name, value] : match.values.values)
    out += " " + std::string(name) + "=" + value;
  for (const auto allowed : match.allowed) out += " " + std::string(name(allowed));
  return out;
}

TEST(Router, FindsTheRouteOfEachPath) {
  const auto router = router_under_test();
  struct Case {
    Method method;
    const char* path;
    const char* expected;
  };
  const Case cases[] = {
      {Method::get, "/", "/"},
      {Method::get, "/me", "/me"},
      {Method::get, "/me/", "none"},
      {Method::get, "/records/incident", "/records/{type} type=incident"},
      {Method::post, "/records/incident", "/records/{type} type=incident"},
      {Method::get, "/records/incident/7", "/records/{type}/{id} type=incident id=7"},
      {Method::get, "/records/incident/schema", "/records/{type}/schema type=incident"},
      {Method::post, "/records/a/b/transitions/c",
       "/records/{type}/{id}/transitions/{name} type=a id=b name=c"},
      // The literal branch ends nowhere, so the name's branch is tried.
      {Method::get, "/records/mine/7", "/records/{type}/{id} type=mine id=7"},
      {Method::get, "/records/mine/7/x", "/records/mine/{id}/x id=7"},
      {Method::patch, "/records/incident/schema", "/records/{type}/{id} type=incident id=schema"},
      {Method::get, "/assets/css/site.css", "/assets/{file...} file=css/site.css"},
      {Method::get, "/assets/", "/assets/{file...} file="},
      {Method::get, "/assets", "none"},
      {Method::get, "/records/", "none"},
      {Method::get, "/records/a/b/c", "none"},
      {Method::get, "/nothing", "none"},
      {Method::get, "*", "none"},
  };
  for (const auto& c : cases) EXPECT_EQ(found(router, c.method, c.path), c.expected) << c.path;
}

TEST(Router, HeadFindsTheRouteOfGet) {
  EXPECT_EQ(found(router_under_test(), Method::head, "/me"), "/me");
}

TEST(Router, NamesTheMethodsOfAPathThatHasOthers) {
  const auto router = router_under_test();
  EXPECT_EQ(found(router, Method::del, "/me"), "none GET HEAD");
  EXPECT_EQ(found(router, Method::put, "/records/a"), "none GET HEAD POST");
  EXPECT_EQ(found(router, Method::get, "/records/a/b/transitions/c"), "none POST");
  EXPECT_EQ(found(router, Method::head, "/records/a/b/transitions/c"), "none POST");
}

TEST(RouterDeathTest, RefusesTwoRoutesForOnePlace) {
  std::vector<Route> routes;
  routes.push_back(Route{Method::get, "/a/{x}", nothing});
  routes.push_back(Route{Method::get, "/a/{y}", nothing});
  EXPECT_DEATH(Router{std::move(routes)}, "place == nullptr");
}

}  // namespace
}  // namespace praxis::http
