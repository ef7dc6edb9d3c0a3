#include "main/wiring.h"

#include <filesystem>

#include "api/error_response.h"
#include "api/event_streams.h"
#include "api/metrics.h"
#include "identity/scope_maker.h"
#include "identity/sign_in.h"
#include "jobs/clock_watch.h"
#include "jobs/event_sequencer.h"
#include "jobs/housekeeping.h"
#include "jobs/lifecycle_timer.h"
#include "main/embedded_packs.h"
#include "usecases/tenant.h"

namespace praxis::main {
Result<std::unique_ptr<db::Database>> open_database(const Config& config) {
  if (!config.postgres.empty())
    return db::open_postgres({.connection = config.postgres, .schema = config.schema});
  std::error_code error;
  std::filesystem::create_directories(config.data, error);
  if (error) return fail(Code::unavailable, "data.folder", config.data + ": " + error.message());
  return db::open_sqlite({.path = config.data + "/praxis.db", .cache_kb = config.cache_kb});
}

Result<std::unique_ptr<Tenant>> Tenant::open(const Config& config, const TimeSource& time,
                                             Progress progress) {
  return open(config, shipped_packs(), time, progress);
}

Result<std::unique_ptr<Tenant>> Tenant::open(const Config& config,
                                             const std::vector<pack::PackSource>& packs,
                                             const TimeSource& time, Progress progress) {
  auto tenant = std::make_unique<Tenant>();
  tenant->database_ = TRY(open_database(config));
  auto model = TRY(usecases::open_tenant(*tenant->database_, packs, time.now(), progress));
  tenant->models_ = std::make_unique<usecases::Models>(std::move(model));
  tenant->application_ = std::make_unique<usecases::Application>(
      usecases::Application{*tenant->database_, *tenant->models_, time});
  if (config.postgres.empty())
    tenant->contents_ = TRY(db::open_sqlite(
        {.path = config.data + "/attachments.db", .readers_max = 2, .cache_kb = 512}));
  tenant->application_->contents =
      tenant->contents_ ? tenant->contents_.get() : tenant->database_.get();
  TRY(usecases::prepare_contents(*tenant->application_->contents, progress));
  return tenant;
}

struct Program::Parts {
  Parts(const Config& config, Tenant& open_tenant, const TimeSource& time)
      : tenant(open_tenant),
        sign_in(tenant.database(), tenant.hasher(), {}),
        runner(time),
        services{.application = tenant.application(),
                 .scopes = scopes,
                 .sign_in = sign_in,
                 .hasher = tenant.hasher(),
                 .cookies = config.is_plain_http ? api::CookieMode::plain : api::CookieMode::secure,
                 .version = PRAXIS_VERSION,
                 .events = &events,
                 .metrics = &metrics},
        events(tenant.application(), scopes, services.session_limits) {}

  Tenant& tenant;
  identity::ScopeCache scopes;
  identity::SignIn sign_in;
  jobs::Runner runner;
  api::Services services;
  api::EventStreams events;
  api::Metrics metrics;
  std::unique_ptr<http::Server> server;
};

Program::Program(const Config& config, Tenant& tenant, const TimeSource& time)
    : parts_(std::make_unique<Parts>(config, tenant, time)) {
  auto& parts = *parts_;
  parts.tenant.application().signals = &parts.runner;
  parts.runner.add(jobs::lifecycle_timer(parts.tenant.application()));
  parts.runner.add(jobs::clock_watch(parts.tenant.application()));
  parts.runner.add(jobs::housekeeping(parts.tenant.application()));
  parts.runner.add(jobs::event_sequencer(parts.tenant.application(), parts.events));
  http::Config server{.address = config.address,
                      .port = config.port,
                      .workers = config.workers,
                      .trusted_proxies = config.trusted_proxies};
  server.problem = api::server_problem;
  server.on_done = [&metrics = parts.metrics](const http::Request& request,
                                              const http::Response& response, Span took,
                                              std::string_view pattern) {
    metrics.note(request, response, took, pattern);
  };
  parts.server =
      std::make_unique<http::Server>(std::move(server), http::Router(api::routes(parts.services)));
}

Program::~Program() = default;

Status Program::start() { return start(Jobs::on_their_thread); }

Status Program::start(Jobs jobs) {
  TRY(parts_->server->start());
  if (jobs == Jobs::on_their_thread) parts_->runner.start();
  return {};
}

void Program::stop() {
  parts_->server->stop();
  parts_->runner.stop();
}

std::uint16_t Program::port() const { return parts_->server->port(); }
jobs::Runner& Program::runner() { return parts_->runner; }

}  // namespace praxis::main
