#include "http/connection.h"

#include <sys/socket.h>

#include <boost/asio/post.hpp>

#include "http/monotonic.h"
#include "http/peer.h"

namespace praxis::http {
namespace {

constexpr std::size_t body_room_min = 16 * 1024;
constexpr std::size_t body_room_max = 64 * 1024;

Error upload_error(const Refusal& refusal) {
  const auto code = refusal.status == 413 ? Code::too_large : Code::invalid_argument;
  return Error{code, std::string(refusal.reason), refusal.message};
}

}  // namespace

Connection::Connection(Context& context, Loop& loop, boost::asio::ip::tcp::socket socket)
    : context_(context), loop_(loop), socket_(std::move(socket)) {
  ++context_.connections;
}

Connection::~Connection() = default;

void Connection::start() {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  peer_ = socket_.remote_endpoint(ignored).address().to_string();
  since_us_ = monotonic_us();
  loop_.add(shared_from_this());
  context_.is_stopping ? close() : read();
}

std::size_t Connection::wanted_room() const {
  if (phase_ == Phase::head) {
    return input_.was_filled() ? context_.config.limits.header_max + 1 : input_.capacity();
  }
  if (phase_ == Phase::body || phase_ == Phase::upload) {
    return input_.capacity() >= body_room_min && input_.was_filled()
               ? body_room_max
               : std::max(input_.capacity(), body_room_min);
  }
  return InputBuffer::idle_size;
}

void Connection::read() {
  if (is_reading_ || has_eof_ || phase_ == Phase::closed) return;
  const auto room = input_.room(wanted_room());
  must(!room.empty());
  is_reading_ = true;
  socket_.async_read_some(
      boost::asio::buffer(room.data(), room.size()),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
        self->on_read(error, size);
      });
}

void Connection::on_read(const boost::system::error_code& error, std::size_t size) {
  is_reading_ = false;
  if (phase_ == Phase::closed) return;
  if (error == boost::asio::error::operation_aborted) return read();
  if (error) return on_eof();
  input_.commit(size);
  if (phase_ == Phase::streaming || phase_ == Phase::lingering) {
    input_.clear();
    return read();
  }
  if (phase_ == Phase::handling) return note_news();
  if (phase_ != Phase::head) since_us_ = monotonic_us();
  parse();
}

void Connection::on_eof() {
  has_eof_ = true;
  if (phase_ == Phase::handling) return note_news();
  if (phase_ != Phase::upload) return close();
  exchange_->pipe->fail(Error{Code::unavailable, "http.peer_gone"});
}

// Something came while a request was handled. Whoever is second of this and finish() goes on.
void Connection::note_news() {
  auto expected = Turn::worker;
  if (turn_.compare_exchange_strong(expected, Turn::worker_with_input)) return;
  if (expected == Turn::worker_with_input) return;
  phase_ = Phase::waiting;
  has_eof_ ? close() : parse();
}

// Understands what was read; leaves with a read open, the turn given away, or the connection
// ending.
void Connection::parse() {
  for (;;) {
    if (phase_ == Phase::waiting && !begin_request()) return;
    auto& parser = exchange_->parser;
    input_.consume(parser.put(input_.view()));
    if (parser.refusal()) return refuse(*parser.refusal());
    if (phase_ == Phase::head && parser.is_head_done()) {
      if (!on_head()) return;
      continue;
    }
    if (!advance()) return;
  }
}

bool Connection::begin_request() {
  // A peer may end the last body with a superfluous line (RFC 9112 §2.2).
  while (input_.view().starts_with("\r\n")) input_.consume(2);
  if (input_.is_empty()) {
    has_eof_ || context_.is_stopping ? close() : read();
    return false;
  }
  if (exchange_) {
    exchange_->renew();
  } else {
    const auto& limits = context_.config.limits;
    exchange_ = std::make_unique<Exchange>(HeadLimits{limits.header_max, limits.target_max});
  }
  exchange_->started_us = monotonic_us();
  since_us_ = exchange_->started_us;
  phase_ = Phase::head;
  is_first_ = false;
  return true;
}

// After what there was is understood: is the request whole, or must more be read? Always false:
// nothing to parse now.
bool Connection::advance() {
  auto& exchange = *exchange_;
  if (phase_ != Phase::head && exchange.parser.is_done()) {
    if (phase_ == Phase::upload) {
      exchange.pipe->finish();
    } else {
      dispatch();
    }
    return false;
  }
  if (has_eof_) {
    phase_ == Phase::upload ? on_eof() : close();
    return false;
  }
  if (phase_ == Phase::upload && exchange.pipe->is_paused()) return false;
  if (phase_ != Phase::head && input_.was_filled() && input_.capacity() >= body_room_max &&
      input_.view().size() == input_.capacity()) {
    refuse(Refusal{400, "http.malformed", "a chunk's header without end"});
    return false;
  }
  read();
  return false;
}

