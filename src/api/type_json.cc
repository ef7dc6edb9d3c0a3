#include "api/type_json.h"

#include <algorithm>
#include <array>

#include "api/record_json.h"
#include "api/view_json.h"
#include "pack/field_value.h"
#include "workflow/lifecycle.h"

namespace praxis::api {
namespace {

using pack::Field;
using pack::RecordType;

constexpr std::array<std::string_view, 10> role_names{
    "",      "title",        "description", "requester", "assignee",
    "group", "organization", "priority",    "concerns",  "confidentiality"};

struct ActionName {
  pack::Action action;
  std::string_view name;
};
constexpr std::array<ActionName, 6> actions{{{pack::Action::read, "read"},
                                             {pack::Action::create, "create"},
                                             {pack::Action::update, "update"},
                                             {pack::Action::comment_public, "comment_public"},
                                             {pack::Action::comment_internal, "comment_internal"},
                                             {pack::Action::link, "link"}}};

// What the grants come to before any record is looked at.
std::string_view how_often(const record::Scope& scope, const std::vector<pack::Grant>& grants) {
  if (scope.is_system) return "always";
  std::string_view answer = "never";
  for (const auto& grant : grants) {
    if (!scope.has_role(grant.role)) continue;
    if (grant.is_always) return "always";
    answer = "sometimes";
  }
  return answer;
}

std::string_view how_often(const record::Scope& scope,
                           const std::optional<std::vector<pack::Grant>>& grants) {
  return grants ? how_often(scope, *grants) : "follows";
}

bool is_one_of_types(const RecordType& type, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return type.is_a(name); });
}

}  // namespace

void TypeJson::text_member(std::string_view key, const std::string& address) {
  if (packs_.has_text(language_, address) || packs_.has_text("en", address))
    writer_.key(key).text(text(address));
}

void TypeJson::names_member(std::string_view key, const std::vector<std::string>& names) {
  writer_.key(key).begin_array();
  for (const auto& name : names) writer_.text(name);
  writer_.end_array();
}

void TypeJson::field_names_member(std::string_view key, const RecordType& type,
                                  const std::vector<int>& fields) {
  writer_.key(key).begin_array();
  for (const int field : fields) writer_.text(type.fields[static_cast<std::size_t>(field)].name);
  writer_.end_array();
}

void TypeJson::states_member(std::string_view key, const RecordType& type, pack::StateSet states) {
  writer_.key(key).begin_array();
  for (std::size_t i = 0; i < type.states.size(); ++i)
    if (states >> i & 1U) writer_.text(type.states[i].name);
  writer_.end_array();
}

// false, true, {"states": [..]} or {"expression": ".."}.
void TypeJson::rule_member(std::string_view key, const RecordType& type, const pack::Rule& rule) {
  switch (rule.kind) {
    case pack::Rule::Kind::never:
      writer_.key(key).boolean(false);
      return;
    case pack::Rule::Kind::always:
      writer_.key(key).boolean(true);
      return;
    case pack::Rule::Kind::in_states:
      writer_.key(key).begin_object();
      states_member("states", type, rule.states);
      writer_.end_object();
      return;
    case pack::Rule::Kind::when:
      writer_.key(key).begin_object().key("expression").text(rule.when->text).end_object();
  }
}

void TypeJson::bound_member(std::string_view key, const Field& field, std::int64_t bound) {
  const bool is_span = field.type == pack::FieldType::duration;
  auto plain = field;
  if (plain.type == pack::FieldType::money) plain.type = pack::FieldType::decimal;
  write_value(writer_.key(key), plain, is_span ? expr::Value(Span{bound}) : expr::Value(bound), "");
}

void TypeJson::write_identity(const RecordType& type) {
  writer_.key("name").text(type.name).key("label").text(text(type.name + ".name"));
  writer_.key("plural").text(text(type.name + ".plural"));
  writer_.key("practice").text(type.practice).key("family").text(type.family);
  if (!type.extends.empty()) writer_.key("extends").text(type.extends);
  writer_.key("is_abstract").boolean(type.is_abstract).key("number").text(type.number);
  names_member("subtypes", type.subtypes);
  write_permissions(type);
}

void TypeJson::write_permissions(const RecordType& type) {
  writer_.key("permissions").begin_object();
  for (const auto& [action, name] : actions) {
    const auto found = type.permissions.find(action);
    const auto answer = found == type.permissions.end()
                            ? how_often(work_.scope, std::vector<pack::Grant>{})
                            : how_often(work_.scope, found->second);
    writer_.key(name).text(answer);
  }
  writer_.end_object();
}

