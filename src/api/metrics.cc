#include "api/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <thread>

namespace praxis::api {
namespace {

constexpr std::string_view no_route = "(none)";

}  // namespace

std::string metric_label(std::string_view name, std::string_view value) {
  std::string text(name);
  text += "=\"";
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  text += '"';
  return text;
}

void Metrics::note(const http::Request& request, const http::Response& response, Span took,
                   std::string_view pattern) {
  const auto route = pattern.empty() ? no_route : pattern;
  const auto seconds_taken = static_cast<double>(took.us) / 1e6;
  const auto bucket = static_cast<std::size_t>(
      std::lower_bound(latency_buckets.begin(), latency_buckets.end(), seconds_taken) -
      latency_buckets.begin());
  const auto shard = std::hash<std::thread::id>{}(std::this_thread::get_id()) % shard_count;
  shards_[shard].with([&](Shard& mine) {
    const auto key = std::tuple(route, name(request.method), response.status);
    auto counted = mine.requests.find(key);
    if (counted == mine.requests.end())
      counted =
          mine.requests
              .emplace(RequestKey{std::string(route), name(request.method), response.status}, 0)
              .first;
    ++counted->second;
    auto latency = mine.latencies.find(route);
    if (latency == mine.latencies.end())
      latency = mine.latencies.emplace(std::string(route), Latency{}).first;
    ++latency->second.counts[bucket];
    latency->second.seconds += seconds_taken;
  });
}

std::string Metrics::text() const {
  Shard sum;
  for (const auto& shard : shards_)
    shard.with([&](const Shard& each) {
      for (const auto& [key, count] : each.requests) sum.requests[key] += count;
      for (const auto& [route, latency] : each.latencies) {
        auto& all = sum.latencies[route];
        for (std::size_t i = 0; i < all.counts.size(); ++i) all.counts[i] += latency.counts[i];
        all.seconds += latency.seconds;
      }
    });
  std::string out =
      "# HELP praxis_http_requests_total Requests answered.\n"
      "# TYPE praxis_http_requests_total counter\n";
  for (const auto& [key, count] : sum.requests)
    out += fmt::format("praxis_http_requests_total{{{},{},{}}} {}\n",
                       metric_label("route", std::get<0>(key)),
                       metric_label("method", std::get<1>(key)),
                       metric_label("status", std::to_string(std::get<2>(key))), count);
  out +=
      "# HELP praxis_http_request_seconds How long requests took.\n"
      "# TYPE praxis_http_request_seconds histogram\n";
  for (const auto& [route, latency] : sum.latencies) {
    const auto label = metric_label("route", route);
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < latency.counts.size(); ++i) {
      total += latency.counts[i];
      const auto bound =
          i < latency_buckets.size() ? fmt::format("{}", latency_buckets[i]) : std::string("+Inf");
      out += fmt::format("praxis_http_request_seconds_bucket{{{},le=\"{}\"}} {}\n", label, bound,
                         total);
    }
    out += fmt::format("praxis_http_request_seconds_sum{{{}}} {}\n", label, latency.seconds);
    out += fmt::format("praxis_http_request_seconds_count{{{}}} {}\n", label, total);
  }
  return out;
}

}  // namespace praxis::api