bool Connection::on_head() {
  auto& exchange = *exchange_;
  auto& request = exchange.request;
  exchange.is_last = !exchange.parser.keeps_alive();
  settle_peer(request, peer_, context_.config.trusted_proxies);
  settle_request_id(request);
  exchange.match = context_.router.find(request.method, request.path);
  if (exchange.match.route) return on_known_route(*exchange.match.route);
  refuse_path();
  return false;
}

bool Connection::on_known_route(const Route& route) {
  auto& parser = exchange_->parser;
  exchange_->lane = lane_of(route);
  if (route.options.body == BodyMode::streamed) {
    begin_upload(route);
    return phase_ == Phase::upload;
  }
  parser.expect_body(route.options.body_max);
  if (parser.refusal()) {
    refuse(*parser.refusal());
    return false;
  }
  phase_ = Phase::body;
  if (parser.expects_continue() && !parser.is_done() && input_.is_empty()) send_continue();
  return true;
}

Lane Connection::lane_of(const Route& route) const {
  if (route.options.body == BodyMode::streamed) return Lane::upload;
  return route.method == Method::get || route.method == Method::head ? Lane::read : Lane::write;
}

void Connection::begin_upload(const Route& route) {
  auto& exchange = *exchange_;
  const auto weak = weak_from_this();
  BodyPipe::Hooks hooks;
  if (exchange.parser.expects_continue() && input_.is_empty()) {
    hooks.on_first_read = [weak] {
      if (const auto self = weak.lock()) self->send_continue();
    };
  }
  hooks.on_drained = [weak] {
    const auto self = weak.lock();
    if (self) boost::asio::post(self->loop_.context(), [self] { self->go_on_with_upload(); });
  };
  const auto pipe = std::make_shared<BodyPipe>(std::move(hooks));
  exchange.pipe = pipe;
  exchange.request.reader = pipe.get();
  exchange.parser.expect_body(route.options.body_max,
                              [pipe](std::string_view bytes) { pipe->append(bytes); });
  if (exchange.parser.refusal()) return refuse(*exchange.parser.refusal());
  phase_ = Phase::upload;
  turn_ = Turn::worker;
  if (context_.pool.push(Lane::upload, shared_from_this())) return;
  turn_ = Turn::loop;
  exchange.pipe.reset();
  refuse(Refusal{503, "http.too_busy", "too many requests wait"});
}

void Connection::send_continue() {
  // Few enough bytes for any socket buffer; a peer that cannot take them gets its body's timeout.
  static constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
  [[maybe_unused]] const auto sent =
      ::send(fd(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void Connection::go_on_with_upload() {
  if (phase_ != Phase::upload || is_reading_) return;
  since_us_ = monotonic_us();
  parse();
}

void Connection::dispatch() {
  give_turn();
  if (exchange_->lane == Lane::read && loop_.run_read([this] { run(); })) return;
  if (context_.pool.push(exchange_->lane, shared_from_this())) return;
  auto response = context_.problem(
      {503, "http.too_busy", "too many requests wait for an answer", exchange_->request.id});
  response.set("Retry-After", "1");
  exchange_->response = std::move(response);
  prepare_answer();
  pump();
}

// From here on the exchange is the worker's. One read stays open, unless the next request is
// already here.
void Connection::give_turn() {
  phase_ = Phase::handling;
  const bool has_news = !input_.is_empty() || has_eof_;
  turn_ = has_news ? Turn::worker_with_input : Turn::worker;
  if (!has_news) read();
}

void Connection::refuse(const Refusal& refusal) {
  if (phase_ == Phase::upload) {
    // Its handler runs and hears of it; the rest of the input is worth nothing.
    exchange_->pipe->fail(upload_error(refusal));
    input_.clear();
    return;
  }
  exchange_->is_last = true;
  auto& request = exchange_->request;
  if (request.id.empty()) settle_request_id(request);
  auto response = context_.problem({refusal.status, refusal.reason, refusal.message, request.id});
  if (refusal.status == 503) response.set("Retry-After", "1");
  answer_here(std::move(response));
}

void Connection::refuse_path() {
  auto& exchange = *exchange_;
  if (!exchange.parser.is_done()) exchange.is_last = true;
  const auto& allowed = exchange.match.allowed;
  if (allowed.empty()) {
    return answer_here(context_.problem(
        {404, "http.no_such_path", "there is nothing at this path", exchange.request.id}));
  }
  auto response = context_.problem(
      {405, "http.method_not_allowed", "the path has other methods", exchange.request.id});
  std::string list;
  for (const Method method : allowed) {
    if (!list.empty()) list += ", ";
    list += name(method);
  }
  response.set("Allow", std::move(list));
  answer_here(std::move(response));
}

// Answers without a handler, on the loop's thread.
void Connection::answer_here(Response response) {
  exchange_->response = std::move(response);
  give_turn();
  prepare_answer();
  pump();
}

}  // namespace praxis::http
