#include "usecases/import_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "record/field_value.h"
#include "usecases/import_value.h"

namespace praxis::usecases {
namespace {

using pack::FieldType;

class ImportPlanner {
 public:
  ImportPlanner(const ImportMap& map, const ImportTable& table, const Work& work, TimeReader times,
                ImportProblems& problems)
      : map_(map),
        table_(table),
        packs_(work.model.packs()),
        times_(std::move(times)),
        problems_(problems) {
    plan_.map = &map;
    plan_.table = &table;
    plan_.generation = work.model.generation();
  }
  ImportPlan make();

 private:
  const ImportColumn& column(int position) const {
    return table_.columns[static_cast<std::size_t>(position)];
  }
  void complain(int position, std::size_t code, std::string message);
  int want(const pack::RecordType& type, const ValueSource& source, const std::string& text,
           std::int64_t line);
  Result<BoundValue> translate(const pack::Field* field, const pack::RecordType* target,
                               const ValueSource& source, const std::string& text,
                               std::int64_t line);
  BoundSource bind(const pack::Field* field, const pack::RecordType* target,
                   const ValueSource& source);
  void bind_column(BoundSource& bound, const pack::Field* field, const pack::RecordType* target);
  void bind_parts(BoundSource& bound);
  void bind_fields();
  void bind_times();
  std::vector<std::optional<Instant>> read_times(int position, bool is_required);
  void bind_states();
  void name_transitions();
  std::string transition_between(std::size_t from, std::size_t to) const;
  void bind_counters();
  void check_template(const BoundField& bound);

