#include "http/loop.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "http/connection.h"
#include "http/monotonic.h"
#include "http/read_watch.h"

namespace praxis::http {
namespace {
constexpr std::size_t flush_batch = 32;  // streams written before other work gets its turn
}

Loop::Loop(Span sweep_interval, ReadWatch* watch)
    : work_(context_.get_executor()),
      sweep_timer_(context_),
      sweep_interval_(sweep_interval),
      watch_(watch) {}

Loop::~Loop() { stop(); }

void Loop::start() {
  for (auto& seat : seats_) {
    seat.thread = std::thread([this, &seat] { take_part(seat); });
    if (!watch_) break;
  }
  seats_[0].wake.give();
}

void Loop::take_part(Seat& seat) {
  for (;;) {
    seat.wake.wait();
    if (is_over_) return;
    leader_ = &seat;
    while (!seat.is_retired) {
      if (context_.run_one() > 0) continue;
      is_over_ = true;
      for (auto& other : seats_) other.wake.give();
      return;
    }
    seat.is_retired = false;
  }
}

bool Loop::run_read(FunctionRef<void()> read) {
  if (!watch_ || !has_spare_) return false;
  Seat& seat = *leader_;
  auto since = monotonic_us();
  read_since_us_ = since;
  reads_.fetch_add(1, std::memory_order_relaxed);
  watch_->notice();
  read();
  if (read_since_us_.compare_exchange_strong(since, no_read)) return true;
  seat.is_retired = true;  // the other thread leads by now
  read_since_us_ = no_read;
  has_spare_ = true;
  return true;
}

bool Loop::check_read() {
  const auto reads = reads_.load(std::memory_order_relaxed);
  const bool was_active = reads != std::exchange(reads_seen_, reads);
  auto since = read_since_us_.load();
  if (since <= no_read) return was_active || since == read_without_lead;
  if (monotonic_us() - since < read_held_max.us) return true;
  has_spare_ = false;
  Seat& spare = leader_ == &seats_[0] ? seats_[1] : seats_[0];
  if (read_since_us_.compare_exchange_strong(since, read_without_lead)) {
    spare.wake.give();
  } else {
    has_spare_ = true;  // it has ended in this moment
  }
  return true;
}

// Without connections, timers and the guard there is no work left, and run_one() returns 0.
void Loop::stop() {
  if (!seats_[0].thread.joinable()) return;
  boost::asio::post(context_, [this] { close_all(); });
  for (auto& seat : seats_) {
    if (seat.thread.joinable()) seat.thread.join();
  }
}

void Loop::close_all() {
  if (read_since_us_ == read_without_lead) {
    // The other thread still runs a read for one of the connections.
    sweep_timer_.expires_after(std::chrono::milliseconds(5));
    return sweep_timer_.async_wait([this](const boost::system::error_code&) { close_all(); });
  }
  while (!connections_.empty()) {
    const auto connection = connections_.back();
    connection->abandon();
  }
  is_sweeping_ = false;
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
    if (!error && is_sweeping_) sweep();
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
