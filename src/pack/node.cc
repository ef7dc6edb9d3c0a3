#include "pack/node.h"

#include <charconv>

namespace praxis::pack {

Node Node::map_at(Mark at) {
  Node node;
  node.kind = Kind::map;
  node.at = at;
  return node;
}

const Entry* Node::entry(std::string_view key) const {
  for (const auto& each : entries)
    if (each.key == key) return &each;
  return nullptr;
}

const Node* Node::find(std::string_view key) const {
  const auto* found = entry(key);
  return found ? &found->value : nullptr;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

bool Node::is_same(const Node& other) const {
  if (kind != other.kind || items.size() != other.items.size() ||
      entries.size() != other.entries.size())
    return false;
  if (is_scalar()) return text == other.text;
  for (std::size_t i = 0; i < items.size(); ++i)
    if (!items[i].is_same(other.items[i])) return false;
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].key != other.entries[i].key || !entries[i].value.is_same(other.entries[i].value))
      return false;
  return true;
}

void own_by(Node& node, int owner) {
  node.at.owner = owner;
  for (auto& item : node.items) own_by(item, owner);
  for (auto& entry : node.entries) {
    entry.at.owner = owner;
    own_by(entry.value, owner);
  }
}

std::string_view kind_name(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::boolean:
      return "true or false";
    case Node::Kind::integer:
      return "an integer";
    case Node::Kind::decimal:
      return "a decimal";
    case Node::Kind::text:
      return "a text";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      return "a map";
  }
  return "";
}

Json to_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return nullptr;
    case Node::Kind::boolean:
      return node.boolean;
    case Node::Kind::integer:
      return node.integer;
    case Node::Kind::decimal: {
      double value = 0;
      std::from_chars(node.text.data(), node.text.data() + node.text.size(), value);
      return value;
    }
    case Node::Kind::text:
      return Json(node.text);
    case Node::Kind::list: {
      JsonArray list;
      list.reserve(node.items.size());
      for (const auto& item : node.items) list.push_back(to_json(item));
      return list;
    }
    case Node::Kind::map: {
      JsonObject map;
      map.reserve(node.entries.size());
      for (const auto& entry : node.entries) map[entry.key] = to_json(entry.value);
      return map;
    }
  }
  return nullptr;
}

}  // namespace praxis::pack
