#include "api/record_json.h"

#include <algorithm>
#include <array>

#include "api/call.h"
#include "api/clock_json.h"
#include "api/prepared.h"
#include "api/query.h"
#include "expr/value_text.h"
#include "record/version_store.h"
#include "usecases/read_marks.h"
#include "usecases/read_records.h"

namespace praxis::api {
namespace {

using pack::FieldType;
using record::Record;

// The engine's members of a record, in the order of their names below.
enum Member : std::size_t {
  member_id,
  member_number,
  member_type,
  member_state,
  member_phase,
  member_version,
  member_created_at,
  member_created_by,
  member_updated_at,
  member_updated_by,
  member_journal_seq,
  member_next_target_at,
  member_links,
  member_overrides,
  member_external,
  member_next_target_clock,
  member_newest_version,
  member_clocks,
  members
};

constexpr std::array<std::string_view, members> engine_members{"id",
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
                                                               "newest_version",
                                                               "clocks"};

const JsonName& name_of(Member member) {
  static const std::vector<JsonName> names(engine_members.begin(), engine_members.end());
  return names[member];
}

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
    if (const auto* id = element.get<Id>()) writer.id(*id);
  writer.end_array();
}

void write_person(JsonWriter& writer, Member member, Id person) {
  writer.key(name_of(member));
  if (person.is_nil())
    writer.null();
  else
    writer.id(person);
}

std::string_view currency_of(const Record& record, int field) {
  const auto found = record.currencies.find(field);
  return found == record.currencies.end() ? std::string_view() : std::string_view(found->second);
}

// Where `record` is a parameter, the namespace cannot be named.
std::string_view phase_name(const Record& of) { return record::name(of.phase()); }

}  // namespace

std::shared_ptr<Prepared> make_prepared() { return std::make_shared<Prepared>(); }

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
  selection.wants_clocks = !selection.fields.empty() && selection.takes("clocks");
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
      writer.instant(value.instant());
      return;
    case FieldType::duration:
      writer.text(to_text(value.span()));
      return;
    case FieldType::reference:
      writer.id(value.id());
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

RecordPlan::RecordPlan(const record::Scope& scope, const record::Model& model,
                       const Selection& selection, const pack::RecordType& type)
    : rights(scope, model.packs(), type) {
  const auto& layout = model.layout(type);
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const bool is_in_row = layout[i].kind == record::FieldPlace::Kind::column;
    if (selection.takes(type.fields[i].name))
      fields.push_back({static_cast<int>(i), is_in_row, JsonName(type.fields[i].name)});
  }
  for (std::size_t i = 0; i < engine_members.size(); ++i)
    members.set(i, selection.takes(engine_members[i]));
}

RecordJson::OfType& RecordJson::of_type(const pack::RecordType& type) {
  const auto known = types_.find(&type);
  if (known != types_.end()) return known->second;
  return types_.emplace(&type, OfType(kept_plan(type))).first->second;
}

std::shared_ptr<const RecordPlan> RecordJson::kept_plan(const pack::RecordType& type) const {
  const auto make = [&] {
    return std::make_shared<const RecordPlan>(work_.scope, work_.model, selection_, type);
  };
  if (!call_ || call_->actor.scope.get() != &work_.scope) return make();
  auto& kept = call_->services.prepared->record_plans;
  std::string what = type.name;
  for (const auto& field : selection_.fields) what.append(",").append(field);
  auto plan = kept.find(call_->actor, what);
  if (plan) return plan;
  plan = make();
  kept.add(call_->actor, what, plan);
  return plan;
}

void RecordJson::note_reference(std::string_view type, Id id) {
  if (!selection_.wants_titles || id.is_nil()) return;
  auto found = references_.find(type);
  if (found == references_.end()) found = references_.emplace(type, std::set<Id>{}).first;
  found->second.insert(id);
}

Status RecordJson::show_unread(std::span<const Record> records) {
  const auto all = TRY(usecases::unread(work_, records));
  for (std::size_t i = 0; i < all.size(); ++i) unread_[records[i].id] = all[i];
  return {};
}

