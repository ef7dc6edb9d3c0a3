#include "api/record_json.h"

#include <algorithm>
#include <array>

#include "api/query.h"
#include "expr/value_text.h"
#include "record/version_store.h"
#include "usecases/read_records.h"

namespace praxis::api {
namespace {

using pack::FieldType;
using record::Record;

constexpr std::array<std::string_view, 17> engine_members{"id",
                                                          "number",
                                                          "type",
                                                          "state",
                                                          "phase",
                                                          "version",
                                                          "created_at",
                                                          "created_by",
                                                          "updated_at",
                                                          "updated_by",
                                                          "journal_seq",
                                                          "next_target_at",
                                                          "links",
                                                          "overrides",
                                                          "external",
                                                          "next_target_clock",
                                                          "newest_version"};

bool has_field(const record::Model& model, const pack::RecordType& type, std::string_view name) {
  if (type.find_field(name) >= 0) return true;
  return std::any_of(type.subtypes.begin(), type.subtypes.end(), [&](const std::string& below) {
    const auto* subtype = model.type(below);
    return subtype && subtype->find_field(name) >= 0;
  });
}

bool is_known_member(const record::Model& model, const pack::RecordType* type,
                     std::string_view name) {
  if (std::find(engine_members.begin(), engine_members.end(), name) != engine_members.end())
    return true;
  if (type) return has_field(model, *type, name);
  const auto& types = model.packs().types();
  return std::any_of(types.begin(), types.end(),
                     [&](const auto& each) { return each->find_field(name) >= 0; });
}

void write_ids(JsonWriter& writer, const expr::List& list) {
  writer.begin_array();
  for (const auto& element : list)
    if (const auto* id = element.get<Id>()) writer.text(to_text(*id));
  writer.end_array();
}

void write_person(JsonWriter& writer, std::string_view name, Id person) {
  writer.key(name);
  if (person.is_nil())
    writer.null();
  else
    writer.text(to_text(person));
}

std::string_view currency_of(const Record& record, int field) {
  const auto found = record.currencies.find(field);
  return found == record.currencies.end() ? std::string_view() : std::string_view(found->second);
}

// Where `record` is a parameter, the namespace cannot be named.
std::string_view phase_name(const Record& of) { return record::name(of.phase()); }

}  // namespace

bool Selection::takes(std::string_view name) const {
  return fields.empty() || std::find(fields.begin(), fields.end(), name) != fields.end();
}

Result<Selection> selection_of(const http::Request& request, const record::Model& model,
                               const pack::RecordType* type, ReadsOf reads) {
  const Query query(request);
  Selection selection{.fields = query.words("fields")};
  for (const auto& name : selection.fields)
    if (!is_known_member(model, type, name))
      return bad_parameter("fields", "names of fields; there is no '" + name.substr(0, 64) + "'");
  const auto by_default = reads == ReadsOf::one && selection.fields.empty() ? Flag::on : Flag::off;
  selection.wants_titles = TRY(query.flag("titles", by_default)) == Flag::on;
  const bool names_links = !selection.fields.empty() && selection.takes("links");
  selection.wants_links = TRY(query.flag("links", names_links ? Flag::on : by_default)) == Flag::on;
  return selection;
}

void write_value(JsonWriter& writer, const pack::Field& field, const expr::Value& value,
                 std::string_view currency) {
  if (value.is_null()) {
    writer.null();
    return;
  }
  switch (field.type) {
    case FieldType::decimal:
      writer.text(expr::decimal_to_text(value.integer(), field.scale));
      return;
    case FieldType::money:
      writer.begin_object();
      writer.key("amount").text(expr::decimal_to_text(value.integer(), field.scale));
      writer.key("currency").text(currency).end_object();
      return;
    case FieldType::boolean:
      writer.boolean(value.boolean());
      return;
    case FieldType::integer:
      writer.integer(value.integer());
      return;
    case FieldType::date:
      writer.text(std::string_view(to_text(value.instant())).substr(0, 10));
      return;
    case FieldType::instant:
      writer.text(to_text(value.instant()));
      return;
    case FieldType::duration:
      writer.text(to_text(value.span()));
      return;
    case FieldType::reference:
      writer.text(to_text(value.id()));
      return;
    case FieldType::references:
      write_ids(writer, value.list());
      return;
    case FieldType::translatable:
      writer.raw(value.text());  // stored as canonical JSON
      return;
    default:
      writer.text(value.text());
  }
}

// What is the same for all records of a type in one answer.
struct RecordJson::Plan {
  Plan(const usecases::Work& work, const Selection& selection, const pack::RecordType& type)
      : rights(work.scope, work.model.packs(), type) {
    const auto& layout = work.model.layout(type);
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
      const bool is_in_row = layout[i].kind == record::FieldPlace::Kind::column;
      if (selection.takes(type.fields[i].name)) fields.push_back({static_cast<int>(i), is_in_row});
    }
    takes_overrides = selection.takes("overrides");
  }
  struct Wanted {
    int field;
    bool is_in_row;
  };
  identity::ActorRights rights;
  std::vector<Wanted> fields{};
  bool takes_overrides = true;
};

