// Counts of requests and how long they took, by route, for Prometheus. Cheap enough for every
// request: threads are spread over shards, each with a lock of its own. Thread-safe.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "base/synchronized.h"
#include "http/message.h"

namespace praxis::api {

// Upper bounds in seconds; one more bucket has no bound.
constexpr std::array<double, 12> latency_buckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                 0.1,   0.25,   0.5,   1,    2.5,   5};

class Metrics {
 public:
  // For http::Config::on_done. `pattern` is the route's, "" where no route was found.
  void note(const http::Request& request, const http::Response& response, Span took,
            std::string_view pattern);
  // In Prometheus' text format.
  std::string text() const;

 private:
  struct Latency {
    std::array<std::uint64_t, latency_buckets.size() + 1> counts{};
    double seconds = 0;
  };
  using RequestKey = std::tuple<std::string, std::string_view, int>;  // route, method, status
  struct Shard {
    std::map<RequestKey, std::uint64_t, std::less<>> requests{};
    std::map<std::string, Latency, std::less<>> latencies{};
  };
  static constexpr std::size_t shard_count = 16;

  std::array<Synchronized<Shard>, shard_count> shards_{};
};

// "label=\"value\"" with what the format asks to be escaped.
std::string metric_label(std::string_view name, std::string_view value);

}  // namespace praxis::api
