#include "usecases/export_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "identity/permission.h"
#include "record/field_value.h"
#include "record/list.h"
#include "record/record_store.h"
#include "usecases/read_records.h"

namespace praxis::usecases {
namespace {

constexpr int export_page = 100;
constexpr int export_entries_page = 500;

// Names of fields, each once: the type's own and those of the types below it.
std::vector<std::string> exported_fields(const record::Model& model, const pack::RecordType& type) {
  std::vector<std::string> names;
  const auto add = [&](const pack::RecordType& from) {
    for (const auto& field : from.fields)
      if (std::find(names.begin(), names.end(), field.name) == names.end())
        names.push_back(field.name);
  };
  add(type);
  for (const auto& name : type.subtypes)
    if (const auto* below = model.type(name)) add(*below);
  return names;
}

const std::vector<std::string> exported_columns{
    "id", "number", "type", "state", "external_source", "external_key", "created_at", "updated_at"};

std::vector<std::pair<std::string, Json>> column_cells(const record::Record& record) {
  return {{"id", Json(to_text(record.id))},
          {"number", Json(record.number)},
          {"type", Json(record.type->name)},
          {"state", Json(record.state_name())},
          {"external_source", Json(record.external_source)},
          {"external_key", Json(record.external_key)},
          {"created_at", Json(to_text(record.created_at))},
          {"updated_at", Json(to_text(record.updated_at))}};
}

std::string cell_text(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return std::string(value.get_string());
  if (const auto* list = value.if_array()) {
    std::string text;
    for (const auto& each : *list)
      text += (text.empty() ? "" : ";") + std::string(each.as_string());
    return text;
  }
  if (const auto* object = value.if_object(); object && object->contains("amount"))
    return fmt::format("{} {}", std::string(object->at("amount").as_string()),
                       std::string(object->at("currency").as_string()));
  return to_text(value);
}

// Records as lines. References become numbers, looked up once each.
class RecordWriter {
 public:
  RecordWriter(const record::Model& model, const pack::RecordType& type)
      : fields_(exported_fields(model, type)) {}

  std::string header() const;
  Result<std::string> line(Work& work, const record::Record& record, LinesFormat format);

 private:
  Result<Json> number_of(Work& work, const pack::Field& field, Id id);
  Result<Json> value_of(Work& work, const record::Record& record, const std::string& name);

  std::vector<std::string> fields_;
  std::unordered_map<Id, std::string> numbers_;
  static constexpr std::size_t numbers_kept_max = 100'000;
};

std::string RecordWriter::header() const {
  auto names = exported_columns;
  names.insert(names.end(), fields_.begin(), fields_.end());
  return csv_row(names);
}

Result<Json> RecordWriter::number_of(Work& work, const pack::Field& field, Id id) {
  if (const auto known = numbers_.find(id); known != numbers_.end()) return Json(known->second);
  const auto* target = work.model.type(field.target);
  must(target != nullptr);
  const auto found = TRY(record::titles(work.tx, work.model, *target, std::span(&id, 1)));
  if (numbers_.size() >= numbers_kept_max) numbers_.clear();
  const auto& shown = numbers_[id] = found.empty() ? to_text(id) : found.front().number;
  return Json(shown);
}

Result<Json> RecordWriter::value_of(Work& work, const record::Record& record,
                                    const std::string& name) {
  const int position = record.type->find_field(name);
  if (position < 0) return Json(nullptr);
  const auto& field = record.type->fields[static_cast<std::size_t>(position)];
  const auto& value = record.value(position);
  if (const Id* id = value.get<Id>()) return number_of(work, field, *id);
  if (field.type == pack::FieldType::references && !value.is_null()) {
    JsonArray list;
    for (const auto& each : value.list()) list.push_back(TRY(number_of(work, field, each.id())));
    return Json(std::move(list));
  }
  const auto currency = record.currencies.find(position);
  return record::value_to_json(field, value,
                               currency == record.currencies.end() ? "" : currency->second);
}

Result<std::string> RecordWriter::line(Work& work, const record::Record& record,
                                       LinesFormat format) {
  const auto in = work.around(record);
  const identity::ActorRights actor(work.scope, work.model.packs(), *record.type);
  const auto readable = identity::RecordRights(actor, in).readable_fields();
  auto cells = column_cells(record);
  for (const auto& name : fields_) {
    const int position = record.type->find_field(name);
    const bool is_readable = position >= 0 && readable.test(static_cast<std::size_t>(position));
    cells.emplace_back(name, is_readable ? TRY(value_of(work, record, name)) : Json(nullptr));
  }
  if (format == LinesFormat::csv) {
    std::vector<std::string> texts;
    for (const auto& [name, value] : cells) texts.push_back(cell_text(value));
    return csv_row(texts);
  }
  std::string text;
  JsonWriter writer(text);
  writer.begin_object();
  for (const auto& [name, value] : cells)
    if (!value.is_null() && value != Json("")) writer.key(name).value(value);
  writer.end_object();
  return text + "\n";
}

std::string entry_line(const record::Record& record, const record::Entry& entry) {
  std::string text;
  JsonWriter writer(text);
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) writer.key(name).text(value);
  };
  writer.begin_object().key("record").text(record.number).key("id").text(to_text(record.id));
  add("external_source", record.external_source);
  add("external_key", record.external_key);
  writer.key("type").text(record.type->name).key("seq").integer(entry.seq);
  writer.key("kind").text(record::name(entry.kind));
  add("transition", entry.transition);
  add("from_state", entry.from_state);
  add("to_state", entry.to_state);
  writer.key("occurred_at")
      .text(to_text(entry.occurred_at))
      .key("recorded_at")
      .text(to_text(entry.recorded_at));
  if (!entry.actor.is_nil()) writer.key("actor").text(to_text(entry.actor));
  writer.key("side").text(record::name(entry.side));
  add("via", entry.via);
  add("visibility", entry.visibility);
  if (entry.promised_at) writer.key("promised_at").text(to_text(*entry.promised_at));
  if (!entry.operation.is_nil()) writer.key("operation").text(to_text(entry.operation));
  add("reason", entry.reason);
  writer.key("changes").begin_object();
  for (const auto& change : entry.changes)
    writer.key(change.name)
        .begin_object()
        .key("from")
        .value(change.from)
        .key("to")
        .value(change.to)
        .end_object();
  writer.end_object().end_object();
  return text + "\n";
}

