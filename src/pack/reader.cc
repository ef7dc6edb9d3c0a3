#include "pack/reader.h"

#include <algorithm>

#include <fmt/format.h>

namespace praxis::pack {
namespace {

const Node& empty_map() {
  static const Node node = Node::map_at({});
  return node;
}

constexpr std::size_t name_length_limit = 60;

}  // namespace

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > name_length_limit || text[0] < 'a' || text[0] > 'z')
    return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

MapReader::MapReader(Findings& findings, const Node& node, std::string address, Mark at)
    : findings_(&findings), node_(node), address_(std::move(address)), at_(at) {
  if (!node.is_map())
    add(node.at, fmt::format("a map is wanted here, not {}", kind_name(node.kind)));
}

Mark MapReader::at(std::string_view key) const {
  const auto* entry = node_.entry(key);
  return entry ? entry->at : at_;
}

Mark MapReader::value_at(std::string_view key) const {
  const auto* entry = node_.entry(key);
  return entry ? entry->value.at : at_;
}

void MapReader::allow(const std::vector<std::string>& keys) const {
  for (const auto& entry : node_.entries) {
    if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
    findings_->add(entry.at, address(entry.key),
                   fmt::format("unknown key{}", what_would_do(entry.key, keys)));
  }
}

std::string MapReader::text(std::string_view key, std::string_view otherwise) const {
  const auto* node = find(key);
  if (!node) return std::string(otherwise);
  if (!node->is_scalar() || node->is_null()) {
    add(key, fmt::format("a text is wanted here, not {}", kind_name(node->kind)));
    return std::string(otherwise);
  }
  return node->text;
}

std::string MapReader::required_text(std::string_view key) const {
  if (lacks(key)) findings_->add(at_, address_, fmt::format("{} is missing", key));
  return text(key);
}

std::string MapReader::one_of(std::string_view key, const std::vector<std::string>& allowed,
                              std::string_view otherwise) const {
  if (!has(key)) return std::string(otherwise);
  auto value = text(key);
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
  add(key, fmt::format("\"{}\" is not known here{}", value, what_would_do(value, allowed)));
  return otherwise.empty() && !allowed.empty() ? allowed.front() : std::string(otherwise);
}

bool MapReader::flag(std::string_view key) const {
  const auto* node = find(key);
  if (!node) return false;
  if (node->kind != Node::Kind::boolean)
    add(key, fmt::format("true or false is wanted here, not {}",
                         node->is_scalar() ? node->text : kind_name(node->kind)));
  return node->boolean;
}

std::optional<std::int64_t> MapReader::integer(std::string_view key, std::int64_t min,
                                               std::int64_t max) const {
  const auto* node = find(key);
  if (!node) return std::nullopt;
  if (node->kind == Node::Kind::integer && node->integer >= min && node->integer <= max)
    return node->integer;
  add(key, fmt::format("an integer from {} to {} is wanted here", min, max));
  return std::nullopt;
}

std::optional<Span> MapReader::span(std::string_view key) const {
  const auto* node = find(key);
  if (!node) return std::nullopt;
  if (node->is_scalar()) {
    if (const auto span = span_from_text(node->text)) return *span;
  }
  add(key, "a span of time is wanted here: 15m, 4h, 30d");
  return std::nullopt;
}

std::vector<const Node*> MapReader::name_nodes(std::string_view key) const {
  std::vector<const Node*> nodes;
  const auto* node = find(key);
  if (!node) return nodes;
  if (!node->is_list()) {
    if (node->is_scalar() && !node->is_null()) return {node};
    add(key, fmt::format("a list is wanted here, not {}", kind_name(node->kind)));
    return nodes;
  }
  for (const auto& item : node->items) {
    if (!item.is_scalar() || item.is_null()) {
      findings_->add(item.at, address(key), "lists hold plain names");
      continue;
    }
    const auto is_twice = std::any_of(nodes.begin(), nodes.end(),
                                      [&](const Node* each) { return each->text == item.text; });
    if (is_twice) {
      findings_->add(item.at, address(key), fmt::format("{} stands here twice", item.text));
      continue;
    }
    nodes.push_back(&item);
  }
  return nodes;
}

std::vector<std::string> MapReader::names(std::string_view key) const {
  std::vector<std::string> names;
  for (const auto* node : name_nodes(key)) names.push_back(node->text);
  return names;
}

MapReader MapReader::map(std::string_view key) const {
  const auto* entry = node_.entry(key);
  if (!entry) return MapReader(*findings_, empty_map(), address(key), at_);
  if (!entry->value.is_map()) {
    add(key, fmt::format("a map is wanted here, not {}", kind_name(entry->value.kind)));
    return MapReader(*findings_, empty_map(), address(key), entry->at);
  }
  return MapReader(*findings_, entry->value, address(key), entry->at);
}

}  // namespace praxis::pack
