#include "pack/states.h"

#include <algorithm>

#include <fmt/format.h>

namespace praxis::pack {
namespace {

constexpr std::string_view phase_prefix = "phase.";

}  // namespace

std::optional<Phase> phase_named(std::string_view name) {
  const auto& names = phase_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Phase>(found - names.begin());
}

std::vector<std::string> state_names_below(const PackSet& set, const RecordType& type) {
  std::vector<std::string> names;
  const auto add = [&](const RecordType& each) {
    for (const auto& state : each.states)
      if (std::find(names.begin(), names.end(), state.name) == names.end())
        names.push_back(state.name);
  };
  add(type);
  for (const auto& name : type.subtypes)
    if (const auto* subtype = set.type(name)) add(*subtype);
  return names;
}

StateSet states_in_phase(const RecordType& type, Phase phase) {
  StateSet states = 0;
  for (std::size_t i = 0; i < type.states.size(); ++i)
    if (type.states[i].phase == phase) states |= StateSet{1} << i;
  return states;
}

NamedStates read_named_states(Draft& draft, const RecordType& type, const MapReader& reader,
                              std::string_view key) {
  NamedStates out;
  for (const auto* node : reader.name_nodes(key)) {
    const std::string_view name = node->text;
    if (name.starts_with(phase_prefix)) {
      const auto phase = phase_named(name.substr(phase_prefix.size()));
      if (phase)
        out.by_phase |= states_in_phase(type, *phase);
      else
        draft.findings.add(
            node->at, reader.address(key),
            fmt::format("there is no phase {}{}", name.substr(phase_prefix.size()),
                        what_would_do(name.substr(phase_prefix.size()), phase_names())));
      continue;
    }
    const auto index = type.find_state(name);
    if (index >= 0) {
      out.named |= StateSet{1} << index;
      continue;
    }
    const auto* owner = draft.owner_of(node->at);
    const auto known = state_names_below(*draft.set, owner ? *owner : type);
    if (std::find(known.begin(), known.end(), name) == known.end())
      draft.findings.add(node->at, reader.address(key),
                         fmt::format("there is no state {}{}", name, what_would_do(name, known)));
  }
  return out;
}

StateSet read_state_list(Draft& draft, const RecordType& type, const MapReader& reader,
                         std::string_view key) {
  const auto states = read_named_states(draft, type, reader, key);
  return states.named | states.by_phase;
}

Rule read_rule(Draft& draft, const RecordType& type, const MapReader& reader,
               std::string_view key) {
  Rule rule;
  const auto* node = reader.find(key);
  if (!node) return rule;
  if (node->kind == Node::Kind::boolean) {
    rule.kind = node->boolean ? Rule::Kind::always : Rule::Kind::never;
  } else if (node->is_list()) {
    rule.kind = Rule::Kind::in_states;
    rule.states = read_state_list(draft, type, reader, key);
  } else {
    rule.when = ExpressionReader(draft, type).condition(*node, reader.address(key));
    if (rule.when) rule.kind = Rule::Kind::when;
  }
  return rule;
}

}  // namespace praxis::pack