  const ImportMap& map_;
  const ImportTable& table_;
  const pack::PackSet& packs_;
  TimeReader times_;
  ImportProblems& problems_;
  ImportPlan plan_;
  std::unordered_map<std::string, int> wanted_by_key_;
};

void ImportPlanner::complain(int position, std::size_t code, std::string message) {
  problems_.add(column(position).first_line[code], column(position).name, std::move(message),
                column(position).lines[code]);
}

int ImportPlanner::want(const pack::RecordType& type, const ValueSource& source,
                        const std::string& text, std::int64_t line) {
  auto key = with_text(source.key, text);
  const auto [known, is_new] =
      wanted_by_key_.emplace(type.name + '\n' + key, static_cast<int>(plan_.wanted.size()));
  if (is_new) plan_.wanted.push_back({&type, std::move(key), text, &source, line});
  return known->second;
}

Result<BoundValue> ImportPlanner::translate(const pack::Field* field,
                                            const pack::RecordType* target,
                                            const ValueSource& source, const std::string& text,
                                            std::int64_t line) {
  BoundValue bound;
  if (target) {
    bound.wanted = want(*target, source, text, line);
    return bound;
  }
  const bool is_cut = source.cut == ValueSource::Cut::shorten;
  const auto json =
      source.column.empty()
          ? json_of_text(*field, text)
          : TRY(json_of_cell(*field, is_cut ? shortened(text, field->length_max) : text, times_));
  bound.value = TRY(record::value_from_json(packs_, *field, json, nullptr)).value;
  return bound;
}

void ImportPlanner::bind_column(BoundSource& bound, const pack::Field* field,
                                const pack::RecordType* target) {
  const auto& source = *bound.source;
  const auto& texts = column(bound.column).texts;
  const bool is_required =
      field && field->required.kind == pack::Rule::Kind::always && field->default_value.is_null();
  bound.values.resize(texts.size());
  for (std::size_t code = 0; code < texts.size(); ++code) {
    const auto text = mapped_text(map_, source, texts[code]);
    if (!text) {
      complain(bound.column, code, text.error().message);
      continue;
    }
    if (!*text) {
      if (is_required)
        complain(bound.column, code,
                 fmt::format("{} is required; say otherwise: what it is then", field->name));
      continue;
    }
    auto value = translate(field, target, source, **text, column(bound.column).first_line[code]);
    if (value)
      bound.values[code] = std::move(*value);
    else
      complain(bound.column, code, in_words(value.error(), **text));
  }
}

void ImportPlanner::bind_parts(BoundSource& bound) {
  for (const auto& part : bound.source->parts) {
    auto& columns = bound.part_columns.emplace_back();
    for (const auto& piece : part.pieces)
      if (piece.is_column) columns.push_back(table_.column(piece.text));
  }
}

BoundSource ImportPlanner::bind(const pack::Field* field, const pack::RecordType* target,
                                const ValueSource& source) {
  BoundSource bound{.source = &source};
  if (!source.parts.empty()) {
    bind_parts(bound);
  } else if (!source.column.empty()) {
    bound.column = table_.column(source.column);
    bind_column(bound, field, target);
  } else {
    auto value = translate(field, target, source, source.constant, 1);
    if (!value) problems_.add(0, "", in_words(value.error(), source.constant));
    bound.values.push_back(value ? std::move(*value) : BoundValue{});
  }
  return bound;
}

void ImportPlanner::bind_fields() {
  for (const auto& source : map_.fields) {
    const auto& field = map_.type->fields[static_cast<std::size_t>(source.field)];
    const auto* target = field.type == FieldType::reference ? packs_.type(field.target) : nullptr;
    plan_.fields.push_back(
        {source.field, field.computed != nullptr, bind(&field, target, source.source)});
  }
}

std::vector<std::optional<Instant>> ImportPlanner::read_times(int position, bool is_required) {
  const auto& texts = column(position).texts;
  std::vector<std::optional<Instant>> times(texts.size());
  for (std::size_t code = 0; code < texts.size(); ++code) {
    if (map_.is_unknown(texts[code])) {
      if (is_required) complain(position, code, "each row needs its time");
      continue;
    }
    if (const auto at = times_.read(texts[code]))
      times[code] = *at;
    else
      complain(position, code,
               fmt::format("\"{}\" is no time of the form {}", texts[code].substr(0, 60),
                           times_.format()));
  }
  return times;
}

void ImportPlanner::bind_times() {
  const auto* person = packs_.type("person");
  plan_.row_at = table_.column(map_.row_at);
  plan_.row_times = read_times(plan_.row_at, true);
  if (!map_.opened_at.empty()) {
    plan_.opened_at = table_.column(map_.opened_at);
    plan_.opened_times = read_times(plan_.opened_at, false);
  }
  if (map_.row_by) plan_.row_by = bind(nullptr, person, *map_.row_by);
  if (map_.opened_by) plan_.opened_by = bind(nullptr, person, *map_.opened_by);
}

void ImportPlanner::bind_states() {
  if (map_.state_column.empty()) return;
  plan_.state = table_.column(map_.state_column);
  for (std::size_t code = 0; code < column(plan_.state).texts.size(); ++code) {
    const auto found = map_.states.find(column(plan_.state).texts[code]);
    if (found == map_.states.end())
      complain(plan_.state, code,
               fmt::format("\"{}\" is no state in the map; keep leaves the record where it is",
                           column(plan_.state).texts[code].substr(0, 60)));
    plan_.states.push_back(found == map_.states.end() ? ImportMap::keep_state : found->second);
  }
}

// The name that the map gives; else that of the one transition which people may make; else that of
// the only one.
std::string ImportPlanner::transition_between(std::size_t from, std::size_t to) const {
  const auto holds = [](pack::StateSet set, std::size_t state) { return (set >> state & 1) != 0; };
  for (const auto& named : map_.transitions)
    if (holds(named.from, from) && holds(named.to, to)) return named.name;
  std::vector<const pack::Transition*> all, by_people;
  for (const auto& transition : map_.type->lifecycle.transitions) {
    if (!holds(transition.from, from) || transition.to != static_cast<int>(to)) continue;
    all.push_back(&transition);
    if (!transition.roles.empty()) by_people.push_back(&transition);
  }
  if (by_people.size() == 1) return by_people.front()->name;
  return all.size() == 1 ? all.front()->name : std::string();
}

void ImportPlanner::name_transitions() {
  const auto states = map_.type->states.size();
  plan_.transitions.assign(states, std::vector<std::string>(states));
  for (std::size_t from = 0; from < states; ++from)
    for (std::size_t to = 0; to < states; ++to)
      if (from != to) plan_.transitions[from][to] = transition_between(from, to);
}

void ImportPlanner::bind_counters() {
  for (const auto& counter : map_.counters) {
    ImportPlan::Counter bound{&counter, table_.column(counter.column), {}};
    const auto& texts = column(bound.column).texts;
    for (std::size_t code = 0; code < texts.size(); ++code) {
      std::int64_t value = 0;
      const auto& text = texts[code];
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (!map_.is_unknown(text) && (error != std::errc{} || end != text.data() + text.size()))
        complain(bound.column, code, fmt::format("\"{}\" is no number", text.substr(0, 60)));
      bound.values.push_back(value);
    }
    plan_.counters.push_back(std::move(bound));
  }
}

// Templates of short texts must fit their field; what the packs say of it is asked of each
// different text.
void ImportPlanner::check_template(const BoundField& bound) {
  const auto& field = map_.type->fields[static_cast<std::size_t>(bound.field)];
  std::unordered_set<std::string> seen;
  for (std::size_t row = 0; row < table_.rows(); ++row) {
    auto text = plan_.composed(bound, row);
    if (text.empty()) {
      if (field.required.kind == pack::Rule::Kind::always)
        problems_.add(table_.lines[row], field.name,
                      fmt::format("{} is required; say otherwise: what it is then", field.name));
      continue;
    }
    if (!seen.insert(text).second) continue;
    if (const auto value = record::value_from_json(packs_, field, Json(text), nullptr); !value)
      problems_.add(table_.lines[row], field.name, in_words(value.error(), text));
  }
}

ImportPlan ImportPlanner::make() {
  if (!map_.comment_column.empty()) plan_.comment = table_.column(map_.comment_column);
  bind_fields();
  bind_times();
  bind_states();
  name_transitions();
  bind_counters();
  for (const auto& bound : plan_.fields)
    if (!bound.from.source->parts.empty()) check_template(bound);
  return std::move(plan_);
}

}  // namespace

expr::Value ImportPlan::value_of(const BoundSource& from, std::size_t row) const {
  const auto& bound = from.values[from.column < 0 ? 0 : table->code(row, from.column)];
  if (bound.wanted < 0) return bound.value;
  return wanted[static_cast<std::size_t>(bound.wanted)].id;
}

expr::Value ImportPlan::value_of(const BoundField& bound, std::size_t row) const {
  if (bound.from.source->parts.empty()) return value_of(bound.from, row);
  auto text = composed(bound, row);
  return text.empty() ? expr::Value() : expr::Value(std::move(text));
}

std::string ImportPlan::composed(const BoundField& bound, std::size_t row) const {
  const auto& source = *bound.from.source;
  std::string text;
  for (std::size_t i = 0; i < source.parts.size(); ++i) {
    const auto& columns = bound.from.part_columns[i];
    const auto is_known = [&](int column) { return !map->is_unknown(table->text(row, column)); };
    if (!columns.empty() && std::none_of(columns.begin(), columns.end(), is_known)) continue;
    if (!text.empty()) text += source.joint;
    auto column = columns.begin();
    for (const auto& piece : source.parts[i].pieces)
      text += piece.is_column ? table->text(row, *column++) : piece.text;
  }
  if (text.empty()) text = source.otherwise.value_or("");
  if (source.cut == ValueSource::Cut::shorten)
    text = shortened(std::move(text),
                     map->type->fields[static_cast<std::size_t>(bound.field)].length_max);
  return text;
}

Id ImportPlan::person_of(const std::optional<BoundSource>& from, std::size_t row) const {
  if (!from) return {};
  const auto value = value_of(*from, row);
  const Id* id = value.get<Id>();
  return id ? *id : Id{};
}

ImportPlan plan_import(const ImportMap& map, const ImportTable& table, const Work& work,
                       ImportProblems& problems) {
  auto times = TimeReader::make(map.time_format, map.time_zone);
  must(times.has_value());  // looked at when the map was read
  return ImportPlanner(map, table, work, std::move(*times), problems).make();
}

}  // namespace praxis::usecases