const RecordJson::Plan& RecordJson::plan_of(const pack::RecordType& type) {
  auto& plan = plans_[&type];
  if (!plan) plan = std::make_shared<const Plan>(work_, selection_, type);
  return *plan;
}

void RecordJson::note_reference(std::string_view type, Id id) {
  if (!selection_.wants_titles || id.is_nil()) return;
  auto found = references_.find(type);
  if (found == references_.end()) found = references_.emplace(type, std::set<Id>{}).first;
  found->second.insert(id);
}

void RecordJson::write_engine_members(JsonWriter& writer, const Record& record) {
  const auto takes = [&](std::string_view name) { return selection_.takes(name); };
  // A dry run's record has neither yet.
  if (!record.id.is_nil()) writer.key("id").text(to_text(record.id));
  if (!record.number.empty() && takes("number")) writer.key("number").text(record.number);
  if (takes("type")) writer.key("type").text(record.type->name);
  if (record.state >= 0 && takes("state")) writer.key("state").text(record.state_name());
  if (record.state >= 0 && takes("phase")) writer.key("phase").text(phase_name(record));
  if (takes("version")) writer.key("version").integer(record.version);
  if (takes("journal_seq")) writer.key("journal_seq").integer(record.journal_seq);
  if (takes("created_at")) writer.key("created_at").text(to_text(record.created_at));
  if (takes("created_by")) write_person(writer, "created_by", record.created_by);
  if (takes("updated_at")) writer.key("updated_at").text(to_text(record.updated_at));
  if (takes("updated_by")) write_person(writer, "updated_by", record.updated_by);
  if (record.next_target_at && takes("next_target_at"))
    writer.key("next_target_at").text(to_text(*record.next_target_at));
  if (record.next_target_at && takes("next_target_clock"))
    writer.key("next_target_clock").text(record.next_target_clock);
  if (!record.external_key.empty() && takes("external")) {
    writer.key("external").begin_object().key("source").text(record.external_source);
    writer.key("key").text(record.external_key).end_object();
  }
  note_reference("person", record.created_by);
  note_reference("person", record.updated_by);
}

void RecordJson::write_members(JsonWriter& writer, const Record& record, Extent extent) {
  write_engine_members(writer, record);
  const auto& plan = plan_of(*record.type);
  const identity::RecordRights rights(plan.rights, work_.around(record));
  const auto readable = rights.readable_fields();
  for (const auto& wanted : plan.fields) {
    const auto position = static_cast<std::size_t>(wanted.field);
    if (!readable.test(position) || (extent == Extent::row && !wanted.is_in_row)) continue;
    const auto& field = record.type->fields[position];
    const auto& value = record.values[position];
    write_value(writer.key(field.name), field, value, currency_of(record, wanted.field));
    if (!selection_.wants_titles || value.is_null()) continue;
    if (field.type == FieldType::reference) note_reference(field.target, value.id());
    if (field.type == FieldType::references)
      for (const auto& element : value.list()) note_reference(field.target, element.id());
  }
  if (record.overrides.empty() || !plan.takes_overrides) return;
  writer.key("overrides").begin_object();
  for (const auto& [field, value] : record.overrides) {
    const auto& declared = record.type->fields[static_cast<std::size_t>(field)];
    if (readable.test(static_cast<std::size_t>(field)))
      write_value(writer.key(declared.name), declared, value, currency_of(record, field));
  }
  writer.end_object();
}