Result<std::string> history_lines(Work& work, const record::Record& record, std::int64_t& entries) {
  std::string text;
  std::int64_t from = 0;
  for (;;) {
    const auto page =
        TRY(read_history(work, record, from, export_entries_page, record::Order::oldest_first));
    for (const auto& entry : page.entries) text += entry_line(record, entry);
    entries += static_cast<std::int64_t>(page.entries.size());
    if (!page.has_more || page.entries.empty()) return text;
    from = page.entries.back().seq;
  }
}

// Walks the wanted records, a page a read; `lines_of` gives the text of one.
template <class LinesOf>
Result<ExportReport> walk_records(Application& application, const Caller& caller,
                                  const ExportRequest& request, ImportWatch watch,
                                  LinesOf&& lines_of) {
  ExportReport report;
  std::string cursor;
  do {
    std::string text;
    std::int64_t records = 0;
    cursor = TRY(in_read(application, caller, [&](Work& work) -> Result<std::string> {
      const auto* type = work.model.type(request.type);
      if (!type)
        return fail(Code::not_found, "type.unknown",
                    fmt::format("there is no type '{}'", request.type.substr(0, 64)));
      record::ListRequest wanted{.type = type,
                                 .sort = {"id"},
                                 .limit = export_page,
                                 .cursor = cursor,
                                 .wants_texts = true};
      if (!request.filter.empty())
        wanted.filter =
            TRY(work.model.packs().compile(*type, request.filter, {.must_compile_to_sql = true}));
      auto page = TRY(record::list(work.tx, work.lister(), wanted));
      text.clear();  // a read may run again
      for (const auto& record : page.records) text += TRY(lines_of(work, record));
      records = static_cast<std::int64_t>(page.records.size());
      return std::move(page.next);
    }));
    TRY(request.write(text));
    report.records += records;
    if (!watch({"writing", report.records, 0, "records"}))
      return fail(Code::unavailable, "export.stopped",
                  "the export was stopped; what was written is a part");
  } while (!cursor.empty());
  return report;
}

}  // namespace

Result<ExportReport> export_records(Application& application, const Caller& caller,
                                    const ExportRequest& request, ImportWatch watch) {
  std::optional<RecordWriter> writer;
  TRY(in_read(application, caller, [&](Work& work) -> Status {
    const auto* type = work.model.type(request.type);
    if (!type)
      return fail(Code::not_found, "type.unknown",
                  fmt::format("there is no type '{}'", request.type.substr(0, 64)));
    writer.emplace(work.model, *type);
    return {};
  }));
  if (request.format == LinesFormat::csv) TRY(request.write(writer->header()));
  return walk_records(application, caller, request, watch,
                      [&](Work& work, const record::Record& record) {
                        return writer->line(work, record, request.format);
                      });
}

Result<ExportReport> export_events(Application& application, const Caller& caller,
                                   const ExportRequest& request, ImportWatch watch) {
  std::int64_t entries = 0;
  auto report = walk_records(application, caller, request, watch,
                             [&](Work& work, const record::Record& record) {
                               return history_lines(work, record, entries);
                             });
  if (report) report->entries = entries;
  return report;
}

}  // namespace praxis::usecases
