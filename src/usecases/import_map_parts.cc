#include "usecases/import_map_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace praxis::usecases {
namespace {

using pack::MapReader;
using pack::Node;

const std::vector<std::string> plain_keys{"column", "constant", "template", "join",
                                          "cut",    "values",   "others",   "otherwise"};
const std::vector<std::string> reference_keys{
    "column", "constant", "values", "others", "otherwise", "missing", "match", "key", "create"};

// A choice's value in the map is looked at here already: a wrong one would be wrong in every row.
void check_choice(const MapReader& reader, const Node& node, const ValueContext& context) {
  if (!context.field || context.field->list.empty() || node.is_null()) return;
  const auto* list = context.packs.choices(context.field->list);
  if (!list || list->find(node.text) >= 0) return;
  std::vector<std::string> known;
  for (const auto& choice : list->choices)
    if (!choice.is_retired) known.push_back(choice.key);
  reader.add(node.at, fmt::format("{} has no choice {}{}", list->name, node.text,
                                  pack::what_would_do(node.text, known)));
}

void read_values(const MapReader& reader, const ValueContext& context, ValueSource& source) {
  const auto values = reader.map("values");
  for (const auto& entry : values.node().entries) {
    if (!entry.value.is_scalar()) {
      values.add(entry.value.at, "a text or ~ is wanted here");
      continue;
    }
    check_choice(values, entry.value, context);
    source.values[entry.key] =
        entry.value.is_null() ? std::nullopt : std::optional(entry.value.text);
  }
  const auto others = reader.one_of("others", {"refuse", "keep", "empty"},
                                    source.values.empty() ? "keep" : "refuse");
  source.others = others == "refuse" ? ValueSource::Others::refuse
                  : others == "keep" ? ValueSource::Others::keep
                                     : ValueSource::Others::empty;
}

void read_made_with(const MapReader& reader, const pack::RecordType& target, ValueSource& source) {
  const auto made = reader.map("create");
  if (reader.has("create") && source.missing != ValueSource::Missing::create)
    reader.add("create", "without missing: create nothing is made");
  for (const auto& entry : made.node().entries) {
    if (target.find_field(entry.key) < 0)
      made.add(entry.at, fmt::format("{} has no field {}", target.name, entry.key));
    if (!entry.value.is_scalar()) made.add(entry.value.at, "a text is wanted here");
    source.made_with[entry.key] = entry.value.text;
  }
}

void read_reference(const MapReader& reader, const ValueContext& context, ValueSource& source) {
  source.missing = reader.one_of("missing", {"refuse", "create"}, "refuse") == "create"
                       ? ValueSource::Missing::create
                       : ValueSource::Missing::refuse;
  source.match = reader.one_of("match", {"key", "title"}, "key") == "title"
                     ? ValueSource::Match::title
                     : ValueSource::Match::key;
  source.key = reader.text("key", "{text}");
  if (source.key.find("{text}") == std::string::npos && source.constant.empty())
    reader.add("key", "the key has no {text}, so all would be one");
  if (context.target && context.target->is_abstract &&
      source.missing == ValueSource::Missing::create)
    reader.add("missing",
               fmt::format("{} is abstract: nothing can be made of it", context.target->name));
  if (context.target) read_made_with(reader, *context.target, source);
}

void read_template(const MapReader& reader, ValueSource& source) {
  const auto* node = reader.find("template");
  if (!node) return;
  if (node->is_list()) {
    for (const auto& item : node->items) source.parts.push_back(read_template_part(reader, item));
    if (node->items.empty()) reader.add("template", "a template has parts");
  } else {
    source.parts.push_back(read_template_part(reader, *node));
  }
  source.joint = reader.text("join", "\n");
  source.cut = reader.has("cut") && reader.flag("cut") ? ValueSource::Cut::shorten
                                                       : ValueSource::Cut::refuse;
}

}  // namespace

TemplatePart read_template_part(const MapReader& parent, const Node& node) {
  TemplatePart part;
  if (!node.is_scalar() || node.is_null()) {
    parent.add(node.at, "a text is wanted here");
    return part;
  }
  std::string_view text = node.text;
  while (!text.empty()) {
    const auto open = text.find('{');
    if (open != 0) part.pieces.push_back({std::string(text.substr(0, open)), false});
    if (open == std::string_view::npos) break;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos || close == open + 1) {
      parent.add(node.at, "braces hold the name of a column: {category}");
      break;
    }
    part.pieces.push_back({std::string(text.substr(open + 1, close - open - 1)), true});
    text.remove_prefix(close + 1);
  }
  return part;
}

ValueSource read_value_source(const MapReader& parent, const pack::Entry& entry,
                              const ValueContext& context) {
  ValueSource source;
  source.at = entry.value.at;
  if (entry.value.is_scalar() && !entry.value.is_null()) {
    source.column = entry.value.text;
    return source;
  }
  const auto reader = parent.map(entry.key);
  if (!entry.value.is_map()) return source;
  reader.allow(context.target ? reference_keys : plain_keys);
  source.column = reader.text("column");
  source.constant = reader.text("constant");
  if (!context.target) read_template(reader, source);
  const int ways =
      int{reader.has("column")} + int{reader.has("constant")} + int{reader.has("template")};
  if (ways != 1)
    reader.add(entry.at, "one of column, constant and template says where the value comes from");
  read_values(reader, context, source);
  if (const auto* constant = reader.find("constant")) check_choice(reader, *constant, context);
  if (const auto* otherwise = reader.find("otherwise"); otherwise && !otherwise->is_null()) {
    source.otherwise = reader.text("otherwise");
    check_choice(reader, *otherwise, context);
  }
  if (context.target) read_reference(reader, context, source);
  if (reader.has("cut") && !context.target)
    source.cut = reader.flag("cut") ? ValueSource::Cut::shorten : ValueSource::Cut::refuse;
  return source;
}

}  // namespace praxis::usecases