void RecordJson::write(JsonWriter& writer, const Record& record, Extent extent) {
  writer.begin_object();
  write_members(writer, record, extent);
  writer.end_object();
}

// {"explained_by": {"PRB-1": {"workaround": "…"}}}: what a link shows of the record it leads to, as
// far as the actor may read it there. One record's fields, whole.
Status RecordJson::write_shown(JsonWriter& writer, const std::vector<usecases::SeenLink>& links) {
  std::map<std::string, std::vector<const usecases::SeenLink*>> showing;
  for (const auto& seen : links) {
    bool is_reverse = false;
    const auto* type = work_.model.packs().link(seen.link.name, is_reverse);
    if (type && !is_reverse && !type->shows.empty()) showing[seen.link.name].push_back(&seen);
  }
  if (showing.empty()) return {};
  writer.key("shown").begin_object();
  for (const auto& [name, seen_links] : showing) {
    bool is_reverse = false;
    const auto& shows = work_.model.packs().link(name, is_reverse)->shows;
    writer.key(name).begin_object();
    for (const auto* seen : seen_links) {
      const auto* type = work_.model.type(seen->link.other_type);
      const auto other = record::read(work_.tx, work_.lister(), *type, seen->link.other);
      if (other) write_shown_fields(writer.key(other->number), *other, shows);
    }
    writer.end_object();
  }
  writer.end_object();
  return {};
}

void RecordJson::write_shown_fields(JsonWriter& writer, const Record& other,
                                    const std::vector<std::string>& names) {
  const identity::RecordRights rights(plan_of(*other.type).rights, work_.around(other));
  const auto readable = rights.readable_fields();
  writer.begin_object();
  for (const auto& name : names) {
    const int position = other.type->find_field(name);
    if (position < 0 || !readable.test(static_cast<std::size_t>(position))) continue;
    write_value(writer.key(name), other.type->fields[static_cast<std::size_t>(position)],
                other.value(position), currency_of(other, position));
  }
  writer.end_object();
}

Status RecordJson::write_links(JsonWriter& writer, const Record& record) {
  std::map<std::string, std::vector<std::string>> numbers;
  const auto links = TRY(usecases::read_links(work_, record));
  for (const auto& seen : links) {
    numbers[seen.link.name].push_back(seen.title.number);
    note_reference(seen.title.type, seen.link.other);
  }
  writer.key("links").begin_object();
  for (const auto& [name, others] : numbers) {
    writer.key(name).begin_array();
    for (const auto& number : others) writer.text(number);
    writer.end_array();
  }
  writer.end_object();
  return write_shown(writer, links);
}

// Of a type with versions: which face this is, and the number of the newest version.
Status RecordJson::write_face(JsonWriter& writer, const Record& record) {
  if (!record.type->versions || record.id.is_nil() || !selection_.takes("newest_version"))
    return {};
  const bool is_working = record.face == record::Face::working_copy;
  writer.key("face").text(is_working ? "working_copy" : "newest_version");
  writer.key("newest_version").integer(TRY(record::newest_version_of(work_.tx, record.id)));
  return {};
}

Status RecordJson::write_titles(JsonWriter& writer) {
  if (!selection_.wants_titles) return {};
  writer.key("titles").begin_object();
  for (const auto& [name, wanted] : references_) {
    const auto* type = work_.model.type(name);
    if (!type) continue;
    const std::vector<Id> ids(wanted.begin(), wanted.end());
    for (const auto& title : TRY(record::titles(work_.tx, work_.model, *type, ids))) {
      writer.key(to_text(title.id)).begin_object().key("number").text(title.number);
      writer.key("title").text(title.title).key("type").text(title.type).end_object();
    }
  }
  writer.end_object();
  return {};
}

Result<std::string> RecordJson::one(const Record& record) {
  std::string body;
  body.reserve(2'048);
  JsonWriter writer(body);
  writer.begin_object();
  write_members(writer, record, Extent::whole);
  TRY(write_face(writer, record));
  if (selection_.wants_links) TRY(write_links(writer, record));
  TRY(write_titles(writer));
  writer.end_object();
  return body;
}

}  // namespace praxis::api
