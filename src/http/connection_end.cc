// How a connection ends, and its life as an event stream.
#include <sys/socket.h>
#include <sys/uio.h>

#include <boost/asio/post.hpp>
#include <cerrno>

#include "http/connection.h"
#include "http/monotonic.h"

namespace praxis::http {
namespace {

constexpr std::size_t blocks_max = 64;  // written at once
constexpr Span linger_timeout = seconds(2);

const QueuedStream::Block& heartbeat_block() {
  static const auto block = std::make_shared<const std::string>(": \n\n");
  return block;
}

}  // namespace

void Connection::become_stream(std::shared_ptr<QueuedStream> stream) {
  turn_ = Turn::loop;
  phase_ = Phase::streaming;
  stream_ = std::move(stream);
  since_us_ = monotonic_us();
  exchange_.reset();
  if (has_eof_) return close();
  input_.clear();
  read();
  if (context_.is_stopping) stream_->close();
  flush_stream();
}

void Connection::stream_is_ready() { loop_.schedule(shared_from_this()); }

void Connection::flush_stream() {
  if (phase_ != Phase::streaming) return;
  if (is_write_blocked_) {
    if (!stream_->is_open()) close();
    return;
  }
  for (;;) {
    if (writing_.empty()) {
      writing_ = stream_->take(blocks_max);
      written_ = 0;
    }
    if (writing_.empty()) break;
    if (!write_blocks()) return;
  }
  if (!stream_->is_open()) close();
}

// False: the peer takes no more for now, or is gone.
bool Connection::write_blocks() {
  std::array<iovec, blocks_max> parts;
  std::size_t count = 0;
  std::size_t skip = written_;
  for (const auto& block : writing_) {
    if (block->size() > skip)
      parts[count++] = {const_cast<char*>(block->data() + skip), block->size() - skip};
    skip = 0;
  }
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = count;
  const auto size = count == 0 ? 0 : ::sendmsg(fd(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (size >= 0) {
    since_us_ = monotonic_us();
    consume_written(static_cast<std::size_t>(size));
    return true;
  }
  if (errno == EINTR) return true;
  if (errno != EAGAIN && errno != EWOULDBLOCK) {
    close();
    return false;
  }
  is_write_blocked_ = true;
  socket_.async_wait(boost::asio::ip::tcp::socket::wait_write,
                     [self = shared_from_this()](const boost::system::error_code& error) {
                       self->is_write_blocked_ = false;
                       if (!error) self->flush_stream();
                     });
  return false;
}

void Connection::consume_written(std::size_t size) {
  written_ += size;
  std::size_t done = 0;
  while (done < writing_.size() && written_ >= writing_[done]->size())
    written_ -= writing_[done++]->size();
  writing_.erase(writing_.begin(), writing_.begin() + static_cast<std::ptrdiff_t>(done));
}

// Says that no more will come and reads what the peer still sends, for a while: closing with unread
// input would reset the connection, and the peer would lose the answer (RFC 9112 §9.6).
void Connection::linger() {
  if (has_eof_) return close();
  phase_ = Phase::lingering;
  ::shutdown(fd(), SHUT_WR);
  exchange_.reset();
  input_.clear();
  since_us_ = monotonic_us();
  read();
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  const auto self = shared_from_this();
  phase_ = Phase::closed;
  if (stream_) {
    stream_->cut();
    stream_.reset();
    --context_.streams;
  }
  boost::system::error_code ignored;
  socket_.close(ignored);
  exchange_.reset();
  loop_.remove(*this);
  if (--context_.connections == 0 && context_.is_stopping) context_.drained.give();
}

void Connection::stop_when_idle() {
  if (phase_ == Phase::closed || is_busy()) return;
  if (phase_ == Phase::streaming) return stream_->close();
  if (phase_ != Phase::lingering) close();
}

// Everything that may keep a worker or a peer waiting is cut; the turn then comes back and the
// connection closes.
void Connection::stop_now() {
  if (phase_ == Phase::closed) return;
  if (!is_busy()) return close();
  ::shutdown(fd(), SHUT_RDWR);
  if (phase_ == Phase::upload) exchange_->pipe->fail(Error{Code::unavailable, "http.stopping"});
}

void Connection::abandon() {
  turn_ = Turn::loop;
  close();
}

void Connection::check_deadline(std::int64_t now_us) {
  const auto& limits = context_.config.limits;
  const auto waited = Span{now_us - since_us_.load()};
  const bool is_idle = phase_ == Phase::waiting || (phase_ == Phase::handling && !is_busy());
  if (is_idle) {
    if (waited > (is_first_ ? limits.header_timeout : limits.idle_timeout)) close();
  } else if (phase_ == Phase::head && waited > limits.header_timeout) {
    refuse(Refusal{408, "http.too_slow", "the request's headers did not arrive in time"});
  } else if (phase_ == Phase::body && waited > limits.body_timeout) {
    refuse(Refusal{408, "http.too_slow", "the request's body did not arrive in time"});
  } else if (phase_ == Phase::upload && is_reading_ && waited > limits.body_timeout) {
    exchange_->pipe->fail(Error{Code::unavailable, "http.peer_stalled"});
  } else if (phase_ == Phase::lingering && waited > linger_timeout) {
    close();
  } else if (is_write_blocked_ && waited > limits.body_timeout) {
    phase_ == Phase::streaming ? close() : stop_now();
  } else if (phase_ == Phase::streaming && waited > limits.heartbeat) {
    stream_->send(heartbeat_block());
  }
}

}  // namespace praxis::http
