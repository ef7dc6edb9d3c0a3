// Agreements: types whose records say which targets the clocks of other records have.
#include <algorithm>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/names.h"
#include "pack/reader.h"
#include "pack/states.h"

namespace praxis::pack {
namespace {

// The field's position; a finding, and -1, where there is none of that kind.
int read_own_field(const RecordType& type, const MapReader& reader, std::string_view key,
                   FieldType wanted) {
  const auto name = reader.text(key);
  if (name.empty()) return -1;
  const int position = type.find_field(name);
  if (position < 0) {
    reader.add(key, fmt::format("{} has no field {}{}", type.name, name,
                                what_would_do(name, field_names(type))));
    return -1;
  }
  if (type.fields[static_cast<std::size_t>(position)].type == wanted) return position;
  reader.add(key, fmt::format("{} is no {}", name,
                              wanted == FieldType::date ? "date" : "markdown, which terms are"));
  return -1;
}

// The field of that name of a type or of one below it: clocks of other types have no such match.
const Field* field_below(const PackSet& set, const RecordType& type, std::string_view name) {
  if (const auto* field = type.field(name)) return field;
  for (const auto& below : type.subtypes)
    if (const auto* field = set.type(below)->field(name)) return field;
  return nullptr;
}

bool may_be_equal(const PackSet& set, const Field& own, const Field& theirs) {
  if (own.type != theirs.type || own.list != theirs.list) return false;
  if (own.type != FieldType::reference) return own.type == FieldType::choice;
  const auto *one = set.type(own.target), *other = set.type(theirs.target);
  return one && other && one->family == other->family;
}

void read_matches(Draft& draft, const RecordType& type, const MapReader& reader,
                  RecordType::Agreement& agreement) {
  const auto* of = draft.set->type(agreement.of);
  const auto matches = reader.map("matches");
  for (const auto& entry : matches.node().entries) {
    const auto theirs = matches.text(entry.key);
    const auto* own = type.field(entry.key);
    if (!own) {
      matches.add(entry.key, fmt::format("{} has no field {}{}", type.name, entry.key,
                                         what_would_do(entry.key, field_names(type))));
      continue;
    }
    const auto* field = of ? field_below(*draft.set, *of, theirs) : nullptr;
    if (of && !field)
      matches.add(entry.key, fmt::format("{} has no field {}", of->name, theirs));
    else if (of && !may_be_equal(*draft.set, *own, *field))
      matches.add(entry.key, fmt::format("{} and {} are never equal: compare references of one "
                                         "family, or choices of one list",
                                         entry.key, theirs));
    agreement.matches.push_back({type.find_field(entry.key), theirs});
  }
}

RecordType::Agreement read_agreement(Draft& draft, const RecordType& type,
                                     const MapReader& reader) {
  RecordType::Agreement agreement;
  reader.allow({"of", "matches", "from", "until", "terms", "in_force"});
  agreement.of = reader.required_text("of");
  if (!agreement.of.empty() && !draft.set->type(agreement.of))
    reader.add("of", fmt::format("there is no type {}{}", agreement.of,
                                 did_you_mean(agreement.of, type_names_of(draft))));
  read_matches(draft, type, reader, agreement);
  agreement.from = read_own_field(type, reader, "from", FieldType::date);
  agreement.until = read_own_field(type, reader, "until", FieldType::date);
  agreement.terms = read_own_field(type, reader, "terms", FieldType::markdown);
  if (reader.lacks("terms"))
    reader.add(reader.at(), "terms is missing: which field says the targets?");
  agreement.in_force = read_state_list(draft, type, reader, "in_force");
  if (reader.lacks("in_force") && !type.states.empty())
    reader.add(reader.at(), "in_force is missing: in which states does it count?");
  return agreement;
}

}  // namespace

void read_agreements(Draft& draft) {
  for (auto& from : draft.types) {
    const MapReader type(draft.findings, from->effective, from->name, from->at);
    if (type.has("governs") && !from->type->is_abstract)
      from->type->agreement = read_agreement(draft, *from->type, type.map("governs"));
  }
}

}  // namespace praxis::pack
