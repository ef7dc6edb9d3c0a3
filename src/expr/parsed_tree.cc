// The parsed tree as JSON, for interfaces that show a filter as chips. Names are not resolved.
#include <fmt/format.h>

#include "expr/macros.h"
#include "expr/parser.h"

namespace praxis::expr {
namespace {

Json tree_of(const Node& node);

JsonArray trees_of(const Node& node, std::size_t first) {
  JsonArray trees;
  for (std::size_t i = first; i < node.arguments.size(); ++i)
    trees.push_back(tree_of(*node.arguments[i]));
  return trees;
}

// "service.group" where the path is names alone; else nothing.
std::string path_text(const Node& node) {
  if (node.op == Op::identifier) return node.name;
  if (node.op != Op::select) return "";
  const auto target = path_text(*node.arguments[0]);
  return target.empty() ? "" : target + "." + node.name;
}

Json select_tree(const Node& node) {
  JsonObject tree;
  if (auto path = path_text(node); !path.empty()) {
    tree["name"] = std::move(path);
    return tree;
  }
  tree["op"] = ".";
  tree["field"] = node.name;
  tree["args"] = trees_of(node, 0);
  return tree;
}

Json map_tree(const Node& node) {
  JsonArray entries;
  for (std::size_t i = 0; i < node.arguments.size(); i += 2) {
    entries.push_back(JsonArray{tree_of(*node.arguments[i]), tree_of(*node.arguments[i + 1])});
  }
  JsonObject tree;
  tree["map"] = std::move(entries);
  return tree;
}

Json call_tree(const Node& node) {
  JsonObject tree;
  tree["call"] = node.name;
  const bool has_target = node.style == CallStyle::receiver;
  if (has_target) tree["target"] = tree_of(*node.arguments[0]);
  tree["args"] = trees_of(node, has_target ? 1 : 0);
  return tree;
}

Json macro_tree(const Node& node) {
  JsonObject tree;
  tree["macro"] = macro_name(node.macro);
  tree["target"] = tree_of(*node.arguments[0]);
  auto& variables = tree["variables"].emplace_array();
  for (const auto& variable : node.variables) variables.emplace_back(variable);
  tree["args"] = trees_of(node, 1);
  return tree;
}

Json has_tree(const Node& node) {
  const auto path = path_text(*node.arguments[0]);
  JsonObject inner;
  if (path.empty()) {
    inner["op"] = ".";
    inner["field"] = node.name;
    inner["args"] = trees_of(node, 0);
  } else {
    inner["name"] = path + "." + node.name;
  }
  JsonObject tree;
  tree["op"] = "has";
  tree["args"] = JsonArray{std::move(inner)};
  return tree;
}

Json tree_of(const Node& node) {
  JsonObject tree;
  switch (node.op) {
    case Op::constant:
      tree["value"] = to_json(node.constant);
      return tree;
    case Op::identifier:
    case Op::select:
      return select_tree(node);
    case Op::has_field:
      return has_tree(node);
    case Op::call:
      return call_tree(node);
    case Op::comprehension:
      return macro_tree(node);
    case Op::map:
      return map_tree(node);
    case Op::list:
      tree["list"] = trees_of(node, 0);
      return tree;
    default:
      tree["op"] = operator_text(node.op);
      tree["args"] = trees_of(node, 0);
      return tree;
  }
}

}  // namespace

Result<Json> parsed_tree(std::string_view text) { return tree_of(*TRY(parse(text))); }

}  // namespace praxis::expr
