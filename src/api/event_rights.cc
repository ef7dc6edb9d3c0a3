#include "api/event_rights.h"

#include <algorithm>

#include "base/json.h"

namespace praxis::api {
namespace {

std::string event_text(const JsonObject& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::int64_t event_number(const JsonObject& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found && found->is_int64() ? found->get_int64() : 0;
}

// The field that a permission column stands for: by its meaning, or by its own name where it grants
// reading.
int field_of_column(const pack::RecordType& type, std::string_view column) {
  static constexpr std::pair<std::string_view, pack::FieldRole> roles[] = {
      {"organization", pack::FieldRole::organization},
      {"group", pack::FieldRole::group},
      {"requester", pack::FieldRole::requester},
      {"assignee", pack::FieldRole::assignee},
      {"confidential", pack::FieldRole::confidentiality}};
  for (const auto& [name, role] : roles)
    if (name == column) return type.field_with(role);
  return type.find_field(column);
}

void put_column(record::Record& record, const JsonObject::value_type& column,
                std::vector<Id>& named) {
  const int field = field_of_column(*record.type, column.key());
  if (field < 0) return;
  if (column.value().is_bool()) record.value(field) = column.value().get_bool();
  if (!column.value().is_string()) return;
  const auto& declared = record.type->fields[static_cast<std::size_t>(field)];
  if (declared.type == pack::FieldType::choice) {
    record.value(field) = std::string(column.value().get_string());
    return;
  }
  const auto id = id_from_text(column.value().get_string());
  if (!id) return;
  const bool is_set = declared.type == pack::FieldType::references;
  record.value(field) = is_set ? expr::Value(expr::List{*id}) : expr::Value(*id);
  named.push_back(*id);
}

record::Record record_of(SeenEvent& event, const JsonObject& columns) {
  record::Record record;
  record.type = event.type;
  record.id = event.id;
  record.number = event.number;
  record.values.resize(event.type->fields.size());
  for (const auto& column : columns) put_column(record, column, event.named);
  return record;
}

void write_event(JsonWriter& writer, const SeenEvent& event, const identity::FieldSet& readable) {
  writer.key("kind").text(event.kind).key("version").integer(event.version);
  writer.key("journal_seq").integer(event.journal_seq);
  if (!event.visibility.empty()) writer.key("visibility").text(event.visibility);
  writer.key("changed").begin_array();
  for (const auto& name : event.changed) {
    const int field = event.type->find_field(name);
    if (field < 0 || readable.test(static_cast<std::size_t>(field))) writer.text(name);
  }
  writer.end_array();
}

void append_ids(std::string& key, const std::vector<Id>& ids) {
  for (const auto& id : ids) key.append(id.view());
  key += ';';
}

}  // namespace

bool SeenEvent::names(Id wanted) const {
  return std::find(named.begin(), named.end(), wanted) != named.end();
}

bool SeenEvent::is_watched_by(Id person) const {
  return std::find(watchers.begin(), watchers.end(), person) != watchers.end();
}

std::optional<SeenEvent> seen_event(const record::Model& model, const usecases::LiveEvent& event) {
  const auto* type = model.type(event.type);
  const auto json = json_from_text(event.body);
  if (!type || !json || !json->is_object()) return std::nullopt;
  const auto& body = json->get_object();
  SeenEvent seen{.sequence = event.sequence, .id = event.record, .type = type};
  seen.kind = event_text(body, "kind");
  seen.number = event_text(body, "number");
  seen.visibility = event_text(body, "visibility");
  seen.is_cut = body.contains("is_cut");
  seen.version = event_number(body, "version");
  seen.journal_seq = event_number(body, "journal_seq");
  if (const auto* changed = body.if_contains("changed"); changed && changed->is_array())
    for (const auto& name : changed->get_array())
      if (name.is_string()) seen.changed.emplace_back(name.get_string());
  const auto* before = body.if_contains("before");
  const auto* after = body.if_contains("after");
  if (before && before->is_object()) seen.before = record_of(seen, before->get_object());
  if (after && after->is_object())
    seen.after = record_of(seen, after->get_object());
  else
    seen.after = record_of(seen, {});
  return seen;
}

RightsSet::RightsSet(const record::Model& model, const record::Directory& directory,
                     record::Scope scope)
    : model_(model), directory_(directory), scope_(std::move(scope)) {
  for (const auto& role : model.packs().roles())
    if (role.side == pack::Side::agent) agent_roles_.push_back(role.name);
}

const identity::ActorRights& RightsSet::rights_for(const pack::RecordType& type) {
  auto& rights = rights_[&type];
  if (!rights) rights = std::make_unique<identity::ActorRights>(scope_, model_.packs(), type);
  return *rights;
}

RightsSet::Sight RightsSet::sight(const record::Record& record, Instant now) {
  const record::Surroundings in{
      .model = &model_, .directory = &directory_, .scope = &scope_, .now = now, .record = &record};
  const identity::RecordRights rights(rights_for(*record.type), in);
  if (!rights.may(pack::Action::read)) return {};
  return {true, rights.holds_one_of(agent_roles_), rights.sees_working_copy(),
          rights.readable_fields()};
}

std::shared_ptr<const std::string> RightsSet::block(const SeenEvent& event, Within within,
                                                    Instant now) {
  const auto after = sight(event.after, now);
  const auto before = event.before ? sight(*event.before, now) : Sight{};
  if (!after.is_seen && !before.is_seen) return nullptr;
  // Readers of versions are told of a new one, and of nothing that is being worked on.
  if (!after.is_working_seen && !before.is_working_seen && !event.is_cut) return nullptr;
  if (event.visibility == "internal" && !after.is_internal_seen) return nullptr;
  auto block = std::make_shared<std::string>();
  block->append("id: ").append(std::to_string(event.sequence)).append("\nevent: change\ndata: ");
  JsonWriter writer(*block);
  writer.begin_object().key("type").text(event.type->name).key("id").text(to_text(event.id));
  writer.key("number").text(event.number);
  const bool is_there = after.is_seen && within != Within::leaves;
  if (is_there)
    write_event(writer, event, after.readable);
  else
    writer.key("left").boolean(true);
  if (is_there && ((event.before && !before.is_seen) || within == Within::enters))
    writer.key("entered").boolean(true);
  writer.end_object();
  block->append("\n\n");
  return block;
}

std::string rights_key(const record::Scope& scope) {
  std::string key;
  append_ids(key, {scope.organization, scope.site, scope.group});
  append_ids(key, scope.groups);
  for (const auto& [role, organizations] : scope.roles) {
    key.append(role).append(":");
    append_ids(key, organizations);
  }
  key += scope.is_system ? 's' : 'p';
  return key;
}

}  // namespace praxis::api
