// Choice lists, settings and roles: what stands outside of types.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/field_value.h"
#include "pack/reader.h"

namespace praxis::pack {
namespace {

constexpr std::size_t choices_max = 5'000;

bool is_choice_key(std::string_view text) {
  return !text.empty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

class ChoiceReader {
 public:
  ChoiceReader(Draft& draft, ChoiceList& list) : draft_(draft), list_(list) {}

  void read(const MapReader& map, int parent) {
    for (const auto& entry : map.node().entries) {
      if (list_.choices.size() >= choices_max)
        return draft_.findings.add(entry.at, map.address(),
                                   fmt::format("a list has at most {} choices", choices_max));
      const auto address = join("choices." + list_.name, entry.key);
      if (!is_choice_key(entry.key))
        draft_.findings.add(entry.at, address, "a choice is lower case, digits and _");
      if (!seen_.insert(entry.key).second) {
        draft_.findings.add(entry.at, address,
                            "stands in this list twice: keys are unique in a list, trees too");
        continue;
      }
      read_choice(entry, map.map(entry.key), parent);
    }
  }

 private:
  void read_choice(const Entry& entry, const MapReader& reader, int parent) {
    Choice choice{.key = entry.key, .parent = parent};
    for (const auto& attribute : reader.node().entries) {
      if (attribute.key == "children") continue;
      if (attribute.key == "retired") {
        choice.is_retired = reader.flag("retired");
      } else if (!is_name(attribute.key) || !attribute.value.is_scalar()) {
        draft_.findings.add(attribute.at, reader.address(attribute.key),
                            "an attribute of a choice is a name with a plain value");
      } else {
        choice.attributes[attribute.key] = to_json(attribute.value);
      }
    }
    list_.choices.push_back(std::move(choice));
    const auto index = static_cast<int>(list_.choices.size()) - 1;
    if (reader.has("children")) read(reader.map("children"), index);
  }

  Draft& draft_;
  ChoiceList& list_;
  std::set<std::string> seen_;
};

bool is_integer_key(const std::string& key) {
  return !key.empty() && key.size() < 10 &&
         std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
}

const ChoiceList* list_of(Draft& draft, const MapReader& matrix, std::string_view key) {
  const auto name = matrix.required_text(key);
  const auto* list = draft.set->choices(name);
  if (!list && !name.empty()) {
    std::vector<std::string> known;
    for (const auto& [each, value] : draft.set->choice_lists()) known.push_back(each);
    matrix.add(key, fmt::format("there is no choice list {}{}", name, what_would_do(name, known)));
  }
  return list;
}

// Every cell, and in each a choice of the list it gives.
void read_matrix(Draft& draft, const MapReader& reader, Setting& setting) {
  const auto matrix = reader.map("matrix");
  matrix.allow({"rows", "columns", "gives"});
  const auto* rows = list_of(draft, matrix, "rows");
  const auto* columns = list_of(draft, matrix, "columns");
  const auto* gives = list_of(draft, matrix, "gives");
  if (!rows || !columns || !gives) return;
  setting.type = gives->has_integer_keys ? FieldType::integer : FieldType::choice;
  setting.matrix = Setting::Matrix{rows->name, columns->name, gives->name};
  if (reader.lacks("default"))
    return reader.add(reader.at(), "default is missing: a matrix gives a value for each cell");
  const auto values = reader.map("default");
  JsonObject all;
  for (const auto& entry : values.node().entries) {
    if (rows->find(entry.key) < 0)
      draft.findings.add(entry.at, values.address(entry.key),
                         fmt::format("is not in the list {}", rows->name));
  }
  for (const auto& row : rows->choices) {
    const auto cells = values.map(row.key);
    JsonObject out;
    for (const auto& cell : cells.node().entries) {
      if (columns->find(cell.key) < 0)
        draft.findings.add(cell.at, cells.address(cell.key),
                           fmt::format("is not in the list {}", columns->name));
    }
    for (const auto& column : columns->choices) {
      const auto* cell = cells.find(column.key);
      if (!cell) {
        draft.findings.add(cells.at(), cells.address(),
                           fmt::format("there is no value for {} {} and {} {}", rows->name, row.key,
                                       columns->name, column.key));
      } else if (!cell->is_scalar() || gives->find(cell->text) < 0) {
        draft.findings.add(cell->at, cells.address(column.key),
                           fmt::format("\"{}\" is not in the list {}", cell->text, gives->name));
      } else {
        out[column.key] = gives->has_integer_keys ? Json(cell->integer) : Json(cell->text);
      }
    }
    all[row.key] = std::move(out);
  }
  setting.default_value = std::move(all);
}

void read_setting(Draft& draft, const MapReader& reader, Setting& setting) {
  reader.allow({"type", "of", "default", "matrix"});
  if (reader.has("matrix")) return read_matrix(draft, reader, setting);
  const auto name = reader.required_text("type");
  const auto type = setting_type(name);
  if (!type) {
    if (!name.empty())
      reader.add("type", fmt::format("\"{}\" is no type of a setting{}", name,
                                     what_would_do(name, setting_type_names())));
    return;
  }
  setting.type = *type;
  if (reader.has("of")) {
    reader.one_of("of", {"frameworks"});
    setting.names_framework = true;
    if (setting.type != FieldType::text) reader.add("of", "the name of a framework is a text");
  }
  const auto* value = reader.find("default");
  if (!value) return reader.add(reader.at(), "default is missing");
  const Field as_field{.name = setting.name, .type = setting.type, .scale = 2};
  if (!default_from(as_field, *value)) return reader.add("default", fmt::format("is no {}", name));
  setting.default_value = to_json(*value);
}

void close_over_includes(std::vector<Role>& roles) {
  const auto find = [&](std::string_view name) -> Role* {
    for (auto& role : roles)
      if (role.name == name) return &role;
    return nullptr;
  };
  for (auto& role : roles) {
    std::vector<std::string> closure{role.name};
    for (std::size_t i = 0; i < closure.size(); ++i) {
      const auto* each = find(closure[i]);
      if (!each) continue;
      for (const auto& included : each->includes)
        if (std::find(closure.begin(), closure.end(), included) == closure.end())
          closure.push_back(included);
    }
    role.includes = std::move(closure);
  }
}

}  // namespace

void read_choices(Draft& draft) {
  const MapReader lists(draft.findings, draft.choices, "choices", {});
  for (const auto& entry : draft.choices.entries) {
    ChoiceList list{.name = entry.key};
    if (!is_name(entry.key))
      draft.findings.add(entry.at, lists.address(entry.key),
                         "a name is lower case, digits and _, a letter first");
    ChoiceReader(draft, list).read(lists.map(entry.key), -1);
    list.has_integer_keys =
        !list.choices.empty() &&
        std::all_of(list.choices.begin(), list.choices.end(),
                    [](const Choice& choice) { return is_integer_key(choice.key); });
    draft.choice_lists->emplace(entry.key, std::move(list));
  }
}

void read_settings(Draft& draft) {
  const MapReader settings(draft.findings, draft.settings, "settings", {});
  for (const auto& entry : draft.settings.entries) {
    Setting setting{.name = entry.key};
    if (!is_name(entry.key))
      draft.findings.add(entry.at, settings.address(entry.key),
                         "a name is lower case, digits and _, a letter first");
    read_setting(draft, settings.map(entry.key), setting);
    draft.setting_values->emplace(entry.key, std::move(setting));
  }
}

void read_roles(Draft& draft) {
  const MapReader roles(draft.findings, draft.roles, "roles", {});
  std::vector<std::string> known;
  for (const auto& entry : draft.roles.entries) known.push_back(entry.key);
  for (const auto& entry : draft.roles.entries) {
    const auto reader = roles.map(entry.key);
    reader.allow({"side", "includes", "held_by", "owns"});
    if (!is_name(entry.key))
      draft.findings.add(entry.at, reader.address(),
                         "a name is lower case, digits and _, a letter first");
    if (reader.lacks("side")) reader.add(reader.at(), "side is missing: agent or requester");
    Role role{.name = entry.key};
    role.side = reader.one_of("side", {"agent", "requester"}, "agent") == "requester"
                    ? Side::requester
                    : Side::agent;
    role.is_held_by_everyone = reader.one_of("held_by", {"everyone"}) == "everyone";
    role.owns_organization = reader.one_of("owns", {"organization"}) == "organization";
    for (const auto* node : reader.name_nodes("includes")) {
      if (std::find(known.begin(), known.end(), node->text) == known.end() ||
          node->text == entry.key)
        draft.findings.add(node->at, reader.address("includes"),
                           fmt::format("there is no other role {}{}", node->text,
                                       did_you_mean(node->text, known)));
      else
        role.includes.push_back(node->text);
    }
    draft.role_values->push_back(std::move(role));
  }
  close_over_includes(*draft.role_values);
}

}  // namespace praxis::pack
