#include "http/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include "base/json.h"
#include "base/log.h"
#include "http/connection.h"
#include "http/context.h"
#include "http/loop.h"
#include "http/read_watch.h"
#include "http/response_head.h"

namespace praxis::http {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

constexpr int backlog = 4096;
constexpr int io_threads_max = 8;
constexpr Span accept_pause = {100'000};  // after a failed accept (no descriptors left)

Response default_problem(const Trouble& trouble) {
  Response response;
  response.status = trouble.status;
  response.content_type = "application/problem+json";
  JsonWriter writer(response.body);
  writer.begin_object().key("status").integer(trouble.status);
  writer.key("title").text(phrase(trouble.status)).key("reason").text(trouble.reason);
  writer.key("detail").text(trouble.message);
  if (!trouble.request_id.empty()) writer.key("request_id").text(trouble.request_id);
  writer.end_object();
  return response;
}

// Often enough for the shortest timeout, once a second at most.
Span sweep_interval(const Limits& limits) {
  const auto shortest =
      std::min({limits.header_timeout, limits.body_timeout, limits.idle_timeout, limits.heartbeat});
  return Span{std::clamp<std::int64_t>(shortest.us / 4, 5'000, 1'000'000)};
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) log::warning("http.descriptor_limit_not_raised");
}

// Fills in what depends on the machine.
Config settled(Config config) {
  const int cores = std::max(static_cast<int>(std::thread::hardware_concurrency()), 1);
  if (config.io_threads <= 0) config.io_threads = std::min(cores, io_threads_max);
  if (config.running_reads_max <= 0) config.running_reads_max = 2 * cores;
  config.workers = std::max(config.workers, 1);
  return config;
}

// Each loop may run one read itself, if that leaves one for the workers.
bool loops_run_reads(const Config& config) { return config.running_reads_max > config.io_threads; }

PoolSizes sizes_for(const Config& config) {
  const int reads = loops_run_reads(config) ? config.running_reads_max - config.io_threads
                                            : config.running_reads_max;
  return pool_sizes(static_cast<std::size_t>(config.workers), static_cast<std::size_t>(reads),
                    config.limits.queue_max);
}

}  // namespace

Response Context::problem(const Trouble& trouble) const {
  return config.problem ? config.problem(trouble) : default_problem(trouble);
}

struct Server::Core {
  Core(Config config, Router router)
      : context{config, std::move(router), WorkerPool(sizes_for(config))} {}

  Status open();
  void accept();
  void on_accept(const boost::system::error_code& error, tcp::socket socket);
  void turn_away(tcp::socket socket);

  Context context;
  std::vector<std::unique_ptr<Loop>> loops{};
  ReadWatch watch{};
  std::unique_ptr<tcp::acceptor> acceptor{};
  std::unique_ptr<asio::steady_timer> pause{};
  std::size_t next_loop = 0;
  std::uint16_t port = 0;
  bool is_running = false;
};

Status Server::Core::open() {
  const auto& config = context.config;
  boost::system::error_code error;
  const auto address = asio::ip::make_address(config.address, error);
  if (error) return fail(Code::invalid_argument, "http.address", config.address);
  const tcp::endpoint endpoint(address, config.port);
  acceptor = std::make_unique<tcp::acceptor>(loops.front()->context());
  pause = std::make_unique<asio::steady_timer>(loops.front()->context());
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(backlog, error);
  if (error) return fail(Code::unavailable, "http.port", error.message());
  port = acceptor->local_endpoint(error).port();
  return {};
}

void Server::Core::accept() {
  auto& loop = *loops[next_loop];
  acceptor->async_accept(loop.context(),
                         [this](const boost::system::error_code& error, tcp::socket socket) {
                           on_accept(error, std::move(socket));
                         });
}

void Server::Core::on_accept(const boost::system::error_code& error, tcp::socket socket) {
  if (context.is_stopping || error == asio::error::operation_aborted) return;
  if (error) {
    log::warning("http.accept_failed", {{"error", error.message()}});
    pause->expires_after(std::chrono::microseconds(accept_pause.us));
    pause->async_wait([this](const boost::system::error_code& stopped) {
      if (!stopped) accept();
    });
    return;
  }
  if (context.connections >= context.config.limits.connections_max) {
    turn_away(std::move(socket));
  } else {
    auto& loop = *loops[next_loop];
    const auto connection = std::make_shared<Connection>(context, loop, std::move(socket));
    asio::dispatch(loop.context(), [connection] { connection->start(); });
  }
  next_loop = (next_loop + 1) % loops.size();
  accept();
}

void Server::Core::turn_away(tcp::socket socket) {
  auto response =
      context.problem({503, "http.too_many_connections", "too many connections are open"});
  response.set("Retry-After", "1");
  HeadShape shape;
  shape.closes = true;
  shape.length = response.body.size();
  const auto bytes = response_head(response, shape) + response.body;
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(bytes), ignored);
}

Server::Server(Config config, Router router)
    : core_(std::make_unique<Core>(settled(std::move(config)), std::move(router))) {}

Server::~Server() { stop(); }

Status Server::start() {
  raise_descriptor_limit();
  const auto& config = core_->context.config;
  ReadWatch* const watch = loops_run_reads(config) ? &core_->watch : nullptr;
  for (int i = 0; i < config.io_threads; ++i) {
    core_->loops.push_back(std::make_unique<Loop>(sweep_interval(config.limits), watch));
  }
  TRY(core_->open());
  core_->is_running = true;
  core_->accept();
  for (auto& loop : core_->loops) loop->start();
  if (watch) watch->start(core_->loops);
  return {};
}

void Server::stop() {
  if (!std::exchange(core_->is_running, false)) return;
  auto& context = core_->context;
  context.is_stopping = true;
  asio::post(core_->loops.front()->context(), [core = core_.get()] {
    boost::system::error_code ignored;
    core->acceptor->close(ignored);
    core->pause->cancel();
  });
  for (auto& loop : core_->loops) {
    asio::post(loop->context(), [at = loop.get()] { at->stop_connections(Stop::when_idle); });
  }
  const auto is_drained = [&] { return context.connections == 0; };
  if (!is_drained()) context.drained.wait_for(context.config.limits.stop_timeout);
  if (!is_drained()) {
    for (auto& loop : core_->loops) {
      asio::post(loop->context(), [at = loop.get()] { at->stop_connections(Stop::now); });
    }
  }
  context.pool.stop();
  core_->watch.stop();
  for (auto& loop : core_->loops) loop->stop();
}

std::uint16_t Server::port() const { return core_->port; }
std::size_t Server::open_connections() const { return core_->context.connections; }
std::size_t Server::open_streams() const { return core_->context.streams; }

}  // namespace praxis::http
