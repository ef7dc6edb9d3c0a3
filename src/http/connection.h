// One HTTP/1.1 connection: reads a request within limits, has it handled, writes the answer, begins
// anew; one request at a time, in the order they came. It never blocks: whoever holds the *turn*
// owns the exchange. The loop's thread has it while it reads; run() on a worker has it from
// dispatch until the answer is out, and sends that itself, so that a request costs one hand-over
// between threads, not two. Meanwhile the loop keeps one read open, to see what comes next and
// whether the peer went away. Everything but run() and stream_is_ready() is for the loop's thread.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/context.h"
#include "http/event_stream.h"
#include "http/exchange.h"
#include "http/input_buffer.h"
#include "http/loop.h"

namespace praxis::http {

class Connection final : public Job,
                         public QueuedStream::Outlet,
                         public std::enable_shared_from_this<Connection> {
 public:
  Connection(Context& context, Loop& loop, boost::asio::ip::tcp::socket socket);
  ~Connection() override;

  void start();
  void check_deadline(std::int64_t now_us);
  void stop_when_idle();
  void stop_now();
  void abandon();  // no worker runs any more
  void flush_stream();

  void run() override;              // a worker, at its turn
  void stream_is_ready() override;  // any thread

  std::size_t place_in_loop = 0;

 private:
  enum class Phase { waiting, head, body, upload, handling, streaming, lingering, closed };
  // Who owns the exchange; worker_with_input: the loop has news for when the turn comes back.
  enum class Turn { loop, worker, worker_with_input };

  // connection.cc: reading.
  void read();
  std::size_t wanted_room() const;
  void on_read(const boost::system::error_code& error, std::size_t size);
  void on_eof();
  void note_news();
  void parse();
  bool begin_request();
  bool advance();
  bool on_head();
  bool on_known_route(const Route& route);
  void begin_upload(const Route& route);
  void send_continue();
  void go_on_with_upload();
  void dispatch();
  void give_turn();
  void refuse(const Refusal& refusal);
  void refuse_path();
  void answer_here(Response response);

  // connection_answer.cc: answering, by whoever has the turn.
  void handle();
  void prepare_answer();
  void pump();
  void on_blocked();
  void on_writable();
  void finish();
  void report();
  void open_stream();
  void post_return();
  void take_turn_back();

  // connection_end.cc: streams and endings.
  void become_stream(std::shared_ptr<QueuedStream> stream);
  bool write_blocks();
  void consume_written(std::size_t size);
  void linger();
  void close();

  Lane lane_of(const Route& route) const;
  bool is_busy() const { return turn_.load() != Turn::loop; }
  int fd() { return socket_.native_handle(); }

  Context& context_;
  Loop& loop_;
  boost::asio::ip::tcp::socket socket_;
  std::string peer_{};
  InputBuffer input_{};
  std::unique_ptr<Exchange> exchange_{};
  Phase phase_ = Phase::waiting;
  std::atomic<Turn> turn_{Turn::loop};
  std::atomic<std::int64_t> since_us_{
      0};  // the last sign of life that the phase's timeout counts from
  bool is_reading_ = false;
  bool is_write_blocked_ = false;
  bool is_first_ = true;  // no request yet
  bool has_eof_ = false;
  std::shared_ptr<QueuedStream> stream_{};
  std::vector<QueuedStream::Block> writing_{};
  std::size_t written_ = 0;  // of writing_'s first block
};

}  // namespace praxis::http
