#include "api/list_handlers.h"

#include "api/etag.h"
#include "api/list_request.h"
#include "api/merged_list.h"
#include "api/prepared.h"
#include "api/record_json.h"
#include "api/respond.h"
#include "record/list_place.h"
#include "usecases/asked_fields.h"

namespace praxis::api {
namespace {

using usecases::Work;

constexpr std::size_t first_body_size = 24 * 1'024;
constexpr std::size_t kept_target_max = 2'048;

bool wants_texts(const Selection& selection, const record::Model& model,
                 const pack::RecordType& type) {
  const auto& family = model.family_of(type);
  for (const auto& name : selection.fields) {
    const auto place = family.places.find(name);
    if (place != family.places.end() && place->second.kind != record::FieldPlace::Kind::column)
      return true;
  }
  return false;
}

Result<std::optional<double>> place_of(const Query& query) {
  auto at = TRY(query.share("at"));
  if (at && query.has("cursor"))
    return bad_parameter("at", "alone: a cursor says already where the page begins");
  return at;
}

Result<AskedList> asked_list_of(const Call& call, const Work& work, record::ListRequest request) {
  const auto& type = *request.type;
  auto selection = TRY(selection_of(call.request, work.model, &type, ReadsOf::list));
  const Query query(call.request);
  const bool wants_unread = TRY(query.flag("unread", Flag::off)) == Flag::on;
  // What is unread depends on more permissions than that to read.
  if (!wants_unread) request.columns = selection.fields;
  request.wants_texts = wants_texts(selection, work.model, type);
  auto list =
      TRY(record::prepare_list(work.lister(), request, record::Purpose::rows, work.tx.engine()));
  return AskedList{.request = std::move(request),
                   .selection = std::move(selection),
                   .list = std::move(list),
                   .at = TRY(place_of(query)),
                   .wants_count = TRY(query.flag("count", Flag::off)) == Flag::on,
                   .wants_unread = wants_unread};
}

Result<AskedList> read_asked_list(const Call& call, const Query& query, const Work& work,
                                  const pack::RecordType& type) {
  TRY(query.only({"filter", "sort", "fields", "titles", "links", "limit", "cursor", "view",
                  "active", "count", "unread", "at", "language"}));
  return asked_list_of(call, work, TRY(list_request_of(query, work, type)));
}

// People ask for the first pages of the same few lists all day.
Result<std::shared_ptr<const AskedList>> asked_list(const Call& call, const Work& work,
                                                    const pack::RecordType& type) {
  const Query query(call.request);
  const auto& target = call.request.target;
  const bool is_kept = target.size() <= kept_target_max && !query.has("cursor");
  auto& kept = call.services.prepared->lists;
  if (is_kept)
    if (auto known = kept.find(call.actor, target)) return known;
  auto asked = std::make_shared<const AskedList>(TRY(read_asked_list(call, query, work, type)));
  // Somebody may change a saved view.
  if (is_kept && asked->list.is_timeless && !asked->request.saved_view)
    kept.add(call.actor, target, asked);
  return asked;
}

void write_cursor(JsonWriter& writer, std::string_view name, const std::string& cursor) {
  writer.key(name);
  if (cursor.empty())
    writer.null();
  else
    writer.text(cursor);
}

void write_count(JsonWriter& writer, const record::Count& count, std::string_view more_name) {
  writer.key("count").integer(count.count).key(more_name).boolean(count.is_more);
}

// Where counting ended, about how many there are.
Status write_whole_count(JsonWriter& writer, const Work& work, const record::ListRequest& request,
                         std::string_view more_name) {
  const auto count = TRY(record::count(work.tx, work.lister(), request));
  write_count(writer, count, more_name);
  if (count.is_more)
    writer.key("estimate").integer(TRY(record::estimated_count(work.tx, work.lister(), request)));
  return {};
}

using EachRecord = FunctionRef<void(const record::Record&)>;

Result<record::PageEnds> each_record(Work& work, const AskedList& asked, EachRecord each) {
  const auto cursor =
      asked.at ? TRY(record::cursor_at(work.tx, asked.list, *asked.at)) : asked.request.cursor;
  return record::each_of_page(work.tx, asked.list, {asked.request.limit, cursor}, each);
}

// What is unread, and clocks, are looked up for all records together.
Result<record::PageEnds> write_gathered(Work& work, const AskedList& asked, RecordJson& json,
                                        EachRecord write) {
  std::vector<record::Record> records;
  auto ends = TRY(
      each_record(work, asked, [&](const record::Record& record) { records.push_back(record); }));
  TRY(json.prepare(records));
  if (asked.wants_unread) TRY(json.show_unread(records));
  for (const auto& record : records) write(record);
  return ends;
}

Answer show_list(Call& call, Work& work, const AskedList& asked) {
  const auto& request = asked.request;
  std::string body;
  body.reserve(first_body_size);
  JsonWriter writer(body);
  RecordJson json(work, asked.selection, call);
  const auto extent = request.wants_texts ? Extent::whole : Extent::row;
  writer.begin_object().key("records").begin_array();
  const auto write = [&](const record::Record& record) { json.write(writer, record, extent); };
  const bool is_gathered = asked.wants_unread || asked.selection.wants_clocks;
  const auto page =
      TRY(is_gathered ? write_gathered(work, asked, json, write) : each_record(work, asked, write));
  writer.end_array();
  write_cursor(writer, "next", page.next);
  write_cursor(writer, "previous", page.previous);
  if (asked.wants_count) TRY(write_whole_count(writer, work, request, "count_is_more"));
  TRY(json.write_titles(writer));
  writer.end_object();
  auto etag = etag_of(body);
  auto response = tagged_response(call, std::move(body), std::move(etag));
  set_paging_links(call, response, page.next, page.previous);
  return response;
}

}  // namespace

Answer list_records(Call& call, Work& work, const pack::RecordType& type) {
  const auto asked = TRY(asked_list(call, work, type));
  return show_list(call, work, *asked);
}

Answer answer_list(Call& call, Work& work, record::ListRequest request) {
  return show_list(call, work, TRY(asked_list_of(call, work, std::move(request))));
}

Answer list_several(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"types", "filter", "fields", "titles", "limit", "cursor", "active", "language"}));
  const auto request = TRY(merged_request_of(query, work));
  const auto selection = TRY(selection_of(call.request, work.model, nullptr, ReadsOf::list));
  const auto page = TRY(merged_list(work, request));
  std::string body;
  JsonWriter writer(body);
  RecordJson json(work, selection);
  TRY(json.prepare(page.records));
  writer.begin_object().key("records").begin_array();
  for (const auto& record : page.records) json.write(writer, record, Extent::row);
  writer.end_array();
  write_cursor(writer, "next", page.next);
  TRY(json.write_titles(writer));
  writer.end_object();
  auto response = json_response(200, std::move(body));
  set_paging_links(call, response, page.next, "");
  return response;
}

