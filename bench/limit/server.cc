#include "limit/server.h"

#include <fmt/format.h>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/parse.hpp>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "limit/reader.h"
#include "limit/seed.h"

namespace limit {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using Failure = boost::system::error_code;

std::int64_t now_us() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

struct IoThread {
  explicit IoThread(const std::string& file)
      : reader(file), random(static_cast<std::uint64_t>(now_us())) {}
  asio::io_context context{1};
  Reader reader;
  Random random;
};

std::string_view parameter(std::string_view target, std::string_view name) {
  const auto at = target.find(fmt::format("{}=", name));
  if (at == target.npos) return {};
  const auto rest = target.substr(at + name.size() + 1);
  return rest.substr(0, rest.find('&'));
}

std::string text_of(const boost::json::object& object, const char* name, std::string otherwise) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::move(otherwise);
}

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, IoThread& thread, Writer& writer)
      : socket_(std::move(socket)), thread_(thread), writer_(writer) {}

  void read() {
    request_ = {};
    http::async_read(socket_, buffer_, request_,
                     [self = shared_from_this()](Failure error, std::size_t) {
                       if (!error) self->handle();
                     });
  }

 private:
  void handle() {
    const auto raw = request_.target();
    const std::string_view target(raw.data(), raw.size());
    std::string body;
    if (target.starts_with("/read/")) {
      const bool is_there = thread_.reader.read(bytes_of(target.substr(6)), body);
      answer(is_there ? http::status::ok : http::status::not_found, std::move(body));
    } else if (target.starts_with("/list")) {
      thread_.reader.list(bytes_of(parameter(target, "group")), body);
      answer(http::status::ok, std::move(body));
    } else if (target.starts_with("/search")) {
      thread_.reader.search(parameter(target, "q"), body);
      answer(http::status::ok, std::move(body));
    } else if (target == "/create") {
      create();
    } else if (target.starts_with("/transition/")) {
      move(bytes_of(target.substr(12)));
    } else if (target.starts_with("/sample")) {
      std::int64_t count = 1000;
      const auto text = parameter(target, "n");
      std::from_chars(text.data(), text.data() + text.size(), count);
      thread_.reader.sample(count, body);
      answer(http::status::ok, std::move(body));
    } else {
      answer(http::status::not_found, "{}");
    }
  }

  void create() {
    boost::system::error_code error;
    const auto json = boost::json::parse(request_.body(), error);
    if (error || !json.is_object()) return answer(http::status::bad_request, "{}");
    const auto& object = json.get_object();
    auto record = std::make_shared<NewRecord>();
    record->title = text_of(object, "title", "untitled");
    record->description = text_of(object, "description", "");
    record->impact = text_of(object, "impact", "low");
    record->urgency = text_of(object, "urgency", "low");
    record->group = bytes_of(
        text_of(object, "group", hex(reference("group", thread_.random.skewed(seed_groups)))));
    record->requester = reference("person", thread_.random.below(seed_people));
    record->assignee = reference("person", thread_.random.below(300));
    record->organization = reference("organization", thread_.random.skewed(seed_organizations));
    record->created_at = now_us();
    record->id = new_id(record->created_at, thread_.random.next());
    const auto write = [record](RecordWriter& writer, std::int64_t row) {
      record->row = row;
      writer.create(*record);
      return true;
    };
    writer_.push({write, [self = shared_from_this(), record](bool) {
                    auto body = fmt::format("{{\"id\":\"{}\",\"number\":\"INC-{}\"}}",
                                            hex(record->id), record->row);
                    self->answer_later(http::status::created, std::move(body));
                  }});
  }

  void move(std::string id) {
    const auto write = [id](RecordWriter& writer, std::int64_t) {
      return writer.move(id, "in_progress", "open", now_us());
    };
    writer_.push({write, [self = shared_from_this()](bool is_there) {
                    self->answer_later(is_there ? http::status::ok : http::status::not_found,
                                       "{\"state\":\"in_progress\"}");
                  }});
  }

  void answer_later(http::status status, std::string body) {
    asio::post(thread_.context,
               [self = shared_from_this(), status, body = std::move(body)]() mutable {
                 self->answer(status, std::move(body));
               });
  }

  void answer(http::status status, std::string body) {
    response_.emplace(status, request_.version());
    response_->set(http::field::content_type, "application/json");
    response_->keep_alive(request_.keep_alive());
    response_->body() = std::move(body);
    response_->prepare_payload();
    http::async_write(socket_, *response_, [self = shared_from_this()](Failure error, std::size_t) {
      if (!error && self->response_->keep_alive()) self->read();
    });
  }

  tcp::socket socket_;
  IoThread& thread_;
  Writer& writer_;
  boost::beast::flat_static_buffer<16 * 1024> buffer_{};
  http::request<http::string_body> request_{};
  std::optional<http::response<http::string_body>> response_{};
};

class Listener {
 public:
  Listener(std::vector<std::unique_ptr<IoThread>>& threads, Writer& writer, std::uint16_t port)
      : threads_(threads),
        writer_(writer),
        acceptor_(threads.front()->context, tcp::endpoint(asio::ip::address_v4::loopback(), port)) {
    accept();
  }

 private:
  void accept() {
    auto& thread = *threads_[next_++ % threads_.size()];
    acceptor_.async_accept(thread.context, [this, &thread](Failure error, tcp::socket socket) {
      if (!error) {
        socket.set_option(tcp::no_delay(true), error);
        auto session = std::make_shared<Session>(std::move(socket), thread, writer_);
        asio::post(thread.context, [session] { session->read(); });
      }
      accept();
    });
  }

  std::vector<std::unique_ptr<IoThread>>& threads_;
  Writer& writer_;
  tcp::acceptor acceptor_;
  std::size_t next_ = 0;
};

}  // namespace

void serve(const std::string& file, Writer& writer, const ServerOptions& options) {
  std::vector<std::unique_ptr<IoThread>> threads;
  for (int i = 0; i < options.threads; ++i) threads.push_back(std::make_unique<IoThread>(file));
  const Listener listener(threads, writer, options.port);
  asio::signal_set signals(threads.front()->context, SIGINT, SIGTERM);
  signals.async_wait([&](Failure, int) {
    for (auto& thread : threads) thread->context.stop();
  });
  fmt::print("ready on 127.0.0.1:{}\n", options.port);
  std::fflush(stdout);
  std::vector<std::thread> running;
  for (auto& thread : threads) {
    running.emplace_back([&context = thread->context] {
      const auto guard = asio::make_work_guard(context);
      context.run();
    });
  }
  for (auto& thread : running) thread.join();
}

}  // namespace limit
