#include "pack/read_field.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/text.h"
#include "pack/compile.h"
#include "pack/field_value.h"
#include "pack/keys.h"
#include "pack/names.h"
#include "pack/states.h"

namespace praxis::pack {
namespace {

bool is_one_of(FieldType type, std::initializer_list<FieldType> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool is_plain_text(FieldType type) {
  return is_one_of(type, {FieldType::text, FieldType::markdown, FieldType::email, FieldType::url,
                          FieldType::ip, FieldType::translatable});
}

const std::vector<std::string>& field_role_names() {
  static const std::vector<std::string> names = {
      "title",        "description", "requester", "assignee",        "group",
      "organization", "priority",    "concerns",  "confidentiality", "calendar"};
  return names;
}

// What a meaning asks of the field that has it; "" if nothing is wrong.
std::string role_fault(const Field& field) {
  const auto leads_to = [&](std::string_view target) {
    return field.type == FieldType::reference && field.target == target;
  };
  switch (field.role) {
    case FieldRole::none:
      return "";
    case FieldRole::title:
      return is_one_of(field.type, {FieldType::text, FieldType::translatable})
                 ? ""
                 : "a title is a text";
    case FieldRole::description:
      return is_one_of(field.type, {FieldType::text, FieldType::markdown})
                 ? ""
                 : "a description is a text or markdown";
    case FieldRole::requester:
    case FieldRole::assignee:
      return leads_to("person") ? "" : "leads to a person";
    case FieldRole::group:
      return leads_to("group") ? "" : "leads to a group";
    case FieldRole::organization:
      return leads_to("organization") ? "" : "leads to an organization";
    case FieldRole::priority:
      return field.type == FieldType::integer ? "" : "a priority is an integer";
    case FieldRole::concerns:
      return is_one_of(field.type, {FieldType::reference, FieldType::references})
                 ? ""
                 : "what it concerns is a reference";
    case FieldRole::confidentiality:
      return is_one_of(field.type, {FieldType::boolean, FieldType::choice})
                 ? ""
                 : "confidentiality is a boolean or a choice";
    case FieldRole::calendar:
      return field.type == FieldType::markdown ? "" : "a calendar is markdown";
  }
  return "";
}

void read_target(Draft& draft, const MapReader& reader, Field& field, std::string_view written) {
  if (is_one_of(field.type, {FieldType::reference, FieldType::references})) {
    field.target = written == "reference" || written == "references" ? reader.required_text("to")
                                                                     : std::string(written);
    if (!field.target.empty() && !draft.find_type(field.target))
      reader.add(reader.has("to") ? "to" : "type",
                 fmt::format("there is no type {}{}", field.target,
                             did_you_mean(field.target, type_names_of(draft))));
    if (reader.has("to") && field.target == written)
      reader.add("to", fmt::format("a field of type {} leads there already", written));
  } else if (reader.has("to")) {
    reader.add("to", "only a reference leads to a type");
  }
  if (reader.lacks("of")) {
    if (field.type == FieldType::choice)
      reader.add(reader.at(), "of is missing: which choice list?");
    return;
  }
  field.list = reader.text("of");
  const auto* list = draft.set->choices(field.list);
  if (!list)
    reader.add("of", fmt::format("there is no choice list {}{}", field.list,
                                 did_you_mean(field.list, choice_list_names(draft))));
  else if (field.type == FieldType::integer && !list->has_integer_keys)
    reader.add("of", fmt::format("the keys of {} are no integers: make this a choice", field.list));
  else if (!is_one_of(field.type, {FieldType::choice, FieldType::integer}))
    reader.add("of", "only a choice or an integer is of a list");
}

std::optional<std::int64_t> read_bound(const MapReader& reader, const Field& field,
                                       std::string_view key) {
  const auto* node = reader.find(key);
  if (!node) return std::nullopt;
  auto bound = bound_from(field, *node);
  if (!bound) reader.add(key, fmt::format("is no bound for {}", name(field.type)));
  return bound;
}

void read_bounds(const MapReader& reader, Field& field) {
  field.scale = 2;
  if (const auto scale = reader.integer("scale", 0, 9)) {
    field.scale = static_cast<int>(*scale);
    if (!is_one_of(field.type, {FieldType::decimal, FieldType::money}))
      reader.add("scale", "only decimals and money have a scale");
  }
  field.min = read_bound(reader, field, "min");
  field.max = read_bound(reader, field, "max");
  if (field.min && field.max && *field.min > *field.max) reader.add("min", "is above max");
  if (const auto length = reader.integer("length_max", 1, 1'000'000)) {
    field.length_max = *length;
    if (!is_plain_text(field.type)) reader.add("length_max", "only texts have a length");
  }
  field.pattern = reader.text("pattern");
  if (field.pattern.empty()) return;
  if (!is_plain_text(field.type)) reader.add("pattern", "only texts have a pattern");
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  const RE2 pattern(field.pattern, options);
  if (!pattern.ok()) reader.add("pattern", fmt::format("is no pattern: {}", pattern.error()));
}

void read_default(Draft& draft, const MapReader& reader, Field& field) {
  const auto* node = reader.find("default");
  if (!node) return;
  const auto value = default_from(field, *node);
  const bool is_scaled = field.type == FieldType::decimal || field.type == FieldType::money;
  if (!value && is_scaled && node->kind == Node::Kind::decimal)
    return reader.add("default", fmt::format("has more than {} decimal places", field.scale));
  if (!value)
    return reader.add("default", fmt::format("is no constant of type {}", name(field.type)));
  const auto* list = field.list.empty() ? nullptr : draft.set->choices(field.list);
  if (list && list->find(node->text) < 0)
    return reader.add("default",
                      fmt::format("\"{}\" is not in the list {}{}", node->text, field.list,
                                  what_would_do(node->text, choice_keys(*list))));
  if (field.length_max > 0 && value->get<std::string>() &&
      static_cast<std::int64_t>(length_of(value->text())) > field.length_max)
    return reader.add("default", fmt::format("is longer than {} characters", field.length_max));
  const auto* number = value->get<std::int64_t>();
  if (number && ((field.min && *number < *field.min) || (field.max && *number > *field.max)))
    return reader.add("default", "lies outside min and max");
  field.default_value = *value;
}

void read_marks(const MapReader& reader, Field& field) {
  field.is_unique = reader.flag("unique");
  if (field.is_unique && is_one_of(field.type, {FieldType::markdown, FieldType::references,
                                                FieldType::boolean, FieldType::translatable}))
    reader.add("unique", fmt::format("a field of type {} cannot be unique", name(field.type)));
  if (const auto weight = reader.integer("search", 1, 4)) {
    field.search_weight = static_cast<int>(*weight);
    if (!is_plain_text(field.type)) reader.add("search", "only texts are searched");
  }
  for (const auto& granted : reader.names("grants")) {
    if (granted != "read")
      reader.add("grants", fmt::format("\"{}\" cannot be granted (one of: read)", granted));
    field.grants_read = true;
  }
  if (field.grants_read && field.target != "person" && field.target != "group")
    reader.add("grants", "only persons and groups can be granted anything");
  field.is_retired = reader.flag("retired");
  field.was = reader.text("was");
}

void read_override(Draft& draft, const MapReader& reader, Field& field) {
  if (!reader.has("override")) return;
  const auto map = reader.map("override");
  map.allow({"roles", "reason"});
  if (reader.lacks("computed")) map.add(map.at(), "only a computed field is overridden");
  Field::Override by;
  by.roles = read_role_names(draft, map, "roles");
  if (by.roles.empty() && map.is_map()) map.add(map.at(), "roles is missing: who may set it?");
  by.needs_reason = map.flag("reason");
  field.override_by = std::move(by);
}

}  // namespace

Field read_field_outline(Draft& draft, const MapReader& reader) {
  Field field;
  if (!reader.is_map()) return field;
  reader.allow(field_keys());
  const auto written = reader.required_text("type");
  const auto type = field_type(written);
  if (!type && !written.empty())
    reader.add("type", fmt::format("\"{}\" is no type of a field{}", written,
                                   did_you_mean(written, field_type_names())));
  field.type = type.value_or(FieldType::text);
  read_target(draft, reader, field, written);
  if (reader.has("as")) {
    const auto role = reader.one_of("as", field_role_names());
    const auto& names = field_role_names();
    const auto index = std::find(names.begin(), names.end(), role) - names.begin();
    field.role = static_cast<FieldRole>(index + 1);
    if (const auto fault = role_fault(field); !fault.empty())
      reader.add("as", fmt::format("{}, this is {}", fault, written));
  }
  read_bounds(reader, field);
  read_default(draft, reader, field);
  read_marks(reader, field);
  read_override(draft, reader, field);
  return field;
}

void read_field_rules(Draft& draft, const RecordType& type, const MapReader& reader, Field& field) {
  field.required = read_rule(draft, type, reader, "required");
  field.hidden = read_rule(draft, type, reader, "hidden");
  field.fixed = read_rule(draft, type, reader, "fixed");
  const ExpressionReader expressions(draft, type);
  if (const auto* node = reader.find("computed"))
    field.computed = expressions.value_for(field, *node, reader.address("computed"));
  if (const auto* node = reader.find("suggest"))
    field.suggest = expressions.value_for(field, *node, reader.address("suggest"));
  if (const auto* node = reader.find("check"))
    field.check = expressions.condition(*node, reader.address("check"));
  if (field.computed) {
    const auto& meanings = field.computed->meanings;
    field.is_stored_journal_figure =
        std::any_of(meanings.begin(), meanings.end(),
                    [](const Meaning& meaning) { return meaning.kind == Meaning::Kind::journal; });
  }
  const auto* among = reader.find("among");
  if (!among) return;
  const auto* target = draft.set->type(field.target);
  if (!target) return reader.add("among", "only a reference is among records");
  field.among = ExpressionReader(draft, type)
                    .with({.candidate = target})
                    .for_sql(SqlUse::condition)
                    .condition(*among, reader.address("among"));
}

}  // namespace praxis::pack
