#include "usecases/import_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "pack/reader.h"
#include "pack/yaml.h"
#include "usecases/import_map_parts.h"
#include "usecases/import_time.h"

namespace praxis::usecases {
namespace {

using pack::FieldType;
using pack::MapReader;

const std::vector<std::string> event_keys{"type",  "source", "delimiter", "unknown",
                                          "time",  "case",   "row",       "opened",
                                          "state", "fields", "counters",  "comment"};
const std::vector<std::string> record_keys{"type", "source", "delimiter", "unknown",
                                           "time", "key",    "fields"};

class ImportMapReader {
 public:
  ImportMapReader(MapReader root, const pack::PackSet& packs, ImportKind kind)
      : root_(std::move(root)), packs_(packs), kind_(kind) {}
  ImportMap read();

 private:
  void read_type();
  void read_basics();
  void read_row();
  void read_state();
  void read_transitions(const MapReader& state);
  pack::StateSet read_states(const MapReader& reader, std::string_view key);
  void read_fields();
  void check_required();
  void read_counters();
  void read_comment();
  std::optional<ValueSource> read_person(const MapReader& reader, std::string_view key);
  std::vector<std::string> state_names() const;

  MapReader root_;
  const pack::PackSet& packs_;
  ImportKind kind_;
  ImportMap map_;
};

void ImportMapReader::read_type() {
  const auto name = root_.required_text("type");
  map_.type = packs_.type(name);
  std::vector<std::string> known;
  for (const auto& type : packs_.types())
    if (!type->is_abstract) known.push_back(type->name);
  if (!name.empty() && !map_.type)
    root_.add("type", fmt::format("there is no type {}{}", name, pack::what_would_do(name, known)));
  if (map_.type && map_.type->is_abstract) {
    root_.add("type", fmt::format("{} has no records of its own (one of: {})", name,
                                  pack::listed(map_.type->subtypes)));
    map_.type = nullptr;
  }
}

void ImportMapReader::read_basics() {
  map_.source = root_.required_text("source");
  if (!map_.source.empty() && !pack::is_name(map_.source))
    root_.add("source", "a source is a name: lower case, digits and underscores");
  const auto delimiter = root_.text("delimiter", ",");
  if (delimiter.size() == 1 && delimiter != "\"" && delimiter != "\r" && delimiter != "\n")
    map_.delimiter = delimiter.front();
  else
    root_.add("delimiter", "one character, no quote and no line end");
  map_.unknown = root_.names("unknown");
  const auto time = root_.map("time");
  time.allow({"format", "zone"});
  map_.time_format = time.text("format", map_.time_format);
  map_.time_zone = time.text("zone", map_.time_zone);
  if (const auto made = TimeReader::make(map_.time_format, map_.time_zone); !made)
    root_.add("time", made.error().message);
  map_.key_column = root_.required_text(kind_ == ImportKind::events ? "case" : "key");
}

std::optional<ValueSource> ImportMapReader::read_person(const MapReader& reader,
                                                        std::string_view key) {
  const auto* entry = reader.node().entry(key);
  if (!entry) return std::nullopt;
  return read_value_source(reader, *entry, {.packs = packs_, .target = packs_.type("person")});
}

void ImportMapReader::read_row() {
  const auto row = root_.map("row");
  row.allow({"at", "by"});
  map_.row_at = row.required_text("at");
  map_.row_by = read_person(row, "by");
  const auto opened = root_.map("opened");
  opened.allow({"at", "by"});
  map_.opened_at = opened.text("at");
  map_.opened_by = read_person(opened, "by");
}

std::vector<std::string> ImportMapReader::state_names() const {
  std::vector<std::string> names;
  for (const auto& state : map_.type->states) names.push_back(state.name);
  return names;
}

void ImportMapReader::read_state() {
  if (!root_.has("state")) return;
  const auto state = root_.map("state");
  state.allow({"column", "values", "transitions"});
  if (map_.type->states.empty()) {
    root_.add("state", fmt::format("{} has no states", map_.type->name));
    return;
  }
  map_.state_column = state.required_text("column");
  auto known = state_names();
  known.emplace_back("keep");
  const auto values = state.map("values");
  if (values.node().entries.empty()) state.add("values", "which text is which state is missing");
  for (const auto& entry : values.node().entries) {
    const auto name = values.one_of(entry.key, known, "keep");
    map_.states[entry.key] = name == "keep" ? ImportMap::keep_state : map_.type->find_state(name);
  }
  read_transitions(state);
}

pack::StateSet ImportMapReader::read_states(const MapReader& reader, std::string_view key) {
  pack::StateSet set = 0;
  const auto nodes = reader.name_nodes(key);
  if (nodes.empty()) reader.add(key, fmt::format("{} names states", key));
  for (const auto* node : nodes) {
    const int found = map_.type->find_state(node->text);
    if (found < 0)
      reader.add(node->at, fmt::format("there is no state {}{}", node->text,
                                       pack::what_would_do(node->text, state_names())));
    else
      set |= pack::StateSet{1} << found;
  }
  return set;
}

void ImportMapReader::read_transitions(const MapReader& state) {
  const auto transitions = state.map("transitions");
  std::vector<std::string> known;
  for (const auto& transition : map_.type->lifecycle.transitions) known.push_back(transition.name);
  for (const auto& entry : transitions.node().entries) {
    if (std::find(known.begin(), known.end(), entry.key) == known.end())
      transitions.add(entry.at, fmt::format("there is no transition {}{}", entry.key,
                                            pack::what_would_do(entry.key, known)));
    const auto transition = transitions.map(entry.key);
    transition.allow({"from", "to"});
    map_.transitions.push_back(
        {entry.key, read_states(transition, "from"), read_states(transition, "to")});
  }
}

void ImportMapReader::read_fields() {
  const auto fields = root_.map("fields");
  std::vector<std::string> known;
  for (const auto& field : map_.type->fields) known.push_back(field.name);
  for (const auto& entry : fields.node().entries) {
    const int field = map_.type->find_field(entry.key);
    if (field < 0) {
      fields.add(entry.at, fmt::format("{} has no field {}{}", map_.type->name, entry.key,
                                       pack::what_would_do(entry.key, known)));
      continue;
    }
    const auto& declared = map_.type->fields[static_cast<std::size_t>(field)];
    if (declared.computed && !declared.override_by)
      fields.add(entry.at, fmt::format("{} is computed and cannot be set", entry.key));
    if (kind_ == ImportKind::events &&
        (declared.type == FieldType::references || declared.type == FieldType::money))
      fields.add(entry.at, "lists of references and money are not taken from event logs");
    const bool is_reference =
        declared.type == FieldType::reference || declared.type == FieldType::references;
    const ValueContext context{.packs = packs_,
                               .field = &declared,
                               .target = is_reference ? packs_.type(declared.target) : nullptr};
    auto source = read_value_source(fields, entry, context);
    if (kind_ == ImportKind::records && source.missing == ValueSource::Missing::create)
      fields.add(entry.at, "an import of records makes no others: import those first");
    map_.fields.push_back({field, std::move(source)});
  }
}

void ImportMapReader::check_required() {
  for (std::size_t i = 0; i < map_.type->fields.size(); ++i) {
    const auto& field = map_.type->fields[i];
    if (field.required.kind != pack::Rule::Kind::always || field.computed ||
        !field.default_value.is_null())
      continue;
    const auto is_it = [&](const FieldSource& source) {
      return source.field == static_cast<int>(i);
    };
    if (std::none_of(map_.fields.begin(), map_.fields.end(), is_it))
      root_.add("fields",
                fmt::format("{} is required and has neither a source nor a default", field.name));
  }
}

void ImportMapReader::read_counters() {
  const auto counters = root_.map("counters");
  for (const auto& entry : counters.node().entries) {
    const auto counter = counters.map(entry.key);
    counter.allow({"column", "changes", "times"});
    ImportMap::Counter read{entry.key, counter.required_text("column"), counter.text("changes"),
                            counter.text("times")};
    if (read.changes.empty() == read.times.empty())
      counters.add(entry.key,
                   "either changes (of a field) or times (of a transition) says what is counted");
    if (!read.changes.empty() && map_.type->find_field(read.changes) < 0)
      counter.add("changes", fmt::format("{} has no field {}", map_.type->name, read.changes));
    if (!read.times.empty() && !map_.type->lifecycle.find(read.times))
      counter.add("times", fmt::format("{} has no transition {}", map_.type->name, read.times));
    map_.counters.push_back(std::move(read));
  }
}

void ImportMapReader::read_comment() {
  if (!root_.has("comment")) return;
  const auto comment = root_.map("comment");
  comment.allow({"column", "visibility"});
  map_.comment_column = comment.required_text("column");
  map_.comment_visibility = comment.one_of("visibility", {"internal", "public"}, "internal");
}

ImportMap ImportMapReader::read() {
  root_.allow(kind_ == ImportKind::events ? event_keys : record_keys);
  read_type();
  read_basics();
  if (kind_ == ImportKind::events) read_row();
  if (!map_.type) return std::move(map_);
  read_fields();
  if (kind_ == ImportKind::events) {
    read_state();
    check_required();
    read_counters();
    read_comment();
  }
  return std::move(map_);
}

void add_source_columns(const ValueSource& source, std::vector<std::string>& columns) {
  columns.push_back(source.column);
  for (const auto& part : source.parts)
    for (const auto& piece : part.pieces)
      if (piece.is_column) columns.push_back(piece.text);
}

}  // namespace

bool TemplatePart::has_columns() const {
  return std::any_of(pieces.begin(), pieces.end(),
                     [](const Piece& piece) { return piece.is_column; });
}

bool ImportMap::is_unknown(std::string_view cell) const {
  return cell.empty() || std::find(unknown.begin(), unknown.end(), cell) != unknown.end();
}

std::vector<std::string> ImportMap::columns() const {
  std::vector<std::string> all{key_column, row_at, opened_at, state_column, comment_column};
  if (row_by) add_source_columns(*row_by, all);
  if (opened_by) add_source_columns(*opened_by, all);
  for (const auto& field : fields) add_source_columns(field.source, all);
  for (const auto& counter : counters) all.push_back(counter.column);
  std::vector<std::string> once;
  for (auto& name : all)
    if (!name.empty() && std::find(once.begin(), once.end(), name) == once.end())
      once.push_back(std::move(name));
  return once;
}

MapReading read_import_map(std::string_view text, const std::string& path,
                           const pack::PackSet& packs, ImportKind kind) {
  pack::Findings findings;
  const int file = findings.add_file(path, -1);
  auto documents = pack::read_yaml(text, file, findings);
  const pack::Mark start{.file = file, .line = 1, .column = 1};
  if (documents.size() != 1 && findings.is_empty())
    findings.add(start, "", "a map is one document");
  MapReading reading;
  if (findings.is_empty()) {
    ImportMapReader reader(MapReader(findings, documents.front(), "", start), packs, kind);
    reading.map = reader.read();
  }
  reading.findings = findings.take();
  if (!reading.findings.empty()) reading.map.reset();
  return reading;
}

}  // namespace praxis::usecases
