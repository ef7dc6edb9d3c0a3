// THE table: every address that this server answers, and who answers it.
#include "api/api.h"
#include "api/attachment_handlers.h"
#include "api/bulk_handlers.h"
#include "api/call.h"
#include "api/clock_handlers.h"
#include "api/draft_handlers.h"
#include "api/event_handlers.h"
#include "api/journal_handlers.h"
#include "api/link_handlers.h"
#include "api/list_handlers.h"
#include "api/metadata_handlers.h"
#include "api/organization_handlers.h"
#include "api/pack_handlers.h"
#include "api/practice_handlers.h"
#include "api/presence_handlers.h"
#include "api/read_mark_handlers.h"
#include "api/record_handlers.h"
#include "api/search_handlers.h"
#include "api/session_handlers.h"
#include "api/system_handlers.h"
#include "api/transition_handlers.h"
#include "api/version_handlers.h"
#include "api/view_handlers.h"
#include "usecases/attach_file.h"

namespace praxis::api {
namespace {

using http::Method;

// Collects rows. `record_*` rows stand for two addresses: records/{id}/… and records/{type}/{id}/….
class Table {
 public:
  explicit Table(Services& services) : services_(services) {}

  void read(std::string pattern, ReadHandler handler) {
    add(Method::get, std::move(pattern), reading(services_, handler));
  }
  void write(Method method, std::string pattern, WriteHandler handler) {
    add(method, std::move(pattern), writing(services_, handler));
  }
  void open_to_all(Method method, std::string pattern, OpenHandler handler) {
    add(method, std::move(pattern), open(services_, handler));
  }
  void record_read(const std::string& rest, ReadHandler handler) {
    read("/api/v1/records/{id}" + rest, handler);
    read("/api/v1/records/{type}/{id}" + rest, handler);
  }
  void record_write(Method method, const std::string& rest, WriteHandler handler) {
    write(method, "/api/v1/records/{id}" + rest, handler);
    write(method, "/api/v1/records/{type}/{id}" + rest, handler);
  }
  // The body is a file, read as it comes.
  void record_upload(const std::string& rest, WriteHandler handler) {
    const http::RouteOptions streamed{.body_max = usecases::attachment_size_max,
                                      .body = http::BodyMode::streamed};
    for (const auto* start : {"/api/v1/records/{id}", "/api/v1/records/{type}/{id}"})
      routes_.push_back({Method::post, start + rest, writing(services_, handler), streamed});
  }
  std::vector<http::Route> take() { return std::move(routes_); }

 private:
  void add(Method method, std::string pattern, http::Handler handler) {
    routes_.push_back({method, std::move(pattern), std::move(handler)});
  }

