#include "pack/names.h"

#include <algorithm>

#include <fmt/format.h>

#include "pack/keys.h"

namespace praxis::pack {

std::vector<std::string> type_names_of(const Draft& draft) {
  std::vector<std::string> names;
  for (const auto& type : draft.types) names.push_back(type->name);
  return names;
}

std::vector<std::string> choice_list_names(const Draft& draft) {
  std::vector<std::string> names;
  for (const auto& [name, list] : draft.set->choice_lists()) names.push_back(name);
  return names;
}

std::vector<std::string> choice_keys(const ChoiceList& list) {
  std::vector<std::string> names;
  for (const auto& choice : list.choices) names.push_back(choice.key);
  return names;
}

std::vector<std::string> role_names(const Draft& draft) {
  std::vector<std::string> names;
  for (const auto& role : draft.set->roles()) names.push_back(role.name);
  return names;
}

std::vector<std::string> link_names(const Draft& draft) {
  std::vector<std::string> names;
  for (const auto& link : draft.set->links()) {
    names.push_back(link.name);
    if (!link.is_symmetric) names.push_back(link.reverse);
  }
  return names;
}

std::vector<std::string> field_names(const RecordType& type) {
  std::vector<std::string> names;
  for (const auto& field : type.fields) names.push_back(field.name);
  return names;
}

std::vector<std::string> column_names(const RecordType& type) {
  auto names = field_names(type);
  names.insert(names.end(), engine_columns_shown().begin(), engine_columns_shown().end());
  return names;
}

std::vector<std::string> transition_names(const RecordType& type) {
  std::vector<std::string> names;
  const auto add = [&](const Lifecycle& lifecycle) {
    for (const auto& transition : lifecycle.transitions)
      if (std::find(names.begin(), names.end(), transition.name) == names.end())
        names.push_back(transition.name);
  };
  add(type.lifecycle);
  for (const auto& [model, lifecycle] : type.models) add(lifecycle);
  return names;
}

bool is_column(const RecordType& type, std::string_view name) {
  const auto& engine = engine_columns_shown();
  return type.find_field(name) >= 0 ||
         std::find(engine.begin(), engine.end(), name) != engine.end();
}

std::vector<std::string> read_role_names(Draft& draft, const MapReader& reader,
                                         std::string_view key) {
  std::vector<std::string> names;
  for (const auto* node : reader.name_nodes(key)) {
    if (draft.set->role(node->text))
      names.push_back(node->text);
    else
      draft.findings.add(node->at, reader.address(key),
                         fmt::format("there is no role {}{}", node->text,
                                     what_would_do(node->text, role_names(draft))));
  }
  return names;
}

std::vector<int> read_field_names(const RecordType& type, Draft& draft, const MapReader& reader,
                                  std::string_view key) {
  std::vector<int> fields;
  for (const auto* node : reader.name_nodes(key)) {
    const auto index = type.find_field(node->text);
    if (index >= 0)
      fields.push_back(index);
    else
      draft.findings.add(node->at, reader.address(key),
                         fmt::format("{} has no field {}{}", type.name, node->text,
                                     did_you_mean(node->text, field_names(type))));
  }
  return fields;
}

std::vector<std::string> read_column_names(const RecordType& type, Draft& draft,
                                           const MapReader& reader, std::string_view key) {
  std::vector<std::string> columns;
  for (const auto* node : reader.name_nodes(key)) {
    if (is_column(type, node->text))
      columns.push_back(node->text);
    else
      draft.findings.add(node->at, reader.address(key),
                         fmt::format("{} has no field {}{}", type.name, node->text,
                                     did_you_mean(node->text, column_names(type))));
  }
  return columns;
}

std::string read_deciding_instant(const RecordType& type, const MapReader& reader) {
  auto at = reader.text("at");
  const auto* field = type.field(at);
  const bool is_instant = (field && field->type == FieldType::instant) || at == "created_at" ||
                          at == "updated_at" || at == "next_target_at";
  if (at.empty() || is_instant) return at;
  std::vector<std::string> known = {"created_at", "updated_at"};
  for (const auto& each : type.fields)
    if (each.type == FieldType::instant) known.push_back(each.name);
  reader.add("at",
             fmt::format("{} is no instant of {}{}", at, type.name, what_would_do(at, known)));
  return at;
}

bool has_link_end(Draft& draft, const RecordType& type, const Node& name) {
  bool is_reverse = false;
  const auto* link = draft.set->link(name.text, is_reverse);
  if (!link) return false;
  const auto* declared_by = draft.owner_of(name.at);
  const auto& owner = declared_by && type.is_a(declared_by->name) ? *declared_by : type;
  const auto covers = [&](const std::vector<std::string>& ends) {
    return std::any_of(ends.begin(), ends.end(), [&](const std::string& end) {
      const auto* other = draft.set->type(end);
      return owner.is_a(end) || (other && other->is_a(owner.name));
    });
  };
  if (link->is_symmetric) return covers(link->from) || covers(link->to);
  return covers(is_reverse ? link->to : link->from);
}

}  // namespace praxis::pack
