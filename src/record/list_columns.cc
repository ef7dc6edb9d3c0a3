#include "record/list_columns.h"

#include <algorithm>
#include <set>

namespace praxis::record {
namespace {

using Names = std::set<std::string, std::less<>>;
using pack::Meaning;

constexpr std::string_view everything = "*";

// The names of fields and engine members that a meaning reads of the record itself.
void note_read_names(const pack::RecordType& type, const Meaning& meaning, Names& names) {
  switch (meaning.kind) {
    case Meaning::Kind::field:
    case Meaning::Kind::through:
      if (meaning.field >= 0)
        names.insert(type.fields[static_cast<std::size_t>(meaning.field)].name);
      return;
    case Meaning::Kind::meta:
      names.insert(meaning.name);
      return;
    case Meaning::Kind::within:
    case Meaning::Kind::date_of:
    case Meaning::Kind::instant_of:
      if (meaning.inner) note_read_names(type, *meaning.inner, names);
      return;
    case Meaning::Kind::me:
    case Meaning::Kind::now:
    case Meaning::Kind::choices:
    case Meaning::Kind::setting:  // of the organization, which is read anyway
    case Meaning::Kind::text:
      return;
    default:
      names.emplace(everything);
  }
}

void note_read_names(const pack::RecordType& type, const std::vector<pack::Grant>& grants,
                     Names& names) {
  for (const auto& grant : grants)
    if (grant.when)
      for (const auto& meaning : grant.when->meanings) note_read_names(type, meaning, names);
}

void note_permission_names(const pack::RecordType& type, Names& names) {
  if (const auto read = type.permissions.find(pack::Action::read); read != type.permissions.end())
    note_read_names(type, read->second, names);
  for (const auto& [field, permission] : type.field_permissions)
    if (permission.read) note_read_names(type, *permission.read, names);
  for (const auto& field : type.fields)
    if (field.role == pack::FieldRole::organization || field.grants_read) names.insert(field.name);
}

// By which name an engine's column is asked for; "" = always read; what no name brings is for the
// engine's own use of a whole record.
std::string_view name_of_column(int column) {
  switch (column) {
    case column_row:
    case column_id:
    case column_type:
    case column_state:
    case column_created_by:
    case column_updated_by:
    case column_journal_seq:
      return "";
    case column_number:
      return "number";
    case column_version:
      return "version";
    case column_created_at:
      return "created_at";
    case column_updated_at:
      return "updated_at";
    case column_external_source:
    case column_external_key:
      return "external";
    case column_next_target_at:
    case column_next_target_clock:
      return "next_target_at";
    default:
      return everything;
  }
}

void note_field_columns(const FieldPlace& place, bool wants_override, std::vector<bool>& is_read) {
  for (const int column : {place.column, place.currency})
    if (column >= 0) is_read[static_cast<std::size_t>(column)] = true;
  if (place.override_column >= 0 && wants_override)
    is_read[static_cast<std::size_t>(place.override_column)] = true;
}

std::vector<bool> read_columns(const Family& family, const pack::RecordType& type,
                               const std::vector<std::string>& wanted) {
  Names names(wanted.begin(), wanted.end());
  for (const auto* member : family.types)
    if (member->is_a(type.name)) note_permission_names(*member, names);
  if (names.contains("next_target_clock")) names.insert("next_target_at");
  if (wanted.empty() || names.contains(everything))
    return std::vector<bool>(family.columns.size(), true);
  std::vector<bool> is_read(family.columns.size(), false);
  for (int i = 0; i < engine_columns; ++i) {
    const auto name = name_of_column(i);
    is_read[static_cast<std::size_t>(i)] = name.empty() || names.contains(name);
  }
  // What stands in place of computed values is shown for all fields together.
  const bool wants_overrides = names.contains("overrides");
  for (const auto& [name, place] : family.places)
    if (wants_overrides || names.contains(name))
      note_field_columns(place, wants_overrides, is_read);
  return is_read;
}

// Another type has other fields at the same positions.
void clear_for(const pack::RecordType& type, Record& record) {
  if (record.type == &type) {
    record.currencies.clear();
    record.overrides.clear();
    return;
  }
  record = Record{};
  record.type = &type;
  record.values.resize(type.fields.size());
}

}  // namespace

ListColumns::ListColumns(const Lister& lister, const pack::RecordType& type,
                         const std::vector<std::string>& wanted)
    : family_(&lister.family_of(type)) {
  std::vector<int> positions(family_->columns.size(), -1);
  select(read_columns(*family_, type, wanted), positions);
  const auto at = [&](int column) {
    return column < 0 ? -1 : positions[static_cast<std::size_t>(column)];
  };
  for (int i = 0; i < engine_columns; ++i) engine_places_[static_cast<std::size_t>(i)] = at(i);
  for (const auto* member : family_->types) {
    if (member->is_abstract) continue;
    auto& of_type = types_.emplace_back(OfType{member, {}});
    const auto& layout = lister.model.layout(*member);
    for (std::size_t i = 0; i < layout.size(); ++i)
      if (layout[i].kind == FieldPlace::Kind::column && at(layout[i].column) >= 0)
        of_type.slots.push_back({static_cast<int>(i), at(layout[i].column), at(layout[i].currency),
                                 at(layout[i].override_column)});
  }
}

void ListColumns::select(const std::vector<bool>& is_read, std::vector<int>& positions) {
  for (std::size_t i = 0; i < is_read.size(); ++i) {
    if (!is_read[i]) continue;
    positions[i] = count_++;
    sql_ += (sql_.empty() ? "" : ", ") + db::quoted(family_->columns[i].name);
  }
}

const ListColumns::OfType* ListColumns::of_type(std::string_view name) const {
  const auto found =
      std::ranges::find_if(types_, [&](const auto& of_type) { return of_type.type->name == name; });
  return found == types_.end() ? nullptr : &*found;
}

Status ListColumns::read(const db::Row& row, Record& record) const {
  const auto* of = of_type(row.text(engine_places_[column_type]));
  if (!of)
    return fail(Code::internal, "record.unknown_type",
                "a row of type '" + std::string(row.text(engine_places_[column_type])) +
                    "', which no pack declares");
  clear_for(*of->type, record);
  record.face = family_->face;
  read_engine_columns(row, engine_places_, record);
  for (const auto& slot : of->slots) {
    const auto position = static_cast<std::size_t>(slot.field);
    const auto& field = of->type->fields[position];
    record.values[position] = column_value(field, row, slot.column);
    if (slot.currency >= 0 && !row.is_null(slot.currency))
      record.currencies.emplace(slot.field, row.text(slot.currency));
    if (slot.override_column >= 0 && !row.is_null(slot.override_column))
      record.overrides.emplace(slot.field, column_value(field, row, slot.override_column));
  }
  return {};
}

}  // namespace praxis::record