void TypeJson::write_summary(const RecordType& type) {
  writer_.begin_object();
  write_identity(type);
  writer_.end_object();
}

Status TypeJson::write_whole(const RecordType& type) {
  writer_.begin_object();
  write_identity(type);
  names_member("chain", type.chain);
  write_fields(type);
  write_states(type);
  writer_.key("transitions");
  write_transitions(type, type.lifecycle);
  write_models(type);
  write_evidence(type);
  write_forms(type);
  write_views(type);
  TRY(write_saved_views(writer_, work_, &type));
  write_links(type);
  write_clocks(type);
  writer_.end_object();
  return {};
}

void TypeJson::write_fields(const RecordType& type) {
  writer_.key("fields").begin_array();
  for (const auto& field : type.fields) write_field(type, field);
  writer_.end_array();
}

void TypeJson::write_field(const RecordType& type, const Field& field) {
  const auto address = type.name + ".fields." + field.name;
  writer_.begin_object().key("name").text(field.name).key("label").text(text(address));
  text_member("hint", address + ".hint");
  writer_.key("type").text(pack::name(field.type));
  if (!field.target.empty()) writer_.key("to").text(field.target);
  if (!field.list.empty()) writer_.key("of").text(field.list);
  if (field.role != pack::FieldRole::none)
    writer_.key("as").text(role_names[static_cast<std::size_t>(field.role)]);
  write_field_rules(type, field);
  const auto found = type.field_permissions.find(field.name);
  const auto permission =
      found == type.field_permissions.end() ? pack::FieldPermission{} : found->second;
  writer_.key("read").text(how_often(work_.scope, permission.read));
  writer_.key("update").text(how_often(work_.scope, permission.update)).end_object();
}

void TypeJson::write_field_rules(const RecordType& type, const Field& field) {
  rule_member("required", type, field.required);
  rule_member("hidden", type, field.hidden);
  rule_member("fixed", type, field.fixed);
  if (!field.default_value.is_null())
    write_value(writer_.key("default"), field, field.default_value, "");
  writer_.key("is_computed").boolean(field.computed != nullptr);
  if (field.override_by) {
    writer_.key("override").begin_object();
    names_member("roles", field.override_by->roles);
    writer_.key("reason").boolean(field.override_by->needs_reason).end_object();
  }
  if (field.suggest) writer_.key("suggest").text(field.suggest->text);
  if (field.among) writer_.key("among").text(field.among->text);
  if (field.check) writer_.key("check").text(field.check->text);
  if (field.is_unique) writer_.key("is_unique").boolean(true);
  if (field.is_retired) writer_.key("is_retired").boolean(true);
  if (field.min) bound_member("min", field, *field.min);
  if (field.max) bound_member("max", field, *field.max);
  if (field.length_max > 0) writer_.key("length_max").integer(field.length_max);
  if (field.scale > 0) writer_.key("scale").integer(field.scale);
  if (!field.pattern.empty()) writer_.key("pattern").text(field.pattern);
  if (field.search_weight > 0) writer_.key("search_weight").integer(field.search_weight);
}

void TypeJson::write_states(const RecordType& type) {
  writer_.key("states").begin_array();
  for (const auto& state : type.states) {
    writer_.begin_object().key("name").text(state.name);
    writer_.key("label").text(text(type.name + ".states." + state.name));
    writer_.key("phase").text(record::name(state.phase)).key("glyph").text(state.glyph);
    writer_.end_object();
  }
  writer_.end_array();
}

void TypeJson::write_transitions(const RecordType& type, const pack::Lifecycle& lifecycle) {
  writer_.begin_array();
  for (const auto& transition : lifecycle.transitions) {
    writer_.begin_object().key("name").text(transition.name);
    writer_.key("label").text(text(type.name + ".transitions." + transition.name));
    states_member("from", type, transition.from);
    writer_.key("to").text(type.states[static_cast<std::size_t>(transition.to)].name);
    names_member("roles", transition.roles);
    if (!transition.key.empty()) writer_.key("key").text(transition.key);
    field_names_member("requires", type, transition.requires_fields);
    field_names_member("asks", type, transition.asks);
    writer_.key("reason").boolean(transition.needs_reason);
    names_member("evidence", transition.evidence);
    writer_.key("is_timed").boolean(transition.after.has_value() || transition.at != nullptr);
    writer_.end_object();
  }
  writer_.end_array();
}

