// One I/O loop: its Asio context, the connections that live on it, a sweep that ends what waits too
// long, and the streams that have something to write, taken in small batches so that requests get
// their turn in between. Everything but schedule() and check_read() belongs to the loop's thread:
// that is whichever of its two threads leads. The leader may run a read itself; if that takes long,
// check_read() lets the other thread lead, and the first becomes the spare one when it is done.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "base/function_ref.h"
#include "base/synchronized.h"
#include "base/time.h"
#include "http/wakeup.h"

namespace praxis::http {

class Connection;
class ReadWatch;

enum class Stop { when_idle, now };  // now: whatever is still under way is cut

class Loop {
 public:
  // `watch` is null if all reads are for workers.
  Loop(Span sweep_interval, ReadWatch* watch);
  ~Loop();

  boost::asio::io_context& context() { return context_; }
  void start();
  void stop();  // from outside, when no worker runs any more; closes what is left and joins

  void add(std::shared_ptr<Connection> connection);
  void remove(Connection& connection);
  void stop_connections(Stop stop);

  // Runs `read` here and now, if it may; false: it is for a worker.
  bool run_read(FunctionRef<void()> read);
  bool has_read() const { return read_since_us_ > 0; }
  // By the watch: lets the other thread lead if a read holds the loop up. Whether there was a read
  // lately.
  bool check_read();

  // Thread-safe: calls the connection's flush_stream() soon.
  void schedule(std::shared_ptr<Connection> connection);

 private:
  void arm_sweep();
  void sweep();
  void flush_some();
  void close_all();

  // One of the two threads. `is_retired`: it has lost the lead while it ran a read.
  struct Seat {
    Wakeup wake{};
    std::thread thread{};
    bool is_retired = false;
  };
  void take_part(Seat& seat);

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
  static constexpr std::int64_t no_read = 0;
  static constexpr std::int64_t read_without_lead = -1;
  ReadWatch* watch_;
  std::atomic<std::int64_t> read_since_us_{no_read};
  std::atomic<std::uint32_t> reads_{0};
  std::uint32_t reads_seen_ = 0;  // by the watch
  std::atomic<bool> has_spare_{true};
  std::atomic<bool> is_over_{false};
  std::array<Seat, 2> seats_{};
  std::atomic<Seat*> leader_{&seats_[0]};
};

}  // namespace praxis::http
