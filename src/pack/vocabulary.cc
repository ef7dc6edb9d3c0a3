#include "pack/vocabulary.h"

#include <algorithm>

#include "pack/draft.h"

namespace praxis::pack {
namespace {

Keys keys(std::vector<std::string> names) {
  return std::make_shared<const std::vector<std::string>>(std::move(names));
}

void add_name(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

const Node& section_of(const TypeDraft& type, std::string_view name) {
  static const Node none = Node::map_at({});
  const auto* found = type.effective.find(name);
  return found && found->is_map() ? *found : none;
}

void add_lists_of_type(Vocabulary& vocabulary, const Draft& draft, const TypeDraft& type) {
  std::vector<std::string> states, transitions, clocks;
  const auto add_keys = [](std::vector<std::string>& names, const Node& map) {
    for (const auto& entry : map.entries) add_name(names, entry.key);
  };
  const auto add_from = [&](const TypeDraft& each) {
    for (const auto& state : each.type->states) add_name(states, state.name);
    add_keys(clocks, section_of(each, "clocks"));
    add_keys(transitions, section_of(each, "transitions"));
    for (const auto& model : section_of(each, "models").entries)
      if (const auto* patched = model.value.find("transitions")) add_keys(transitions, *patched);
  };
  add_from(type);
  for (const auto& other : draft.types)
    if (other->type != type.type && other->type->is_a(type.name)) add_from(*other);
  vocabulary.states[type.name] = keys(std::move(states));
  vocabulary.transitions[type.name] = keys(std::move(transitions));
  vocabulary.clocks[type.name] = keys(std::move(clocks));
  vocabulary.types[type.name] = keys(type.type->subtypes);
}

}  // namespace

const Keys& Vocabulary::none() {
  static const Keys empty = keys({});
  return empty;
}

const std::vector<std::string>& phase_names() {
  static const std::vector<std::string> names = {"open", "pending", "resolved", "closed"};
  return names;
}

Vocabulary make_vocabulary(const Draft& draft) {
  const auto& set = *draft.set;
  Vocabulary vocabulary;
  for (const auto& [name, list] : set.choice_lists()) {
    std::vector<std::string> names;
    for (const auto& choice : list.choices) names.push_back(choice.key);
    vocabulary.choices[name] = keys(std::move(names));
  }
  for (const auto& type : draft.types) add_lists_of_type(vocabulary, draft, *type);
  vocabulary.phases = keys(phase_names());
  vocabulary.sides = keys({"requester", "agent", "system"});
  vocabulary.visibilities = keys({"public", "internal"});
  vocabulary.clock_states = keys({"running", "paused", "met", "breached", "ended"});
  vocabulary.entry_kinds =
      keys({"create", "field", "transition", "comment", "link", "clock", "setting", "attachment"});
  std::vector<std::string> roles, links;
  for (const auto& role : set.roles()) roles.push_back(role.name);
  for (const auto& link : set.links()) {
    links.push_back(link.name);
    if (!link.is_symmetric) links.push_back(link.reverse);
  }
  vocabulary.roles = keys(std::move(roles));
  vocabulary.links = keys(std::move(links));
  return vocabulary;
}

expr::Type expression_type(FieldType type, int scale) {
  switch (type) {
    case FieldType::integer:
      return {.kind = expr::Kind::integer};
    case FieldType::decimal:
    case FieldType::money:
      return {.kind = expr::Kind::decimal, .scale = scale};
    case FieldType::boolean:
      return {.kind = expr::Kind::boolean};
    case FieldType::date:
    case FieldType::instant:
      return {.kind = expr::Kind::timestamp};
    case FieldType::duration:
      return {.kind = expr::Kind::duration};
    case FieldType::reference:
      return {.kind = expr::Kind::reference};
    case FieldType::references:
      return expr::list_of({.kind = expr::Kind::reference});
    default:
      return {.kind = expr::Kind::text};
  }
}

expr::Type expression_type(const Field& field, const Vocabulary& vocabulary) {
  switch (field.type) {
    case FieldType::choice:
      return {.kind = expr::Kind::choice,
              .name = field.list,
              .keys = vocabulary.of(vocabulary.choices, field.list)};
    case FieldType::reference:
      return {.kind = expr::Kind::reference, .name = field.target};
    case FieldType::references:
      return expr::list_of({.kind = expr::Kind::reference, .name = field.target});
    default:
      return expression_type(field.type, field.scale);
  }
}

}  // namespace praxis::pack
