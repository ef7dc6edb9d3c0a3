#include "api/version_handlers.h"

#include "api/draft_request.h"
#include "api/etag.h"
#include "api/query.h"
#include "api/respond.h"
#include "base/line_diff.h"
#include "usecases/read_versions.h"

namespace praxis::api {
namespace {

using usecases::Work;

void write_heading(JsonWriter& writer, const record::Version& version) {
  if (version.number > 0)
    writer.key("number").integer(version.number);
  else
    writer.key("is_working_copy").boolean(true);
  writer.key("cut_at").text(to_text(version.cut_at)).key("cut_by").text(to_text(version.cut_by));
  writer.key("journal_seq").integer(version.journal_seq);
}

void write_lines(JsonWriter& writer, std::string_view from, std::string_view to) {
  static constexpr std::string_view kinds[] = {"same", "removed", "added"};
  writer.key("lines").begin_array();
  for (const auto& change : line_changes(from, to)) {
    writer.begin_object().key("kind").text(kinds[static_cast<std::size_t>(change.kind)]);
    writer.key("line").text(change.line).end_object();
  }
  writer.end_array();
}

std::string_view text_or_empty(const Json& json) {
  return json.is_string() ? std::string_view(json.get_string()) : std::string_view();
}

// Long texts are told line by line, all else by its two values.
void write_difference(JsonWriter& writer, const usecases::FieldDifference& difference) {
  const auto& field = *difference.field;
  writer.begin_object().key("field").text(field.name);
  if (field.type == pack::FieldType::markdown)
    write_lines(writer, text_or_empty(difference.from), text_or_empty(difference.to));
  else
    writer.key("from").value(difference.from).key("to").value(difference.to);
  writer.end_object();
}

}  // namespace

Answer list_versions(Call& call, Work& work) {
  TRY(Query(call.request).only({"language"}));
  const auto record = TRY(record::read(work.tx, work.lister(), record_name_of(call)));
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("versions").begin_array();
  for (const auto& version : TRY(usecases::read_versions(work, record))) {
    writer.begin_object();
    write_heading(writer, version);
    writer.end_object();
  }
  writer.end_array().end_object();
  auto etag = etag_of(body);
  return tagged_response(call, std::move(body), std::move(etag));
}

Answer read_version(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"against", "language"}));
  const auto record = TRY(record::read(work.tx, work.lister(), record_name_of(call)));
  const auto version = TRY(usecases::read_version(work, record, call.segment("version")));
  std::string body;
  JsonWriter writer(body);
  writer.begin_object();
  write_heading(writer, version);
  writer.key("values").begin_object();
  for (const auto* field : usecases::kept_fields(work, record))
    if (const auto* value = version.values.if_contains(field->name))
      writer.key(field->name).value(*value);
  writer.end_object();
  if (const auto against = query.text("against"); !against.empty()) {
    const auto other = TRY(usecases::read_version(work, record, against));
    writer.key("against").text(against).key("differences").begin_array();
    for (const auto& difference : usecases::differences(work, record, other, version))
      write_difference(writer, difference);
    writer.end_array();
  }
  writer.end_object();
  auto etag = etag_of(body);
  return tagged_response(call, std::move(body), std::move(etag));
}

}  // namespace praxis::api
