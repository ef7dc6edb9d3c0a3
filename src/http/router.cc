#include "http/router.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/result.h"

namespace praxis::http {
namespace {

constexpr std::size_t method_count = 7;

struct RouteNode {
  std::map<std::string, std::unique_ptr<RouteNode>, std::less<>> literals{};
  std::unique_ptr<RouteNode> capture{};
  std::array<const Route*, method_count> routes{};
  std::array<const Route*, method_count> rest_routes{};  // of patterns that end in {name...}
};

// What is being looked for on the way down: the segments taken by names, and the best route so far.
struct Search {
  Method method;
  std::vector<std::string_view> captured{};
  std::array<bool, method_count> others{};

  const Route* pick(const std::array<const Route*, method_count>& routes) {
    const auto wanted = static_cast<std::size_t>(method);
    if (routes[wanted]) return routes[wanted];
    if (method == Method::head && routes[0]) return routes[0];
    for (std::size_t i = 0; i < method_count; ++i) others[i] = others[i] || routes[i];
    return nullptr;
  }

  const Route* descend(const RouteNode& node, std::string_view rest);
  const Route* take_rest(const RouteNode& node, std::string_view rest) {
    captured.push_back(rest);
    if (const auto* route = pick(node.rest_routes)) return route;
    captured.pop_back();
    return nullptr;
  }
};

// `rest` is what follows the slash of this node; no slash left means that `rest` is the last
// segment.
const Route* Search::descend(const RouteNode& node, std::string_view rest) {
  const auto slash = rest.find('/');
  const auto segment = rest.substr(0, slash);
  const auto go_on = [&](const RouteNode& child) {
    return slash == rest.npos ? pick(child.routes) : descend(child, rest.substr(slash + 1));
  };
  if (const auto found = node.literals.find(segment); found != node.literals.end()) {
    if (const auto* route = go_on(*found->second)) return route;
  }
  if (node.capture && !segment.empty()) {
    captured.push_back(segment);
    if (const auto* route = go_on(*node.capture)) return route;
    captured.pop_back();
  }
  return take_rest(node, rest);
}

bool is_name(std::string_view segment) {
  return segment.size() > 2 && segment.starts_with('{') && segment.ends_with('}');
}
bool is_rest_name(std::string_view segment) {
  return is_name(segment) && segment.ends_with("...}");
}

std::vector<std::string_view> segments_of(std::string_view pattern) {
  must(pattern.starts_with('/'));
  std::vector<std::string_view> segments;
  for (std::size_t at = 1;;) {
    const auto end = pattern.find('/', at);
    segments.push_back(pattern.substr(at, end == pattern.npos ? pattern.npos : end - at));
    if (end == pattern.npos) return segments;
    at = end + 1;
  }
}

std::vector<std::string_view> names_of(std::string_view pattern) {
  std::vector<std::string_view> names;
  for (const auto segment : segments_of(pattern)) {
    if (is_rest_name(segment)) {
      names.push_back(segment.substr(1, segment.size() - 5));
    } else if (is_name(segment)) {
      names.push_back(segment.substr(1, segment.size() - 2));
    }
  }
  return names;
}

}  // namespace

std::string_view PathValues::operator[](std::string_view name) const {
  const auto found =
      std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == name; });
  must(found != values.end());
  return found->second;
}

struct Router::Tree {
  std::vector<Route> routes;
  std::map<const Route*, std::vector<std::string_view>> names{};
  RouteNode root{};

  void add(const Route& route) {
    RouteNode* node = &root;
    const auto segments = segments_of(route.pattern);
    for (const auto segment : segments) {
      if (is_rest_name(segment)) break;
      auto& next = is_name(segment) ? node->capture : node->literals[std::string(segment)];
      if (!next) next = std::make_unique<RouteNode>();
      node = next.get();
    }
    auto& row = is_rest_name(segments.back()) ? node->rest_routes : node->routes;
    auto& place = row[static_cast<std::size_t>(route.method)];
    must(place == nullptr);
    place = &route;
    names[&route] = names_of(route.pattern);
  }
};

Router::Router(std::vector<Route> routes) : tree_(std::make_unique<Tree>(Tree{std::move(routes)})) {
  for (const auto& route : tree_->routes) tree_->add(route);
}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;

Router::Match Router::find(Method method, std::string_view path) const {
  Match match;
  if (!path.starts_with('/')) return match;
  Search search{method};
  match.route = search.descend(tree_->root, path.substr(1));
  if (match.route) {
    const auto& names = tree_->names.at(match.route);
    match.values.values.reserve(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      match.values.values.emplace_back(names[i], std::string(search.captured[i]));
    }
    return match;
  }
  for (std::size_t i = 0; i < method_count; ++i) {
    if (search.others[i]) match.allowed.push_back(static_cast<Method>(i));
  }
  const bool has_get = search.others[0] && !search.others[1];
  if (has_get) match.allowed.insert(match.allowed.begin() + 1, Method::head);
  return match;
}

}  // namespace praxis::http
