// Serves HTTP/1.1: asynchronous connections (Boost.Beast) in front of a bounded pool of workers
// that run blocking handlers; short reads are run by the I/O threads themselves. Every limit has a
// name in Limits. HTTP errors of its own (400, 404, 405, 408, 413, 414, 431, 503) are problem+json
// through `Config::problem`. Answers are compressed (brotli, gzip) where the peer takes it and the
// body is worth it. start() returns when the port is open; stop() finishes running requests, closes
// streams, then returns.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/time_source.h"
#include "http/message.h"
#include "http/router.h"

namespace praxis::http {

struct Limits {
  std::size_t header_max = 16 * 1024;  // bytes of request line and headers
  std::size_t target_max = 8 * 1024;
  std::size_t connections_max = 12'000;
  std::size_t queue_max = 4'096;  // requests that wait for a worker; over it: 503 with Retry-After
  Span header_timeout = seconds(10);
  Span body_timeout = seconds(30);  // without a byte
  Span idle_timeout = seconds(75);  // keep-alive
  Span stop_timeout = seconds(15);
  Span heartbeat = seconds(15);  // a silent event stream gets a comment
};

// An error of the server's own, before or beside any handler.
struct Trouble {
  int status;
  std::string_view reason, message;
  std::string_view request_id{};  // "": no request was read
};

struct Config {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: a free one, see Server::port
  int io_threads = 0;      // 0: as many as the machine has cores, 8 at most
  int workers = 64;
  int running_reads_max = 0;  // GET and HEAD handlers that run at once; 0: 2 x cores
  std::vector<std::string> trusted_proxies{};  // whose X-Forwarded-For and -Proto are believed
  Limits limits{};
  // The body of the server's own errors: status, reason, message → a response.
  std::function<Response(const Trouble&)> problem{};
  // Called for each finished request, on the thread that ran it: for logs and metrics.
  std::function<void(const Request&, const Response&, Span took, std::string_view pattern)>
      on_done{};
};

class Server {
 public:
  Server(Config config, Router router);
  ~Server();

  Status start();
  void stop();
  std::uint16_t port() const;
  std::size_t open_connections() const;
  std::size_t open_streams() const;

 private:
  struct Core;
  std::unique_ptr<Core> core_;
};

}  // namespace praxis::http