void TypeJson::write_models(const RecordType& type) {
  if (type.model_field < 0) return;
  writer_.key("model_field").text(type.fields[static_cast<std::size_t>(type.model_field)].name);
  writer_.key("models").begin_object();
  for (const auto& [name, lifecycle] : type.models) {
    writer_.key(name).begin_object();
    states_member("states", type, lifecycle.states);
    writer_.key("transitions");
    write_transitions(type, lifecycle);
    writer_.end_object();
  }
  writer_.end_object();
}

void TypeJson::write_evidence(const RecordType& type) {
  const auto kinds = workflow::evidence_kinds(type);
  if (kinds.empty()) return;
  writer_.key("evidence").begin_array();
  for (const auto& kind : kinds) {
    writer_.begin_object().key("name").text(kind);
    writer_.key("label").text(text(type.name + ".evidence." + kind)).end_object();
  }
  writer_.end_array();
}

void TypeJson::write_forms(const RecordType& type) {
  writer_.key("forms").begin_array();
  for (const auto& form : type.forms) {
    writer_.begin_object().key("name").text(form.name);
    names_member("for", form.roles);
    if (!form.style.empty()) writer_.key("style").text(form.style);
    writer_.key("sections").begin_array();
    for (const auto& section : form.sections) {
      writer_.begin_object().key("name").text(section.name);
      writer_.key("label").text(text(type.name + ".forms." + form.name + "." + section.name));
      field_names_member("fields", type, section.fields);
      rule_member("hidden", type, section.hidden);
      writer_.key("is_folded").boolean(section.is_folded);
      writer_.key("has_attachments").boolean(section.has_attachments).end_object();
    }
    writer_.end_array().key("aside").value(form.aside).end_object();
  }
  writer_.end_array();
}

void TypeJson::write_views(const RecordType& type) {
  writer_.key("views").begin_array();
  for (const auto& view : type.views) {
    writer_.begin_object().key("name").text(view.name);
    writer_.key("label").text(text(type.name + ".views." + view.name));
    names_member("for", view.roles);
    writer_.key("filter").text(view.filter ? std::string_view(view.filter->text) : "");
    writer_.key("active").boolean(view.is_active_only);
    names_member("columns", view.columns);
    names_member("sort", view.sort);
    if (!view.group_by.empty()) writer_.key("group_by").text(view.group_by);
    writer_.key("has_badge").boolean(view.has_badge).end_object();
  }
  writer_.end_array();
}

// {source's: receiver's}
void TypeJson::write_pairs(std::string_view key, const std::map<std::string, std::string>& pairs) {
  if (pairs.empty()) return;
  writer_.key(key).begin_object();
  for (const auto& [from, to] : pairs) writer_.key(from).text(to);
  writer_.end_object();
}

void TypeJson::write_links(const RecordType& type) {
  writer_.key("links").begin_array();
  const auto add = [&](const std::string& name, const pack::LinkType& link,
                       const std::vector<std::string>& to, const std::optional<int>& max) {
    writer_.begin_object().key("name").text(name).key("label").text(text("links." + name));
    names_member("to", to);
    writer_.key("same_type").boolean(link.is_same_type);
    if (max) writer_.key("max").integer(*max);
    const bool is_from = name == link.name;
    if (is_from && !link.shows.empty()) names_member("shows", link.shows);
    if (is_from && link.failure != "none") writer_.key("failure").text(link.failure);
    if (link.in_step) writer_.key("is_in_step").boolean(true);
    writer_.key("flows").begin_array();
    for (const auto& flow : link.flows) {
      const bool goes_out = flow.is_forward == (name == link.name);
      if (!goes_out || flow.offer != "ask") continue;
      writer_.begin_object().key("name").text(flow.name);
      writer_.key("label").text(text("flows." + flow.name));
      if (!flow.comment.empty()) writer_.key("comment").text(flow.comment);
      write_pairs("transition", flow.transitions);
      write_pairs("fields", flow.fields);
      writer_.end_object();
    }
    writer_.end_array().end_object();
  };
  for (const auto& link : packs_.links()) {
    if (is_one_of_types(type, link.from)) add(link.name, link, link.to, link.to_max);
    if (!link.is_symmetric && is_one_of_types(type, link.to))
      add(link.reverse, link, link.from, link.from_max);
  }
  writer_.end_array();
}

void TypeJson::write_clocks(const RecordType& type) {
  writer_.key("clocks").begin_array();
  for (const auto& clock : type.clocks) {
    writer_.begin_object().key("name").text(clock.name);
    writer_.key("label").text(text(type.name + ".clocks." + clock.name)).end_object();
  }
  writer_.end_array();
}

}  // namespace praxis::api
