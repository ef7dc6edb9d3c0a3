#include "usecases/live_event.h"

#include "record/version_store.h"

namespace praxis::usecases {
namespace {

void write_permission_columns(JsonWriter& writer, const record::Record& record) {
  writer.begin_object();
  const auto reference = [&](std::string_view key, pack::FieldRole role) {
    const auto id = record.reference(role);
    if (!id.is_nil()) writer.key(key).text(to_text(id));
  };
  reference("organization", pack::FieldRole::organization);
  reference("group", pack::FieldRole::group);
  reference("requester", pack::FieldRole::requester);
  reference("assignee", pack::FieldRole::assignee);
  if (const int i = record.type->field_with(pack::FieldRole::confidentiality); i >= 0) {
    writer.key("confidential");
    if (const auto* choice = record.value(i).get<std::string>())
      writer.text(*choice);
    else
      writer.boolean(record.value(i).is_true());
  }
  for (std::size_t i = 0; i < record.type->fields.size(); ++i) {
    const auto& field = record.type->fields[i];
    if (field.grants_read && record.values[i].get<Id>())
      writer.key(field.name).text(to_text(record.values[i].id()));
  }
  writer.end_object();
}

// One writer commits at a time on SQLite, in the order of its numbers; elsewhere the sequencer
// numbers what was committed (live_event_log.h).
std::string_view insert_sql(db::Engine engine) {
  if (engine == db::Engine::sqlite)
    return R"(INSERT INTO "live_event" ("sequence", "record", "type", "at", "body")
              VALUES ((SELECT COALESCE(MAX("sequence"), 0) + 1 FROM "live_event"), $1, $2, $3, $4))";
  return R"(INSERT INTO "live_event" ("record", "type", "at", "body") VALUES ($1, $2, $3, $4))";
}

}  // namespace

Status write_live_event(Work& work, const record::Record* before, const record::Record& after,
                        const record::Entry& entry) {
  std::string body;
  JsonWriter writer(body);
  writer.begin_object();
  writer.key("kind")
      .text(record::name(entry.kind))
      .key("type")
      .text(after.type->name)
      .key("id")
      .text(to_text(after.id));
  writer.key("number")
      .text(after.number)
      .key("version")
      .integer(after.version)
      .key("journal_seq")
      .integer(after.journal_seq);
  writer.key("changed").begin_array();
  for (const auto& change : entry.changes) writer.text(change.name);
  writer.end_array();
  if (!entry.visibility.empty()) writer.key("visibility").text(entry.visibility);
  if (record::cuts_version(*after.type, entry)) writer.key("is_cut").boolean(true);
  if (before) write_permission_columns(writer.key("before"), *before);
  write_permission_columns(writer.key("after"), after);
  writer.end_object();
  TRY(work.tx.execute(insert_sql(work.tx.engine()), {after.id, std::string_view(after.type->name),
                                                     work.recorded_at.us, std::string_view(body)}));
  return {};
}

}  // namespace praxis::usecases
