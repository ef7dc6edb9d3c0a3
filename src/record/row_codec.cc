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

Value column_value(const pack::Field& field, const db::Row& row, int column) {
  using pack::FieldType;
  const auto of = [](const auto& found, auto make) {
    return found ? Value(make(*found)) : Value();
  };
  switch (field.type) {
    case FieldType::boolean:
      return of(row.integer_or_null(column), [](std::int64_t number) { return number != 0; });
    case FieldType::date:
    case FieldType::instant:
      return of(row.integer_or_null(column), [](std::int64_t us) { return Instant{us}; });
    case FieldType::duration:
      return of(row.integer_or_null(column), [](std::int64_t us) { return Span{us}; });
    case FieldType::reference:
      return of(row.id_or_null(column), [](const Id& id) { return id; });
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::money:
      return of(row.integer_or_null(column), [](std::int64_t number) { return number; });
    default:
      return of(row.text_or_null(column), [](std::string_view text) { return text; });
  }
}

void read_engine_columns(const db::Row& row, const EnginePlaces& places, Record& record) {
  const auto read = [&](EngineColumn column, auto&& put) {
    if (const int place = places[static_cast<std::size_t>(column)]; place >= 0) put(place);
  };
  read(column_row, [&](int at) { record.row = row.integer(at); });
  read(column_id, [&](int at) { record.id = row.id(at); });
  read(column_number, [&](int at) { record.number = row.text(at); });
  read(column_state, [&](int at) {
    const auto name = row.text(at);
    if (record.state_name() != name) record.state = record.type->find_state(name);
  });
  read(column_version, [&](int at) { record.version = row.integer(at); });
  read(column_created_at, [&](int at) { record.created_at = row.instant(at); });
  read(column_created_by, [&](int at) { record.created_by = row.id(at); });
  read(column_updated_at, [&](int at) { record.updated_at = row.instant(at); });
  read(column_updated_by, [&](int at) { record.updated_by = row.id(at); });
  read(column_journal_seq, [&](int at) { record.journal_seq = row.integer(at); });
  read(column_journal_head, [&](int at) {
    const auto head = row.bytes(at);
    if (head.size() == record.journal_head.size())
      std::copy(head.begin(), head.end(), record.journal_head.begin());
  });
  read(column_external_source,
       [&](int at) { record.external_source = row.text_or_null(at).value_or(""); });
  read(column_external_key,
       [&](int at) { record.external_key = row.text_or_null(at).value_or(""); });
  read(column_next_target_at, [&](int at) {
    const auto us = row.integer_or_null(at);
    record.next_target_at = us ? std::optional(Instant{*us}) : std::nullopt;
  });
  read(column_next_target_clock,
       [&](int at) { record.next_target_clock = row.text_or_null(at).value_or(""); });
}

namespace {

// As they stand in select_list.
constexpr EnginePlaces all_engine_places() {
  EnginePlaces places{};
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<int>(i);
  return places;
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
  read_engine_columns(row, all_engine_places(), record);
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