Answer count_records(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"filter", "view", "active", "language"}));
  const auto* type = TRY(type_named(work, call.segment("type")));
  const auto request = TRY(list_request_of(query, work, *type));
  std::string body;
  JsonWriter writer(body);
  writer.begin_object();
  TRY(write_whole_count(writer, work, request, "is_more"));
  writer.end_object();
  return json_response(200, std::move(body));
}

Answer count_records_by(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"field", "filter", "view", "active", "titles", "language"}));
  const auto* type = TRY(type_named(work, call.segment("type")));
  const auto request = TRY(list_request_of(query, work, *type));
  const auto field = query.text("field");
  if (field.empty()) return bad_parameter("field", "the name of a field to count by");
  TRY(usecases::check_asked(work, *type, field));
  const auto groups = TRY(record::count_by(work.tx, work.lister(), request, field));
  const auto* declared = type->field(field);
  const Selection selection{.wants_titles = TRY(query.flag("titles", Flag::on)) == Flag::on};
  RecordJson json(work, selection);
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("field").text(field).key("groups").begin_array();
  for (const auto& group : groups) {
    writer.begin_object().key("key");
    if (declared)
      write_value(writer, *declared, group.key, "");
    else
      writer.value(expr::to_json(group.key));
    if (declared && !group.key.is_null() && declared->type == pack::FieldType::reference)
      json.note_reference(declared->target, group.key.id());
    write_count(writer, group.count, "is_more");
    writer.end_object();
  }
  writer.end_array();
  TRY(json.write_titles(writer));
  writer.end_object();
  return json_response(200, std::move(body));
}

}  // namespace praxis::api
