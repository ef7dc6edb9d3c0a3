#include "record/list_columns.h"

#include <set>

namespace praxis::record {
namespace {

using Names = std::set<std::string, std::less<>>;

void add_read_fields(const pack::RecordType& type, const std::vector<pack::Grant>& grants,
                     Names& names) {
  for (const auto& grant : grants) {
    if (!grant.when) continue;
    for (const auto& meaning : grant.when->meanings)
      if (meaning.field >= 0)
        names.insert(type.fields[static_cast<std::size_t>(meaning.field)].name);
  }
}

void add_permission_fields(const pack::RecordType& type, Names& names) {
  for (const auto& [action, grants] : type.permissions) add_read_fields(type, grants, names);
  for (const auto& [field, permission] : type.field_permissions)
    for (const auto* grants : {&permission.read, &permission.update})
      if (*grants) add_read_fields(type, **grants, names);
  for (const auto& field : type.fields)
    if (field.role != pack::FieldRole::none || field.grants_read) names.insert(field.name);
}

}  // namespace

std::string list_columns(const Family& family, const pack::RecordType& type,
                         const std::vector<std::string>& wanted) {
  if (wanted.empty()) return family.select_list;
  Names names(wanted.begin(), wanted.end());
  for (const auto* member : family.types)
    if (member->is_a(type.name)) add_permission_fields(*member, names);
  std::vector<bool> is_read(family.columns.size(), false);
  for (int i = 0; i < engine_columns; ++i) is_read[static_cast<std::size_t>(i)] = true;
  for (const auto& [name, place] : family.places) {
    if (!names.contains(name)) continue;
    for (const int column : {place.column, place.currency, place.override_column})
      if (column >= 0) is_read[static_cast<std::size_t>(column)] = true;
  }
  std::string text;
  for (std::size_t i = 0; i < family.columns.size(); ++i) {
    if (i != 0) text += ", ";
    text += is_read[i] ? db::quoted(family.columns[i].name) : "NULL";
  }
  return text;
}

}  // namespace praxis::record
