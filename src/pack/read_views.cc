// Indexes of families and the views that walk them: a view's filter fixes an index's equal columns,
// its sort is the index's, either way. So every shipped list is served from an index.
#include <algorithm>

#include <fmt/format.h>

#include "pack/compile.h"
#include "pack/draft.h"
#include "pack/names.h"
#include "pack/reader.h"

namespace praxis::pack {
namespace {

constexpr std::size_t views_max = 60;
constexpr std::size_t union_max = 50;

Index read_index(Draft& draft, const RecordType& type, const MapReader& reader,
                 const std::string& name) {
  Index index{.name = name, .declared_by = type.name};
  reader.allow({"equal", "sort", "active"});
  index.equal = read_column_names(type, draft, reader, "equal");
  index.sort = read_column_names(type, draft, reader, "sort");
  index.is_active_only = reader.flag("active");
  if (index.equal.empty() && index.sort.empty())
    reader.add(reader.at(), "has no columns: write equal and sort");
  for (const auto& column : index.sort)
    if (std::find(index.equal.begin(), index.equal.end(), column) != index.equal.end())
      reader.add("sort", fmt::format("{} stands in equal too", column));
  for (const auto* list : {&index.equal, &index.sort}) {
    for (const auto& column : *list) {
      const auto* field = type.field(column);
      if (!field || (field->type != FieldType::markdown && field->type != FieldType::references &&
                     field->type != FieldType::translatable))
        continue;
      reader.add(
          list == &index.equal ? "equal" : "sort",
          fmt::format("{} is a field of several values or a long text: it has no column to index",
                      column));
    }
  }
  return index;
}

// What a conjunction says of a column: fixed by ==, or one of a list.
enum class Fixing { none, equal, one_of, too_many };

void flatten(const Json& tree, std::vector<const JsonObject*>& terms) {
  if (!tree.is_object()) return;
  const auto& node = tree.as_object();
  const auto* op = node.if_contains("op");
  const auto* args = node.if_contains("args");
  if (op && op->is_string() && op->as_string() == "&&" && args && args->is_array()) {
    for (const auto& each : args->as_array()) flatten(each, terms);
    return;
  }
  terms.push_back(&node);
}

bool is_column_named(const Json& side, std::string_view column) {
  if (!side.is_object()) return false;
  const auto* name = side.as_object().if_contains("name");
  return name && name->is_string() && std::string_view(name->as_string()) == column;
}

std::size_t list_length(const Json& side) {
  if (!side.is_object()) return 1;
  const auto* value = side.as_object().if_contains("value");
  if (value && value->is_array()) return value->as_array().size();
  const auto* args = side.as_object().if_contains("args");
  const auto* op = side.as_object().if_contains("op");
  return args && args->is_array() && op && op->is_string() && op->as_string() == "list"
             ? args->as_array().size()
             : 1;
}

Fixing fixing_of(const std::vector<const JsonObject*>& terms, std::string_view column) {
  for (const auto* term : terms) {
    const auto* op = term->if_contains("op");
    const auto* args = term->if_contains("args");
    if (!op || !op->is_string() || !args || !args->is_array() || args->as_array().size() != 2)
      continue;
    const auto& sides = args->as_array();
    if (op->as_string() == "==" &&
        (is_column_named(sides[0], column) || is_column_named(sides[1], column)))
      return Fixing::equal;
    if (op->as_string() == "in" && is_column_named(sides[0], column))
      return list_length(sides[1]) > union_max ? Fixing::too_many : Fixing::one_of;
  }
  return Fixing::none;
}

void check_equal_columns(const RecordType& type, const MapReader& reader, const View& view,
                         const Index& index) {
  std::vector<const JsonObject*> terms;
  Json tree;
  if (view.filter) {
    if (auto parsed = expr::parsed_tree(view.filter->text)) tree = std::move(*parsed);
    flatten(tree, terms);
  }
  for (const auto& column : index.equal) {
    if (column == "type") {
      // The type itself fixes it: one, or the union of its subtypes.
      if (type.subtypes.size() > union_max)
        reader.add("index", fmt::format("{} has {} subtypes, a union holds {} at most", type.name,
                                        type.subtypes.size(), union_max));
      continue;
    }
    const auto* field = type.field(column);
    const bool is_flag =
        field && field->type == FieldType::boolean &&
        std::any_of(terms.begin(), terms.end(), [&](const JsonObject* term) {
          const auto* name = term->if_contains("name");
          return name && name->is_string() && std::string_view(name->as_string()) == column;
        });
    switch (is_flag ? Fixing::equal : fixing_of(terms, column)) {
      case Fixing::none:
        reader.add("index",
                   fmt::format("the index {} wants {} fixed by the filter: {} == … or {} in …",
                               index.name, column, column, column));
        break;
      case Fixing::too_many:
        reader.add("filter",
                   fmt::format("{} is in a list of more than {}: a union would be too wide", column,
                               union_max));
        break;
      default:
        break;
    }
  }
}

void check_sort(const MapReader& reader, const View& view, const Index& index) {
  const bool is_down = !view.sort.empty() && view.sort.front().starts_with('-');
  bool is_right = view.sort.size() <= index.sort.size();
  for (std::size_t i = 0; is_right && i < view.sort.size(); ++i) {
    const bool is_this_down = view.sort[i].starts_with('-');
    is_right =
        is_this_down == is_down && view.sort[i].substr(is_this_down ? 1 : 0) == index.sort[i];
  }
  if (!is_right)
    reader.add("sort", fmt::format("[{}] is not the order of the index {}: [{}], either way",
                                   listed(view.sort), index.name, listed(index.sort)));
}

std::vector<std::string> read_sort(Draft& draft, const RecordType& type, const MapReader& reader) {
  std::vector<std::string> sort;
  for (const auto* node : reader.name_nodes("sort")) {
    const auto column = node->text.starts_with('-') ? node->text.substr(1) : node->text;
    if (is_column(type, column))
      sort.push_back(node->text);
    else
      draft.findings.add(node->at, reader.address("sort"),
                         fmt::format("{} has no field {}{}", type.name, column,
                                     did_you_mean(column, column_names(type))));
  }
  return sort;
}

void check_index(Draft& draft, const RecordType& type, const MapReader& reader, const View& view) {
  if (view.index.empty()) return;
  std::vector<std::string> known;
  const Index* index = nullptr;
  for (const auto& each : type.indexes) {
    known.push_back(each.name);
    if (each.name == view.index) index = &each;
  }
  (void)draft;
  if (!index)
    return reader.add("index", fmt::format("the family {} has no index {}{}", type.family,
                                           view.index, what_would_do(view.index, known)));
  check_equal_columns(type, reader, view, *index);
  if (index->is_active_only && !view.is_active_only)
    reader.add(
        "index",
        fmt::format("{} holds active records only: write active: true, or take another index",
                    index->name));
  check_sort(reader, view, *index);
}

View read_view(Draft& draft, const RecordType& type, const MapReader& reader, const Entry& entry) {
  View view{.name = entry.key, .declared_by = draft.findings.owner_name(entry.at.owner)};
  reader.allow({"for", "filter", "active", "columns", "sort", "group_by", "index", "badge"});
  view.roles = read_role_names(draft, reader, "for");
  if (view.roles.empty())
    reader.add(reader.at("for"), "for is missing: name the roles that see this view");
  if (const auto* node = reader.find("filter"))
    view.filter = ExpressionReader(draft, type)
                      .for_sql(SqlUse::condition)
                      .condition(*node, reader.address("filter"));
  view.is_active_only = reader.flag("active");
  view.columns = read_column_names(type, draft, reader, "columns");
  if (reader.lacks("columns")) reader.add(reader.at(), "columns is missing: a list of fields");
  view.sort = read_sort(draft, type, reader);
  if (reader.lacks("sort"))
    reader.add(reader.at(), "sort is missing: a list of fields, -field downward");
  view.group_by = reader.text("group_by");
  if (!view.group_by.empty() && !is_column(type, view.group_by))
    reader.add("group_by", fmt::format("{} has no field {}{}", type.name, view.group_by,
                                       did_you_mean(view.group_by, column_names(type))));
  view.index = reader.required_text("index");
  view.has_badge = reader.flag("badge");
  if (reader.lacks("filter") || view.filter) check_index(draft, type, reader, view);
  return view;
}

}  // namespace

void read_indexes(Draft& draft) {
  std::map<std::string, std::vector<Index>> by_family;
  for (auto& from : draft.types) {
    const MapReader own(draft.findings, from->effective, from->name, from->at);
    const auto indexes = own.map("indexes");
    auto& family = by_family[from->type->family];
    for (const auto& entry : indexes.node().entries) {
      if (!is_name(entry.key))
        draft.findings.add(entry.at, indexes.address(entry.key),
                           "a name is lower case, digits and _, a letter first");
      for (const auto& other : family)
        if (other.name == entry.key)
          draft.findings.add(
              entry.at, indexes.address(entry.key),
              fmt::format("{} has an index of this name already: they are counted per family",
                          other.declared_by));
      family.push_back(read_index(draft, *from->type, indexes.map(entry.key), entry.key));
    }
  }
  for (auto& from : draft.types) from->type->indexes = by_family[from->type->family];
}

void read_views(Draft& draft) {
  for (auto& from : draft.types) {
    const MapReader reader(draft.findings, from->effective, from->name, from->at);
    const auto views = reader.map("views");
    for (const auto& entry : views.node().entries) {
      const auto address =
          fmt::format("{}.views.{}", draft.findings.owner_name(entry.at.owner), entry.key);
      if (from->type->views.size() >= views_max) {
        draft.findings.add(entry.at, address,
                           fmt::format("a type has at most {} views", views_max));
        break;
      }
      const MapReader view(draft.findings, entry.value, address, entry.at);
      if (view.is_map()) from->type->views.push_back(read_view(draft, *from->type, view, entry));
    }
  }
}

}  // namespace praxis::pack
