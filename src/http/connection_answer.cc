// The second half of a connection: what happens between dispatch and the end of the answer.
#include <boost/asio/post.hpp>
#include <exception>

#include "base/log.h"
#include "http/connection.h"
#include "http/monotonic.h"

namespace praxis::http {

void Connection::run() {
  if (!exchange_->is_handled) {
    handle();
    prepare_answer();
  } else if (exchange_->answer.next_piece() == Answer::Piece::failed) {
    exchange_->is_broken = true;
  }
  pump();
}

void Connection::handle() {
  auto& exchange = *exchange_;
  // Libraries below a handler may throw what their wrapper did not foresee; it costs the request,
  // not the server.
  try {
    exchange.response = exchange.match.route->handler(exchange.request, exchange.match.values);
  } catch (const std::exception& exception) {
    log::error("http.handler_threw",
               {{"request", exchange.request.id}, {"what", exception.what()}});
    exchange.response = context_.problem(
        {500, "internal", "something went wrong on our side", exchange.request.id});
  }
  if (exchange.pipe && !exchange.pipe->is_complete()) exchange.is_last = true;
}

void Connection::prepare_answer() {
  auto& exchange = *exchange_;
  exchange.is_handled = true;
  if (context_.is_stopping) exchange.is_last = true;
  const AnswerShape shape{exchange.is_last, exchange.parser.minor_version()};
  if (!exchange.answer.prepare(exchange.request, exchange.response, shape)) {
    exchange.response =
        context_.problem({500, "internal", "the answer could not be made", exchange.request.id});
    must(exchange.answer.prepare(exchange.request, exchange.response, shape));
  }
  if (exchange.answer.ends_with_close()) exchange.is_last = true;
}

// Sends until the end or until the peer takes no more; then the loop waits for the socket, no
// worker does.
void Connection::pump() {
  constexpr int pieces_max = 16;  // of a source, before others get their turn
  auto& exchange = *exchange_;
  for (int pieces = 1; !exchange.is_broken; ++pieces) {
    const auto sent = exchange.answer.send(fd());
    if (sent == Answer::Sent::blocked) return on_blocked();
    if (sent == Answer::Sent::failed) break;
    if (!exchange.answer.is_by_source()) return finish();
    if (pieces == pieces_max) {
      context_.pool.push(exchange.lane, shared_from_this(), Push::always);
      return;
    }
    const auto piece = exchange.answer.next_piece();
    if (piece == Answer::Piece::end) return finish();
    if (piece == Answer::Piece::failed) break;
  }
  exchange.is_broken = true;
  finish();
}

void Connection::on_blocked() {
  since_us_ = monotonic_us();
  boost::asio::post(loop_.context(), [self = shared_from_this()] {
    self->is_write_blocked_ = true;
    self->socket_.async_wait(boost::asio::ip::tcp::socket::wait_write,
                             [self](const boost::system::error_code&) { self->on_writable(); });
  });
}

void Connection::on_writable() {
  is_write_blocked_ = false;
  auto& exchange = *exchange_;
  switch (exchange.answer.send(fd())) {
    case Answer::Sent::blocked:
      return on_blocked();
    case Answer::Sent::failed:
      exchange.is_broken = true;
      return finish();
    case Answer::Sent::all:
      if (!exchange.answer.is_by_source()) return finish();
      context_.pool.push(exchange.lane, shared_from_this(), Push::always);
  }
}

void Connection::report() {
  const auto& exchange = *exchange_;
  if (!context_.config.on_done) return;
  const auto* route = exchange.match.route;
  context_.config.on_done(exchange.request, exchange.response,
                          Span{monotonic_us() - exchange.started_us},
                          route ? std::string_view(route->pattern) : std::string_view{});
}

// The answer is out: the turn goes back to the loop, which is told only if there is something to do
// for it.
void Connection::finish() {
  report();
  auto& exchange = *exchange_;
  if (!exchange.is_broken && exchange.response.on_stream) return open_stream();
  since_us_ = monotonic_us();
  if (exchange.is_broken || exchange.is_last || exchange.pipe) return post_return();
  auto expected = Turn::worker;
  if (!turn_.compare_exchange_strong(expected, Turn::loop)) return post_return();
  if (context_.is_stopping) {
    boost::asio::post(loop_.context(), [self = shared_from_this()] { self->stop_when_idle(); });
  }
}

void Connection::post_return() {
  boost::asio::post(loop_.context(), [self = shared_from_this()] { self->take_turn_back(); });
}

void Connection::take_turn_back() {
  turn_ = Turn::loop;
  auto& exchange = *exchange_;
  if (exchange.is_broken) return close();
  if (exchange.is_last) return linger();
  phase_ = Phase::waiting;
  exchange.pipe.reset();
  parse();
}

void Connection::open_stream() {
  const auto on_stream = std::move(exchange_->response.on_stream);
  const auto stream = std::make_shared<QueuedStream>(weak_from_this());
  ++context_.streams;
  boost::asio::post(loop_.context(),
                    [self = shared_from_this(), stream] { self->become_stream(stream); });
  on_stream(stream);  // the exchange is no longer ours
}

}  // namespace praxis::http
