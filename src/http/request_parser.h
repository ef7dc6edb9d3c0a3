// Reads one HTTP/1.1 request from bytes as they come: Boost.Beast's parser, with what it leaves
// open decided strictly (one Host, no transfer coding but chunked, limits on the target and the
// whole head, trailers dropped). Knows no socket; the same path is fuzzed. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "http/message.h"

namespace praxis::http {

struct HeadLimits {
  std::size_t header_max;
  std::size_t target_max;
};

// Why a request is refused, before any handler sees it.
struct Refusal {
  int status;
  std::string_view reason;
  std::string message;
};

class RequestParser {
 public:
  explicit RequestParser(HeadLimits limits);
  ~RequestParser();

  // Forgets the last request and begins to fill `request`, which must outlive the parsing.
  void begin(Request& request);

  // Takes what it can of `bytes`, the unread part of the input in one piece, and says how much that
  // was; give the rest again with more behind it. Stops at the end of the head and at the end of
  // the request.
  std::size_t put(std::string_view bytes);

  bool is_head_done() const;
  bool is_done() const;
  const std::optional<Refusal>& refusal() const;

  // Between head and body: over `bytes` the request is refused with 413. `sink` gets the body;
  // without one it is added to request.body.
  void expect_body(std::uint64_t bytes_max, std::function<void(std::string_view)> sink = {});

  // Of the head.
  bool keeps_alive() const;
  bool expects_continue() const;
  int minor_version() const;

 private:
  struct Machine;
  std::unique_ptr<Machine> machine_;
};

}  // namespace praxis::http
