#include "api/system_handlers.h"

#include <fmt/format.h>

#include <fstream>

#include "api/etag.h"
#include "api/event_streams.h"
#include "api/metrics.h"
#include "api/openapi.h"
#include "api/query.h"
#include "api/respond.h"

namespace praxis::api {
namespace {

constexpr std::string_view page = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Praxis</title>
<style>
body {{
  font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem;
}}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; }}
dt {{ color: #555; }} dd {{ margin: 0; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #16181c; color: #e8e8e8; }} dt {{ color: #aaa; }} a {{ color: #8ab4f8; }}
}}
</style>
</head>
<body>
<main>
<h1>Praxis is running</h1>
<p>A service management server. This page is for people who look after it.</p>
<dl>
<dt>Version</dt><dd>{version}</dd>
<dt>Database</dt><dd>{database}</dd>
<dt>Record types</dt><dd>{types} in {packs} packs, generation {generation}</dd>
</dl>
<ul>
<li><a href="/api/v1/openapi.json">The API's document</a> (OpenAPI 3.1)</li>
<li><a href="/healthz">Health</a>, <a href="/readyz">readiness</a>, <a href="/metrics">metrics</a></li>
</ul>
</main>
</body>
</html>
)";

std::string_view engine_name(db::Engine engine) {
  return engine == db::Engine::sqlite ? "SQLite, embedded" : "PostgreSQL";
}

http::Response plain_text(int status, std::string text) {
  http::Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.set("Cache-Control", "no-store");
  response.body = std::move(text);
  return response;
}

// Pages of resident memory, from the kernel; 0 where it does not say.
std::int64_t resident_bytes() {
  constexpr std::int64_t page_bytes = 4096;
  std::ifstream statm("/proc/self/statm");
  std::int64_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * page_bytes;
}

void append_gauge(std::string& out, std::string_view name, std::string_view help, double value) {
  out += fmt::format("# HELP {} {}\n# TYPE {} gauge\n{} {}\n", name, help, name, name, value);
}

void append_database_figures(std::string& out, const db::Database& database) {
  for (const auto& [name, value] : database.figures()) {
    const auto kind = std::string_view(name).ends_with("_total") ? "counter" : "gauge";
    out += fmt::format("# TYPE praxis_db_{} {}\npraxis_db_{} {}\n", name, kind, name, value);
  }
}

}  // namespace

Answer home_page(Call& call) {
  const auto& application = call.services.application;
  const auto current = application.models.current();
  std::size_t types = 0;
  for (const auto& type : current.model->packs().types()) types += type->is_abstract ? 0 : 1;
  http::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.set("Cache-Control", "no-cache");
  response.set("Content-Security-Policy",
               "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action "
               "'none'; frame-ancestors 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.body = fmt::format(fmt::runtime(page), fmt::arg("version", call.services.version),
                              fmt::arg("database", engine_name(application.database.engine())),
                              fmt::arg("types", types),
                              fmt::arg("packs", current.model->packs().packs().size()),
                              fmt::arg("generation", current.model->generation()));
  return response;
}

Answer health(Call&) { return plain_text(200, "ok\n"); }

Answer readiness(Call& call) {
  auto& application = call.services.application;
  if (!application.database.is_writable())
    return plain_text(503, "the database cannot be written\n");
  if (!application.models.current().model) return plain_text(503, "no packs are loaded\n");
  const auto answers = application.database.read([](db::Transaction& tx) -> Status {
    TRY(record::read_tenant_state(tx));
    return {};
  });
  if (!answers) return plain_text(503, "the database does not answer\n");
  return plain_text(200, "ready\n");
}

Answer metrics_text(Call& call) {
  const auto& services = call.services;
  std::string out = services.metrics ? services.metrics->text() : std::string();
  out += fmt::format("# TYPE praxis_build_info gauge\npraxis_build_info{{{}}} 1\n",
                     metric_label("version", services.version));
  append_database_figures(out, services.application.database);
  append_gauge(out, "praxis_db_writable", "1 while the database takes writes.",
               services.application.database.is_writable() ? 1 : 0);
  const auto streams = services.events ? services.events->count() : 0;
  append_gauge(out, "praxis_event_streams", "Open event streams.", static_cast<double>(streams));
  append_gauge(out, "process_resident_memory_bytes", "Resident memory.",
               static_cast<double>(resident_bytes()));
  http::Response response = plain_text(200, std::move(out));
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

Answer openapi_document(Call& call) {
  TRY(Query(call.request).only({"language"}));
  const auto current = call.services.application.models.current();
  auto body = openapi(current.model->packs(), call.services.version, call.language);
  auto etag = etag_of(body);
  return tagged_response(call, std::move(body), std::move(etag));
}

}  // namespace praxis::api
