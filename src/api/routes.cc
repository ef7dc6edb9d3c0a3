// THE table: every address that this server answers, and who answers it.
#include "api/api.h"
#include "api/call.h"
#include "api/journal_handlers.h"
#include "api/link_handlers.h"
#include "api/list_handlers.h"
#include "api/record_handlers.h"
#include "api/transition_handlers.h"

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
  table.record_write(Method::patch, "", update_record);
  table.record_write(Method::del, "", refuse_delete);
  table.record_read("/transitions", list_transitions);
  table.record_write(Method::post, "/transitions/{transition}", make_transition);
  table.record_read("/journal", read_journal);
  table.record_write(Method::post, "/journal/{seq}/undo", undo_change);
  table.record_read("/comments", list_comments);
  table.record_write(Method::post, "/comments", add_comment);
  table.record_read("/links", list_links);
  table.record_write(Method::post, "/links", add_link);
  table.record_write(Method::del, "/links/{link}/{other}", remove_link);
  table.record_read("/watchers", list_watchers);
  table.record_write(Method::post, "/watchers", add_watcher);
  table.record_write(Method::del, "/watchers/{person}", remove_watcher);
}

}  // namespace

std::vector<http::Route> routes(Services& services) {
  Table table(services);
  add_records(table);
  return table.take();
}

}  // namespace praxis::api
