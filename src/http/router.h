// Which handler answers a method and a path. A pattern is literal segments and {names}:
// "/api/v1/records/{type}/{id}"; a literal segment beats a name. Built once at start, then read by
// all threads.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace praxis::http {

// The values of a pattern's names, in order of the pattern.
class PathValues {
 public:
  std::string_view operator[](std::string_view name) const;  // must be a name of the pattern
  std::vector<std::pair<std::string_view, std::string>> values;
};

enum class BodyMode { whole, streamed };

using Handler = std::function<Response(Request&, const PathValues&)>;

struct RouteOptions {
  std::size_t body_max = 1 << 20;  // bytes
  BodyMode body = BodyMode::whole;
};

struct Route {
  Method method;
  std::string pattern;
  Handler handler;
  RouteOptions options{};
};

class Router {
 public:
  explicit Router(std::vector<Route> routes);
  ~Router();
  Router(Router&&) noexcept;

  struct Match {
    const Route* route = nullptr;  // null: no such path, or the path has other methods
    PathValues values{};
    std::vector<Method> allowed{};  // of the path, if the method is not among them (405 and Allow)
  };
  // HEAD finds GET's route.
  Match find(Method method, std::string_view path) const;

 private:
  struct Tree;
  std::unique_ptr<Tree> tree_;
};

}  // namespace praxis::http
