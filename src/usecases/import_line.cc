#include "usecases/import_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/field_value.h"
#include "usecases/import_value.h"
#include "usecases/refusal.h"

namespace praxis::usecases {
namespace {

constexpr std::string_view override_suffix = "_override";

std::string text_of_cell(const JsonObject& cells, std::string_view name) {
  const auto* cell = cells.if_contains(name);
  return cell && cell->is_string() ? std::string(cell->get_string()) : std::string();
}

// A CSV cell is a text, JSON has types of its own. Where there is nothing stands the default, so
// that a line says the same of a record whether it is new or known.
Json field_json(const pack::Field& field, const Json& cell) {
  const bool is_text = cell.is_string();
  if (cell.is_null() || (is_text && cell.get_string().empty()))
    return record::value_to_json(field, field.default_value);
  return is_text ? json_of_text(field, cell.get_string()) : cell;
}

std::string composed_text(const ImportMap& map, const ValueSource& source,
                          const JsonObject& cells) {
  std::string text;
  for (const auto& part : source.parts) {
    const auto is_known = [&](const auto& piece) {
      return piece.is_column && !map.is_unknown(text_of_cell(cells, piece.text));
    };
    if (part.has_columns() && std::none_of(part.pieces.begin(), part.pieces.end(), is_known))
      continue;
    if (!text.empty()) text += source.joint;
    for (const auto& piece : part.pieces)
      text += piece.is_column ? text_of_cell(cells, piece.text) : piece.text;
  }
  return text.empty() ? source.otherwise.value_or("") : text;
}

}  // namespace

LineReader::LineReader(const pack::PackSet& packs, const pack::RecordType& type,
                       const ImportMap* map, std::string source)
    : packs_(packs), type_(type), map_(map), source_(std::move(source)) {
  if (!map_) return;
  auto times = TimeReader::make(map_->time_format, map_->time_zone);
  if (times) times_ = std::move(*times);
}

void LineReader::take_cell(std::string_view name, const Json& value, LineDraft& out,
                           std::vector<FieldError>& wrong) {
  if (is_engine_column_name(name)) {
    left_out_.emplace(name);
    return;
  }
  if (const auto* field = out.type->field(name)) {
    if (field->computed)
      left_out_.emplace(name);
    else
      out.draft.fields[field->name] = field_json(*field, value);
    return;
  }
  if (name.ends_with(override_suffix))
    if (const auto* field = out.type->field(name.substr(0, name.size() - override_suffix.size()));
        field && field->override_by) {
      out.draft.fields[field->name] = field_json(*field, value);
      return;
    }
  // A file of several types has columns that only some of them know.
  const bool is_empty = value.is_null() || (value.is_string() && value.get_string().empty());
  if (!is_empty) wrong.push_back({std::string(name), "unknown_field", {}});
}

Status LineReader::take_plain(const RecordLine& line, LineDraft& out) {
  if (const auto named = text_of_cell(line.cells, "type"); !named.empty()) {
    out.type = packs_.type(named);
    if (!out.type || !out.type->is_a(type_.name))
      return fail(Code::invalid_argument, "import.type",
                  fmt::format("\"{}\" is no type below {}", named, type_.name));
  }
  const auto source = text_of_cell(line.cells, "external_source");
  out.draft.external_source = source.empty() ? source_ : source;
  out.draft.external_key = text_of_cell(line.cells, "external_key");
  if (const auto text = text_of_cell(line.cells, "id"); !text.empty())
    out.id = TRY(id_from_text(text));
  std::vector<FieldError> wrong;
  for (const auto& cell : line.cells) take_cell(cell.key(), cell.value(), out, wrong);
  return refuse(std::move(wrong));
}

Status LineReader::take_mapped(const RecordLine& line, LineDraft& out) {
  out.draft.external_source = map_->source;
  out.draft.external_key = text_of_cell(line.cells, map_->key_column);
  if (out.draft.external_key.empty())
    return fail(Code::invalid_argument, "import.no_key", "the key is empty");
  std::vector<FieldError> wrong;
  for (const auto& mapped : map_->fields) {
    const auto& field = type_.fields[static_cast<std::size_t>(mapped.field)];
    const auto& source = mapped.source;
    auto text = Result<std::optional<std::string>>(std::nullopt);
    if (!source.parts.empty())
      text = std::optional(composed_text(*map_, source, line.cells));
    else if (source.column.empty())
      text = std::optional(source.constant);
    else if (!line.cells.contains(source.column))
      text = fail(Code::invalid_argument, "import.no_column",
                  fmt::format("there is no column {}", source.column));
    else
      text = mapped_text(*map_, source, text_of_cell(line.cells, source.column));
    if (text && *text && source.cut == ValueSource::Cut::shorten)
      *text = shortened(std::move(**text), field.length_max);
    auto json = !text                        ? Result<Json>(tl::unexpected(text.error()))
                : !*text || (*text)->empty() ? Result<Json>(field_json(field, nullptr))
                : source.column.empty()      ? Result<Json>(json_of_text(field, **text))
                                             : json_of_cell(field, **text, *times_);
    if (json)
      out.draft.fields[field.name] = std::move(*json);
    else
      wrong.push_back({field.name, json.error().message, {}});
  }
  return refuse(std::move(wrong));
}

Result<LineDraft> LineReader::draft_of(const RecordLine& line) {
  if (line.error) return fail(*line.error);
  LineDraft out{.type = &type_, .line = line.line};
  TRY(map_ ? take_mapped(line, out) : take_plain(line, out));
  return out;
}

}  // namespace praxis::usecases
