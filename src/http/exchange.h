// One request and its answer: what a connection holds while it is not idle. Used by one thread at a
// time: by the connection's loop until the request is handed to a worker, by the worker until it
// hands the turn back. While a streamed body arrives, the loop uses the parser and the pipe only.
#pragma once

#include <cstdint>
#include <memory>

#include "http/answer.h"
#include "http/body_pipe.h"
#include "http/request_parser.h"
#include "http/router.h"
#include "http/worker_pool.h"

namespace praxis::http {

struct Exchange {
  explicit Exchange(HeadLimits limits) : parser(limits) { parser.begin(request); }

  // Forgets the last request; the parser's and the answer's memory is used again.
  void renew() {
    request = Request{};
    match = Router::Match{};
    response = Response{};
    pipe.reset();
    is_last = is_handled = is_broken = false;
    lane = Lane::read;
    parser.begin(request);
  }

  Request request{};
  RequestParser parser;
  Router::Match match{};
  std::shared_ptr<BodyPipe> pipe{};
  Response response{};
  Answer answer{};
  Lane lane = Lane::read;
  std::int64_t started_us = 0;
  bool is_last = false;     // the connection closes after it
  bool is_handled = false;  // the handler has answered
  bool is_broken = false;   // the answer could not be sent
};

}  // namespace praxis::http
