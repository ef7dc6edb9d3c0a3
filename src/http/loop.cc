#include "http/loop.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "http/connection.h"
#include "http/monotonic.h"

namespace praxis::http {
namespace {
constexpr std::size_t flush_batch = 32;  // streams written before other work gets its turn
}

Loop::Loop(Span sweep_interval)
    : work_(context_.get_executor()), sweep_timer_(context_), sweep_interval_(sweep_interval) {}

Loop::~Loop() { stop(); }

void Loop::start() {
  thread_ = std::thread([this] { context_.run(); });
}

// Without connections, timers and the guard there is no work left, and run() returns.
void Loop::stop() {
  if (!thread_.joinable()) return;
  boost::asio::post(context_, [this] { close_all(); });
  thread_.join();
}

void Loop::close_all() {
  while (!connections_.empty()) {
    const auto connection = connections_.back();
    connection->abandon();
  }
  sweep_timer_.cancel();
  work_.reset();
}

void Loop::add(std::shared_ptr<Connection> connection) {
  connection->place_in_loop = connections_.size();
  connections_.push_back(std::move(connection));
  if (!is_sweeping_) arm_sweep();
}

void Loop::remove(Connection& connection) {
  const auto place = connection.place_in_loop;
  const auto kept = std::move(connections_[place]);
  connections_[place] = std::move(connections_.back());
  if (connections_[place]) {
    connections_[place]->place_in_loop = place;
  }
  connections_.pop_back();
}

void Loop::stop_connections(Stop stop) {
  // Backwards: a connection that closes puts the last one in its place.
  for (std::size_t i = connections_.size(); i-- > 0;) {
    const auto connection = connections_[i];
    stop == Stop::now ? connection->stop_now() : connection->stop_when_idle();
  }
}

void Loop::arm_sweep() {
  is_sweeping_ = true;
  sweep_timer_.expires_after(std::chrono::microseconds(sweep_interval_.us));
  sweep_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) sweep();
  });
}

void Loop::sweep() {
  const auto now = monotonic_us();
  for (std::size_t i = connections_.size(); i-- > 0;) {
    const auto connection = connections_[i];
    connection->check_deadline(now);
  }
  is_sweeping_ = false;
  if (!connections_.empty()) arm_sweep();
}

void Loop::schedule(std::shared_ptr<Connection> connection) {
  const bool must_post = ready_.with([&](Ready& ready) {
    ready.connections.push_back(std::move(connection));
    return !std::exchange(ready.is_flushing, true);
  });
  if (must_post) boost::asio::post(context_, [this] { flush_some(); });
}

void Loop::flush_some() {
  for (std::size_t i = 0; i < flush_batch && !flushing_.empty(); ++i) {
    const auto connection = std::move(flushing_.back());
    flushing_.pop_back();
    connection->flush_stream();
  }
  if (flushing_.empty()) {
    ready_.with([&](Ready& ready) {
      std::swap(ready.connections, flushing_);
      ready.is_flushing = !flushing_.empty();
    });
  }
  if (!flushing_.empty()) boost::asio::post(context_, [this] { flush_some(); });
}

}  // namespace praxis::http