  Services& services_;
  std::vector<http::Route> routes_{};
};

void add_records(Table& table) {
  table.read("/api/v1/records", list_several);
  table.read("/api/v1/records/{name}", read_named);
  table.write(Method::post, "/api/v1/records/{name}", create_record);
  table.read("/api/v1/records/{type}/count", count_records);
  table.read("/api/v1/records/{type}/count_by", count_records_by);
  table.read("/api/v1/records/{type}/{id}", read_record);
  table.write(Method::post, "/api/v1/records/{type}/bulk", bulk_change);
  table.write(Method::post, "/api/v1/operations/{operation}/undo", undo_operation);
  table.record_write(Method::patch, "", update_record);
  table.record_write(Method::del, "", refuse_delete);
  table.record_read("/transitions", list_transitions);
  table.record_write(Method::post, "/transitions/{transition}", make_transition);
  table.record_read("/expected", read_expected);
  table.record_read("/clocks", explain_clocks_of_record);
  table.record_read("/journal", read_journal);
  table.record_write(Method::post, "/journal/{seq}/undo", undo_change);
  table.record_read("/versions", list_versions);
  table.record_read("/versions/{version}", read_version);
  table.record_read("/comments", list_comments);
  table.record_write(Method::post, "/comments", add_comment);
  table.record_read("/links", list_links);
  table.record_write(Method::post, "/links", add_link);
  table.record_write(Method::del, "/links/{link}/{other}", remove_link);
  table.record_write(Method::put, "/read", put_read_mark);
  table.record_read("/presence", read_presence);
  table.record_write(Method::put, "/presence", put_presence);
  table.record_write(Method::del, "/presence", end_presence);
  table.record_write(Method::del, "/read", remove_read_mark);
  table.record_read("/watchers", list_watchers);
  table.record_write(Method::post, "/watchers", add_watcher);
  table.record_write(Method::del, "/watchers/{person}", remove_watcher);
  table.record_read("/attachments", list_attachments);
  table.record_upload("/attachments", add_attachment);
  table.record_write(Method::get, "/attachments/{attachment}", download_attachment);
  table.record_write(Method::del, "/attachments/{attachment}", remove_attachment);
}

void add_around_records(Table& table) {
  table.read("/api/v1/search", search_records);
  table.read("/api/v1/expression/parse", parse_expression);
  table.read("/api/v1/events", open_events);
  table.read("/api/v1/metadata/types", list_types);
  table.read("/api/v1/metadata/types/{type}", read_type);
  table.read("/api/v1/metadata/choices", list_choices);
  table.read("/api/v1/metadata/choices/{list}", read_choices);
  table.read("/api/v1/metadata/practices", list_practices);
  table.read("/api/v1/metadata/roles", list_roles);
}

void add_practices(Table& table) {
  table.read("/api/v1/frameworks", list_frameworks);
  table.write(Method::put, "/api/v1/me/framework", choose_framework);
  table.read("/api/v1/practices", list_practices_under_lens);
  table.read("/api/v1/practices/{practice}", read_practice);
  table.read("/api/v1/practices/{practice}/metrics/{metric}", read_metric);
  table.read("/api/v1/practices/{practice}/metrics/{metric}/records", list_behind_metric);
  table.read("/api/v1/practices/{practice}/requirements/{requirement}/{evidence}/records",
             list_behind_evidence);
}

void add_access(Table& table) {
  table.open_to_all(Method::post, "/api/v1/session", sign_in);
  table.write(Method::del, "/api/v1/session", sign_out);
  table.read("/api/v1/sessions", list_sessions);
  table.write(Method::del, "/api/v1/sessions/{session}", end_session);
  table.read("/api/v1/me", read_me);
  table.write(Method::put, "/api/v1/me/password", change_password);
  table.read("/api/v1/drafts", list_drafts);
  table.write(Method::put, "/api/v1/drafts/{draft}", save_draft);
  table.write(Method::del, "/api/v1/drafts/{draft}", discard_draft);
  table.write(Method::post, "/api/v1/drafts/{draft}/hand_over", hand_over_draft);
  table.read("/api/v1/views", list_views);
  table.read("/api/v1/views/{view}", read_view);
  table.write(Method::put, "/api/v1/views/{view}", save_view);
  table.write(Method::del, "/api/v1/views/{view}", remove_view);
  table.read("/api/v1/tokens", list_tokens);
  table.write(Method::post, "/api/v1/tokens", make_token);
  table.write(Method::del, "/api/v1/tokens/{token}", revoke_token);
  table.read("/api/v1/packs", list_packs);
  table.read("/api/v1/packs/{generation}", read_packs);
  table.write(Method::post, "/api/v1/packs/diff", diff_packs);
  table.write(Method::post, "/api/v1/packs/try", try_packs);
  table.write(Method::post, "/api/v1/packs/apply", apply_packs);
  table.write(Method::post, "/api/v1/packs/rollback", roll_back_packs);
  table.read("/api/v1/settings", list_settings);
  table.write(Method::put, "/api/v1/settings/{name}", change_setting);
  table.read("/api/v1/people/{person}/roles", list_roles_of_person);
  table.write(Method::put, "/api/v1/people/{person}/roles/{role}/{organization}", grant_role);
  table.write(Method::del, "/api/v1/people/{person}/roles/{role}/{organization}", revoke_role);
}

void add_system(Table& table) {
  table.open_to_all(Method::get, "/", home_page);
  table.open_to_all(Method::get, "/healthz", health);
  table.open_to_all(Method::get, "/readyz", readiness);
  table.open_to_all(Method::get, "/metrics", metrics_text);
  table.open_to_all(Method::get, "/api/v1/openapi.json", openapi_document);
}

}  // namespace

std::vector<http::Route> routes(Services& services) {
  Table table(services);
  add_records(table);
  add_around_records(table);
  add_practices(table);
  add_access(table);
  add_system(table);
  return table.take();
}

}  // namespace praxis::api
