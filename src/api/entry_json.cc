#include "api/entry_json.h"

namespace praxis::api {
namespace {

void add_entry_text(JsonWriter& writer, std::string_view name, std::string_view value) {
  if (!value.empty()) writer.key(name).text(value);
}

void note_ids(const pack::Field& field, const Json& value, RecordJson& references) {
  if (value.is_string()) {
    if (const auto id = id_from_text(value.get_string()))
      references.note_reference(field.target, *id);
  } else if (value.is_array()) {
    for (const auto& element : value.get_array()) note_ids(field, element, references);
  }
}

void write_changes(JsonWriter& writer, const record::Record& record, const record::Entry& entry,
                   RecordJson& references) {
  writer.key("changes").begin_array();
  for (const auto& change : entry.changes) {
    writer.begin_object().key("name").text(change.name);
    writer.key("from").value(change.from).key("to").value(change.to).end_object();
    const auto* field = record.type->field(change.name);
    if (!field || field->target.empty()) continue;
    note_ids(*field, change.from, references);
    note_ids(*field, change.to, references);
  }
  writer.end_array();
}

// A comment's one change is its body; it is shown as that.
const Json* comment_body(const record::Entry& entry) {
  if (entry.kind != record::EntryKind::comment) return nullptr;
  for (const auto& change : entry.changes)
    if (change.name == "body") return &change.to;
  return nullptr;
}

// Where `record` is a parameter, the namespace cannot be named.
std::string_view kind_name(const record::Entry& entry) { return record::name(entry.kind); }
std::string_view side_name(const record::Entry& entry) { return record::name(entry.side); }

}  // namespace

void write_entry(JsonWriter& writer, const record::Record& record, const record::Entry& entry,
                 RecordJson& references) {
  writer.begin_object().key("seq").integer(entry.seq).key("kind").text(kind_name(entry));
  writer.key("occurred_at").text(to_text(entry.occurred_at));
  if (entry.recorded_at != entry.occurred_at)
    writer.key("recorded_at").text(to_text(entry.recorded_at));
  writer.key("actor");
  if (entry.actor.is_nil())
    writer.null();
  else
    writer.text(to_text(entry.actor));
  references.note_reference("person", entry.actor);
  writer.key("side").text(side_name(entry));
  add_entry_text(writer, "via", entry.via);
  add_entry_text(writer, "transition", entry.transition);
  add_entry_text(writer, "from_state", entry.from_state);
  add_entry_text(writer, "to_state", entry.to_state);
  add_entry_text(writer, "visibility", entry.visibility);
  add_entry_text(writer, "reason", entry.reason);
  if (entry.promised_at) writer.key("promised_at").text(to_text(*entry.promised_at));
  if (!entry.operation.is_nil()) writer.key("operation").text(to_text(entry.operation));
  if (const auto* body = comment_body(entry))
    writer.key("body").value(*body);
  else
    write_changes(writer, record, entry, references);
  writer.end_object();
}

}  // namespace praxis::api
