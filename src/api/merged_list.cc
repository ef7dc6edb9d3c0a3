#include "api/merged_list.h"

#include <algorithm>

#include "api/list_request.h"
#include "base/hash.h"
#include "usecases/asked_fields.h"

namespace praxis::api {
namespace {

tl::unexpected<Error> bad_cursor() { return bad_parameter("cursor", "one that this list gave"); }

// {"incident": "…", "request": null}: where each type's list goes on; null: it is at its end.
Status read_cursor(const std::string& cursor, MergedRequest& request) {
  if (cursor.empty()) return {};
  const auto text = from_base64url(cursor);
  if (!text) return bad_cursor();
  const auto json = json_from_text(*text);
  if (!json || !json->is_object() || json->get_object().size() != request.parts.size())
    return bad_cursor();
  for (auto& [type, part] : request.parts) {
    const auto* found = json->get_object().if_contains(type);
    if (!found || !(found->is_null() || found->is_string())) return bad_cursor();
    part.is_at_end = found->is_null();
    if (found->is_string()) part.list.cursor = std::string(found->get_string());
  }
  return {};
}

struct Fetched {
  MergedRequest::Part part;
  std::vector<record::Record> records{};
  std::string next{};
  std::size_t taken = 0;
};

bool is_newer(const record::Record& a, const record::Record& b) {
  return a.updated_at != b.updated_at ? a.updated_at > b.updated_at : a.id > b.id;
}

// Moves the newest of all that were fetched into the page.
void merge_into(std::map<std::string, Fetched>& all, int limit, std::vector<record::Record>& page) {
  while (page.size() < static_cast<std::size_t>(limit)) {
    Fetched* newest = nullptr;
    for (auto& [type, each] : all) {
      if (each.taken == each.records.size()) continue;
      if (!newest || is_newer(each.records[each.taken], newest->records[newest->taken]))
        newest = &each;
    }
    if (!newest) return;
    page.push_back(std::move(newest->records[newest->taken++]));
  }
}

// Where a type's list goes on after what was taken of it: a page of just that many ends there.
Result<std::string> cursor_after(usecases::Work& work, const Fetched& fetched) {
  if (fetched.taken == fetched.records.size()) return fetched.next;
  if (fetched.taken == 0) return fetched.part.list.cursor;
  auto again = fetched.part.list;
  again.limit = static_cast<int>(fetched.taken);
  return TRY(record::list(work.tx, work.lister(), again)).next;
}

}  // namespace

Result<MergedRequest> merged_request_of(const Query& query, const usecases::Work& work) {
  const auto names = query.words("types");
  if (names.empty() || names.size() > merged_types_max)
    return bad_parameter("types", "names of record types, such as incident,request");
  MergedRequest request;
  request.limit = static_cast<int>(TRY(query.integer("limit", {1, record::list_limit_max, 50})));
  for (const auto& name : names) {
    const auto* type = work.model.type(name);
    if (!type) return bad_parameter("types", "names of record types; there is no '" + name + "'");
    auto& part = request.parts[name];
    part.list = {.type = type};
    part.list.filter = TRY(filter_of(query, work, *type));
    TRY(usecases::check_asked(work, part.list));
    part.list.sort = {"-updated_at"};
    part.list.is_active_only = TRY(query.flag("active", Flag::off)) == Flag::on;
    part.list.limit = request.limit;
  }
  TRY(read_cursor(query.text("cursor"), request));
  return request;
}

Result<MergedPage> merged_list(usecases::Work& work, const MergedRequest& request) {
  std::map<std::string, Fetched> all;
  for (const auto& [type, part] : request.parts) {
    auto& fetched = all[type];
    fetched.part = part;
    if (part.is_at_end) continue;
    auto page = TRY(record::list(work.tx, work.lister(), part.list));
    fetched.records = std::move(page.records);
    fetched.next = std::move(page.next);
  }
  MergedPage merged;
  merge_into(all, request.limit, merged.records);
  JsonObject cursors;
  bool has_more = false;
  for (const auto& [type, fetched] : all) {
    const bool is_untouched_start = fetched.taken == 0 && !fetched.records.empty();
    auto cursor = fetched.part.is_at_end ? std::string() : TRY(cursor_after(work, fetched));
    const bool is_at_end = cursor.empty() && !is_untouched_start;
    cursors[type] = is_at_end ? Json(nullptr) : Json(cursor);
    has_more = has_more || !is_at_end;
  }
  if (has_more) merged.next = to_base64url(to_text(Json(std::move(cursors))));
  return merged;
}

}  // namespace praxis::api