void RecordJson::write_engine_members(JsonWriter& writer, const Record& record,
                                      const RecordPlan& plan) {
  const auto takes = [&](Member member) { return plan.members.test(member); };
  const auto key = [&](Member member) -> JsonWriter& { return writer.key(name_of(member)); };
  // A dry run's record has neither yet.
  if (!record.id.is_nil()) key(member_id).id(record.id);
  if (!record.number.empty() && takes(member_number)) key(member_number).text(record.number);
  if (takes(member_type)) key(member_type).text(record.type->name);
  if (record.state >= 0 && takes(member_state)) key(member_state).text(record.state_name());
  if (record.state >= 0 && takes(member_phase)) key(member_phase).text(phase_name(record));
  if (takes(member_version)) key(member_version).integer(record.version);
  if (takes(member_journal_seq)) key(member_journal_seq).integer(record.journal_seq);
  if (takes(member_created_at)) key(member_created_at).instant(record.created_at);
  if (takes(member_created_by)) write_person(writer, member_created_by, record.created_by);
  if (takes(member_updated_at)) key(member_updated_at).instant(record.updated_at);
  if (takes(member_updated_by)) write_person(writer, member_updated_by, record.updated_by);
  if (const auto found = unread_.find(record.id); found != unread_.end())
    writer.key("unread").boolean(found->second);
  if (record.next_target_at && takes(member_next_target_at))
    key(member_next_target_at).instant(*record.next_target_at);
  if (record.next_target_at && takes(member_next_target_clock))
    key(member_next_target_clock).text(record.next_target_clock);
  if (!record.external_key.empty() && takes(member_external)) {
    key(member_external).begin_object().key("source").text(record.external_source);
    writer.key("key").text(record.external_key).end_object();
  }
  note_reference("person", record.created_by);
  note_reference("person", record.updated_by);
}

Status RecordJson::prepare(std::span<const Record> records) {
  if (selection_.wants_clocks) clocks_ = TRY(usecases::clocks_shown(work_, records));
  return {};
}

void RecordJson::write_clocks(JsonWriter& writer, const Record& record) {
  writer.key("clocks").begin_object();
  if (const auto found = clocks_.find(record.id); found != clocks_.end())
    for (const auto& clock : found->second) {
      writer.key(clock.row.name).begin_object();
      write_clock_members(writer, clock);
      writer.end_object();
    }
  writer.end_object();
}

void RecordJson::write_members(JsonWriter& writer, const Record& record, Extent extent) {
  auto& of = of_type(*record.type);
  const auto& plan = *of.plan;
  write_engine_members(writer, record, plan);
  if (selection_.wants_clocks) write_clocks(writer, record);
  const auto& readable = of.readable.of(work_.around(record));
  for (const auto& wanted : plan.fields) {
    const auto position = static_cast<std::size_t>(wanted.field);
    if (!readable.test(position) || (extent == Extent::row && !wanted.is_in_row)) continue;
    const auto& field = record.type->fields[position];
    const auto& value = record.values[position];
    write_value(writer.key(wanted.name), field, value, currency_of(record, wanted.field));
    if (!selection_.wants_titles || value.is_null()) continue;
    if (field.type == FieldType::reference) note_reference(field.target, value.id());
    if (field.type == FieldType::references)
      for (const auto& element : value.list()) note_reference(field.target, element.id());
  }
  if (record.overrides.empty() || !plan.members.test(member_overrides)) return;
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
  const identity::RecordRights rights(of_type(*other.type).plan->rights, work_.around(other));
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
      writer.key(to_text(title.id)).begin_object().key(name_of(member_number)).text(title.number);
      writer.key("title").text(title.title).key(name_of(member_type)).text(title.type).end_object();
    }
  }
  writer.end_object();
  return {};
}

Result<std::string> RecordJson::one(const Record& record) {
  TRY(prepare({&record, 1}));
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
