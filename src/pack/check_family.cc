// What all types of a family share: one table. Twelve indexes, one type for a field's name, a
// bounded number of columns; numbers that no two families share.
#include <algorithm>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/field_value.h"

namespace praxis::pack {
namespace {

constexpr std::size_t indexes_max = 12;
constexpr std::size_t columns_max = 1'200;
constexpr std::size_t engine_column_count = 18;

struct FirstUse {
  const TypeDraft* type;
  const Field* field;
};

const Entry* field_entry(const TypeDraft& type, const std::string& field) {
  const auto* fields = type.own.find("fields");
  return fields ? fields->entry(field) : nullptr;
}

std::string column_type(const Field& field) {
  auto text = std::string(name(field.type));
  if (field.type == FieldType::decimal || field.type == FieldType::money)
    text += fmt::format(" of scale {}", field.scale);
  return text;
}

void check_family(Draft& draft, const std::string& family, const std::vector<TypeDraft*>& types) {
  std::map<std::string, FirstUse> columns;
  std::size_t count = engine_column_count;
  std::size_t unique_count = 0;
  for (const auto* from : types) {
    for (const auto& field : from->type->fields) {
      const auto [at, is_new] = columns.emplace(field.name, FirstUse{from, &field});
      if (is_new) {
        // A text's folded twin, money's currency, what a person set in place of what is computed.
        count += 1 + (field.type == FieldType::text || field.type == FieldType::email ? 1U : 0U) +
                 (field.type == FieldType::money ? 1U : 0U) + (field.override_by ? 1U : 0U);
        unique_count += field.is_unique ? 1 : 0;
        continue;
      }
      const auto* entry = field_entry(*from, field.name);
      if (!entry || column_type(*at->second.field) == column_type(field)) continue;
      draft.findings.add(
          entry->at, fmt::format("{}.fields.{}", from->name, field.name),
          fmt::format(
              "is {}, but {} has a field of this name that is {}: the family {} is one table",
              column_type(field), at->second.type->name, column_type(*at->second.field), family));
    }
  }
  const auto& root = *types.front();
  const auto index_count = root.type->indexes.size() + unique_count;
  if (index_count > indexes_max)
    draft.findings.add(root.at, family,
                       fmt::format("the family has {} indexes, unique fields included, {} at most",
                                   index_count, indexes_max));
  if (count > columns_max)
    draft.findings.add(root.at, family,
                       fmt::format("the family has {} columns, {} at most", count, columns_max));
}

void check_numbers(Draft& draft) {
  std::map<std::string, const TypeDraft*> taken;
  for (const auto& from : draft.types) {
    if (from->type->is_abstract || from->type->number.empty()) continue;
    const auto [at, is_new] = taken.emplace(from->type->number, from.get());
    if (is_new || at->second->type->family == from->type->family) continue;
    const auto* number = from->effective.find("number");
    draft.findings.add(number ? number->at : from->at, from->name + ".number",
                       fmt::format("{} numbers its records the same way", at->second->name));
  }
}

}  // namespace

void check_families(Draft& draft) {
  std::map<std::string, std::vector<TypeDraft*>> families;
  for (auto& from : draft.types) families[from->type->family].push_back(from.get());
  for (const auto& [name, types] : families) check_family(draft, name, types);
  check_numbers(draft);
}

}  // namespace praxis::pack
