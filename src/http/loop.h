// One I/O thread: its Asio context, the connections that live on it, a sweep that ends what waits
// too long, and the streams that have something to write, taken in small batches so that requests
// get their turn in between. Everything but post() and schedule() belongs to the loop's thread.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "base/synchronized.h"
#include "base/time.h"

namespace praxis::http {

class Connection;

enum class Stop { when_idle, now };  // now: whatever is still under way is cut

class Loop {
 public:
  explicit Loop(Span sweep_interval);
  ~Loop();

  boost::asio::io_context& context() { return context_; }
  void start();
  void stop();  // from outside, when no worker runs any more; closes what is left and joins

  void add(std::shared_ptr<Connection> connection);
  void remove(Connection& connection);
  void stop_connections(Stop stop);

  // Thread-safe: calls the connection's flush_stream() soon.
  void schedule(std::shared_ptr<Connection> connection);

 private:
  void arm_sweep();
  void sweep();
  void flush_some();
  void close_all();

  boost::asio::io_context context_{};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer sweep_timer_;
  Span sweep_interval_;
  bool is_sweeping_ = false;
  std::vector<std::shared_ptr<Connection>> connections_{};
  struct Ready {
    std::vector<std::shared_ptr<Connection>> connections{};
    bool is_flushing = false;  // flush_some() is posted
  };
  Synchronized<Ready> ready_{};
  std::vector<std::shared_ptr<Connection>> flushing_{};
  std::thread thread_{};
};

}  // namespace praxis::http
