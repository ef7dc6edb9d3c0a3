// An HTTP request and its answer, as handlers see them. No record is known here. Values; not
// thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/id.h"
#include "base/result.h"

namespace praxis::http {

enum class Method { get, head, post, put, patch, del, options };
std::string_view name(Method method);

// Reads a request's body piece by piece; only on routes that ask for it. Blocks the worker until
// bytes are there.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  // Bytes put into `into`; 0 at the end. TooLarge over the route's limit, Unavailable if the peer
  // went away or stalled.
  virtual Result<std::size_t> read(std::span<char> into) = 0;
};

struct Request {
  Method method = Method::get;
  std::string target{};  // as sent: "/api/v1/records/x?limit=5"
  std::string path{};    // decoded; never holds "..", "//" or NUL
  std::vector<std::pair<std::string, std::string>> query{};    // decoded, in order
  std::vector<std::pair<std::string, std::string>> headers{};  // names in lower case
  std::string body{};                                          // whole, unless the route streams it
  BodyReader* reader = nullptr;                                // on streaming routes
  std::string peer{};                                          // "127.0.0.1"
  std::string id{};  // of this request: in logs and X-Request-Id; given by the peer if well-formed
  bool is_secure = false;  // came by TLS (a trusted proxy's X-Forwarded-Proto)

  std::string_view header(std::string_view lower_case_name) const;         // "" if absent
  std::optional<std::string_view> parameter(std::string_view name) const;  // the first of that name
  std::string_view cookie(std::string_view name) const;
};

// Sends events to one open stream (WHATWG server-sent events). send() may be called from any
// thread; text is a whole block ("id: 7\nevent: x\ndata: {}\n\n") shared by all streams it goes to.
// A stream whose queue is over event_queue_max is closed: the peer reconnects with Last-Event-ID.
class EventStream {
 public:
  virtual ~EventStream() = default;
  virtual void send(std::shared_ptr<const std::string> block) = 0;
  virtual void close() = 0;
  virtual bool is_open() const = 0;
};
constexpr std::size_t event_queue_max = 256;

struct Response {
  int status = 200;
  std::string content_type{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  // A body made piece by piece (attachments, exports): fills the buffer, 0 at the end. Sent chunked
  // unless length is known.
  std::function<Result<std::size_t>(std::span<char>)> source{};
  std::optional<std::uint64_t> source_length{};
  // Answers with an event stream; called once with the open stream after the headers went out, on a
  // worker.
  std::function<void(std::shared_ptr<EventStream>)> on_stream{};

  void set(std::string header, std::string value) {
    headers.emplace_back(std::move(header), std::move(value));
  }
};

}  // namespace praxis::http
