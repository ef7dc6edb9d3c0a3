// Record types in outline: names, kin, states, and fields without their expressions.
#include <algorithm>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/keys.h"
#include "pack/read_field.h"
#include "pack/reader.h"
#include "pack/states.h"

namespace praxis::pack {
namespace {

constexpr std::size_t fields_max = 400;
constexpr std::size_t states_max = 40;

const std::vector<std::string>& glyphs() {
  static const std::vector<std::string> names = {"new",      "in_progress",    "on_hold",
                                                 "resolved", "closed",         "canceled",
                                                 "planned",  "waits_for_vote", "handed_over"};
  return names;
}

void set_kin(Draft& draft, TypeDraft& from, RecordType& type) {
  type.name = from.name;
  type.practice = draft.packs[static_cast<std::size_t>(from.pack)].info.name;
  type.chain = {from.name};
  if (const auto* extends = from.own.find("extends")) {
    const auto* parent = draft.find_type(extends->text);
    type.extends = extends->text;
    type.chain.insert(type.chain.end(), parent->type->chain.begin(), parent->type->chain.end());
  }
  type.family = type.chain.back();
}

void read_number(Draft& draft, const TypeDraft& from, RecordType& type) {
  const MapReader reader(draft.findings, from.effective, from.name, from.at);
  type.number = reader.text("number");
  if (type.number.empty()) {
    if (!type.is_abstract) reader.add(from.at, "number is missing: write one as INC-{}");
    return;
  }
  const auto hole = type.number.find("{}");
  const bool is_right =
      hole != std::string::npos && hole >= 2 && hole <= 12 && hole + 2 == type.number.size() &&
      type.number[hole - 1] == '-' &&
      std::all_of(type.number.begin(), type.number.begin() + static_cast<std::ptrdiff_t>(hole) - 1,
                  [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  if (!is_right) reader.add("number", "a number is capitals, a hyphen and {}: INC-{}");
}

void read_states(Draft& draft, const TypeDraft& from, RecordType& type) {
  const MapReader states(draft.findings, from.effective, from.name, from.at);
  const auto map = states.map("states");
  for (const auto& entry : map.node().entries) {
    const auto address =
        fmt::format("{}.states.{}", draft.findings.owner_name(entry.at.owner), entry.key);
    if (type.states.size() >= states_max)
      return draft.findings.add(entry.at, address,
                                fmt::format("a type has at most {} states", states_max));
    const MapReader reader(draft.findings, entry.value, address, entry.at);
    if (!is_name(entry.key))
      reader.add(entry.at, "a name is lower case, digits and _, a letter first");
    reader.allow({"phase", "glyph", "retired", "was"});
    State state{.name = entry.key};
    reader.required_text("phase");
    reader.required_text("glyph");
    state.phase = phase_named(reader.one_of("phase", phase_names(), "open")).value_or(Phase::open);
    state.glyph = reader.one_of("glyph", glyphs(), "new");
    reader.flag("retired");
    type.states.push_back(std::move(state));
  }
}

void read_fields(Draft& draft, const TypeDraft& from, RecordType& type) {
  const MapReader reader(draft.findings, from.effective, from.name, from.at);
  const auto map = reader.map("fields");
  for (const auto& entry : map.node().entries) {
    const auto& owner = draft.findings.owner_name(entry.at.owner);
    const auto address = fmt::format("{}.fields.{}", owner, entry.key);
    if (type.fields.size() >= fields_max)
      return draft.findings.add(entry.at, address,
                                fmt::format("a type has at most {} fields", fields_max));
    const MapReader field(draft.findings, entry.value, address, entry.at);
    if (!is_name(entry.key))
      field.add(entry.at, "a name is lower case, digits and _, a letter first");
    if (is_reserved_field(entry.key))
      field.add(entry.at, "is a name that the engine keeps for itself: call the field otherwise");
    auto read = read_field_outline(draft, field);
    read.name = entry.key;
    read.declared_by = owner;
    type.field_index[entry.key] = static_cast<int>(type.fields.size());
    type.fields.push_back(std::move(read));
  }
}

void check_roles_of_fields(Draft& draft, const TypeDraft& from, const RecordType& type) {
  std::map<FieldRole, std::string> taken;
  const auto* fields = from.effective.find("fields");
  for (const auto& field : type.fields) {
    if (field.role == FieldRole::none || field.role == FieldRole::concerns) continue;
    const auto [at, is_new] = taken.emplace(field.role, field.name);
    if (is_new) continue;
    const auto* entry = fields->entry(field.name);
    draft.findings.add(
        entry->value.entry("as")->at, fmt::format("{}.fields.{}.as", field.declared_by, field.name),
        fmt::format("{} has this meaning already: a type has one field of it", at->second));
  }
}

void set_subtypes(Draft& draft) {
  for (const auto& below : draft.types) {
    if (below->type->is_abstract) continue;
    for (const auto& name : below->type->chain)
      draft.find_type(name)->type->subtypes.push_back(below->name);
  }
}

}  // namespace

void read_type_outlines(Draft& draft) {
  for (auto& from : draft.types) {
    auto& type = *from->type;
    set_kin(draft, *from, type);
    const MapReader own(draft.findings, from->own, from->name, from->at);
    type.is_abstract = own.flag("abstract");
    own.text("extends");
    read_number(draft, *from, type);
    read_states(draft, *from, type);
  }
  set_subtypes(draft);
  for (auto& from : draft.types) {
    read_fields(draft, *from, *from->type);
    check_roles_of_fields(draft, *from, *from->type);
  }
}

void read_field_expressions(Draft& draft) {
  for (auto& from : draft.types) {
    const MapReader reader(draft.findings, from->effective, from->name, from->at);
    const auto fixed = read_rule(draft, *from->type, reader, "fixed");
    const auto map = reader.map("fields");
    for (auto& field : from->type->fields) {
      const auto* entry = map.node().entry(field.name);
      const MapReader declared(draft.findings, entry->value,
                               fmt::format("{}.fields.{}", field.declared_by, field.name),
                               entry->at);
      if (!declared.is_map()) continue;
      read_field_rules(draft, *from->type, declared, field);
      if (declared.lacks("fixed")) field.fixed = fixed;
    }
  }
}

}  // namespace praxis::pack
