#include "record/row_codec.h"

#include "base/text.h"
#include "record/record_store.h"

namespace praxis::record {
namespace {

using expr::Value;

db::Parameter column_parameter(const pack::Field& field, const Value& value) {
  using pack::FieldType;
  if (value.is_null()) return {};
  switch (field.type) {
    case FieldType::boolean:
      return std::int64_t{value.boolean()};
    case FieldType::date:
    case FieldType::instant:
      return value.instant().us;
    case FieldType::duration:
      return value.span().us;
    case FieldType::reference:
      return value.id();
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::money:
      return value.integer();
    default:
      return std::string_view(value.text());
  }
}

Value column_value(const pack::Field& field, const db::Row& row, int column) {
  using pack::FieldType;
  if (row.is_null(column)) return {};
  switch (field.type) {
    case FieldType::boolean:
      return row.boolean(column);
    case FieldType::date:
    case FieldType::instant:
      return row.instant(column);
    case FieldType::duration:
      return Span{row.integer(column)};
    case FieldType::reference:
      return row.id(column);
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::money:
      return row.integer(column);
    default:
      return std::string(row.text(column));
  }
}

void fill_engine_columns(const Record& record, std::vector<db::Parameter>& values) {
  const auto text = [](const std::string& value) {
    return value.empty() ? db::Parameter() : db::Parameter(std::string_view(value));
  };
  const auto put = [&](EngineColumn column, db::Parameter value) {
    values[static_cast<std::size_t>(column) - 1] = value;
  };
  put(column_id, record.id);
  put(column_number, std::string_view(record.number));
  put(column_type, std::string_view(record.type->name));
  put(column_state, std::string_view(record.state_name()));
  put(column_phase, name(record.phase()));
  put(column_version, record.version);
  put(column_created_at, record.created_at.us);
  put(column_created_by, record.created_by);
  put(column_updated_at, record.updated_at.us);
  put(column_updated_by, record.updated_by);
  put(column_journal_seq, record.journal_seq);
  put(column_journal_head, db::Bytes{view(record.journal_head)});
  put(column_external_source, text(record.external_source));
  put(column_external_key, text(record.external_key));
  put(column_next_target_at,
      record.next_target_at ? db::Parameter(record.next_target_at->us) : db::Parameter());
  put(column_next_target_clock, text(record.next_target_clock));
  put(column_target_rank,
      record.next_target_at ? db::Parameter(std::int64_t{0}) : db::Parameter(std::int64_t{1}));
}

}  // namespace

RowParameters row_parameters(const Model& model, const Family& family, const Record& record) {
  RowParameters row;
  row.values.resize(family.columns.size() - 1);
  fill_engine_columns(record, row.values);
  const auto& layout = model.layout(*record.type);
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const auto& place = layout[i];
    if (place.kind != FieldPlace::Kind::column) continue;
    const auto& field = record.type->fields[i];
    const auto& value = record.values[i];
    const auto at = [&](int column) -> db::Parameter& {
      return row.values[static_cast<std::size_t>(column) - 1];
    };
    at(place.column) = column_parameter(field, value);
    if (place.folded >= 0 && !value.is_null())
      at(place.folded) = std::string_view(row.made.emplace_back(fold(value.text())));
    if (place.currency >= 0)
      if (const auto found = record.currencies.find(static_cast<int>(i));
          found != record.currencies.end())
        at(place.currency) = std::string_view(found->second);
    if (place.override_column >= 0)
      if (const auto found = record.overrides.find(static_cast<int>(i));
          found != record.overrides.end())
        at(place.override_column) = column_parameter(field, found->second);
  }
  return row;
}

namespace {

void read_engine_columns(const db::Row& row, Record& record) {
  record.row = row.integer(column_row);
  record.id = row.id(column_id);
  record.number = row.text(column_number);
  record.version = row.integer(column_version);
  record.created_at = row.instant(column_created_at);
  record.created_by = row.id(column_created_by);
  record.updated_at = row.instant(column_updated_at);
  record.updated_by = row.id(column_updated_by);
  record.journal_seq = row.integer(column_journal_seq);
  const auto head = row.bytes(column_journal_head);
  if (head.size() == record.journal_head.size())
    std::copy(head.begin(), head.end(), record.journal_head.begin());
  record.external_source = row.text_or_empty(column_external_source);
  record.external_key = row.text_or_empty(column_external_key);
  if (const auto at = row.integer_or_null(column_next_target_at))
    record.next_target_at = Instant{*at};
  record.next_target_clock = row.text_or_empty(column_next_target_clock);
}

}  // namespace

Result<Record> record_from_row(const Model& model, const Family& family, const db::Row& row) {
  Record record;
  record.face = family.face;
  const auto type_name = row.text(column_type);
  for (const auto* type : family.types)
    if (type->name == type_name) record.type = type;
  if (!record.type)
    return fail(Code::internal, "record.unknown_type",
                "a row of type '" + std::string(type_name) + "', which no pack declares");
  read_engine_columns(row, record);
  record.state = record.type->find_state(row.text(column_state));
  const auto& layout = model.layout(*record.type);
  record.values.resize(layout.size());
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const auto& place = layout[i];
    if (place.kind != FieldPlace::Kind::column) continue;
    const auto& field = record.type->fields[i];
    record.values[i] = column_value(field, row, place.column);
    if (place.currency >= 0 && !row.is_null(place.currency))
      record.currencies.emplace(static_cast<int>(i), row.text(place.currency));
    if (place.override_column >= 0 && !row.is_null(place.override_column))
      record.overrides.emplace(static_cast<int>(i),
                               column_value(field, row, place.override_column));
  }
  return record;
}

}  // namespace praxis::record
