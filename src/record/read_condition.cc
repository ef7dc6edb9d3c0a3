#include "record/read_condition.h"
#include "record/version_store.h"

#include <algorithm>

#include "expr/conjunction.h"
#include "record/bindings.h"
#include "record/column_names_store.h"
#include "record/list.h"

namespace praxis::record {
namespace {

using expr::Value;
using pack::Meaning;

const std::vector<pack::Grant>& read_grants(const pack::RecordType& type) {
  static const std::vector<pack::Grant> none;
  const auto found = type.permissions.find(pack::Action::read);
  return found == type.permissions.end() ? none : found->second;
}

// The values a fixed slot leaves: none when nothing can match.
std::vector<Value> values_of(const expr::FixedSlot& fixed, const ColumnNames& names) {
  const auto value = fixed.constant ? fixed.constant : names.constant(*fixed.by);
  if (!value || value->is_null()) return {};
  if (fixed.how == expr::Fixing::equal) return {*value};
  return value->get<std::shared_ptr<const expr::List>>() ? value->list() : std::vector<Value>();
}

bool is_personal(const Meaning& meaning) {
  return meaning.kind == Meaning::Kind::me &&
         (meaning.name.empty() || meaning.name == "groups" || meaning.name == "group");
}

enum class Breadth { nothing, own, broad };

// What one alternative of a grant opens to this actor.
Breadth breadth_of(const std::vector<expr::FixedSlot>& terms, const pack::Expression& expression,
                   const ColumnNames& names, OwnTerm& own) {
  auto breadth = Breadth::broad;
  for (const auto& fixed : terms) {
    if (names.column(fixed.slot).empty()) continue;
    const bool is_known = fixed.constant || names.constant(*fixed.by).has_value();
    if (!is_known) continue;
    auto values = values_of(fixed, names);
    if (values.empty()) return Breadth::nothing;
    if (!fixed.by || !is_personal(expression.meanings[*fixed.by])) continue;
    breadth = Breadth::own;
    own = {names.column(fixed.slot), {}, std::move(values)};
  }
  return breadth;
}

void add_grant(const Lister& lister, const pack::Grant& grant, TypeRights& rights) {
  if (grant.is_always) {
    rights.is_everything = true;
    return;
  }
  const ColumnNames names(lister, *rights.type, *grant.when, {.role = grant.role});
  bool opens_something = false;
  for (const auto& terms : expr::fixed_slots(*grant.when->program)) {
    OwnTerm own;
    const auto breadth = breadth_of(terms, *grant.when, names, own);
    opens_something |= breadth != Breadth::nothing;
    rights.has_broad_grant |= breadth == Breadth::broad;
    if (breadth == Breadth::own) rights.own.push_back(std::move(own));
  }
  if (opens_something) rights.grants.push_back(&grant);
}

void add_grant_fields(const Lister& lister, TypeRights& rights) {
  if (lister.scope.person.is_nil()) return;
  const auto& places = lister.model.family_of(*rights.type).places;
  for (const auto& field : rights.type->fields) {
    if (!field.grants_read) continue;
    const bool is_set = places.find(field.name)->second.kind == FieldPlace::Kind::set;
    rights.grant_fields.push_back(field.name);
    rights.own.push_back(
        {is_set ? "" : field.name, is_set ? field.name : "", {lister.scope.person}});
  }
}

}  // namespace

TypeRights rights_of_type(const Lister& lister, const pack::RecordType& type) {
  const bool is_newest = lister.face == Face::newest_version;
  TypeRights rights{.type = &type, .is_everything = lister.scope.is_system && !is_newest};
  if (is_newest && (!type.versions || lister.scope.is_system)) return rights;
  for (const auto& grant : read_grants(type))
    if (!rights.is_everything && lister.scope.has_role(grant.role) &&
        is_reader(type, grant.role) == is_newest)
      add_grant(lister, grant, rights);
  if (rights.is_everything) rights.grants.clear();
  if (!rights.is_everything && !is_newest) add_grant_fields(lister, rights);
  if (!is_newest) return rights;
  auto working = lister;
  working.face = Face::working_copy;
  rights.besides = std::make_shared<const TypeRights>(rights_of_type(working, type));
  return rights.besides->is_everything ? TypeRights{.type = &type} : rights;
}

std::vector<TypeRights> read_rights(const Lister& lister, const pack::RecordType& type) {
  std::vector<TypeRights> all;
  for (const auto& name : type.subtypes)
    if (const auto* concrete = lister.model.type(name))
      all.push_back(rights_of_type(lister, *concrete));
  return all;
}

namespace {

bool names_reader(const Record& record, Id person) {
  if (person.is_nil()) return false;
  for (std::size_t i = 0; i < record.values.size(); ++i) {
    if (!record.type->fields[i].grants_read) continue;
    const auto& value = record.values[i];
    if (value == Value(person)) return true;
    if (const auto* people = value.get<std::shared_ptr<const expr::List>>())
      if (std::find((*people)->begin(), (*people)->end(), Value(person)) != (*people)->end())
        return true;
  }
  return false;
}

}  // namespace

Sight sight_of(db::Transaction& tx, const Lister& lister, const Record& record) {
  const auto& scope = lister.scope;
  if (scope.is_system) return Sight::working_copy;
  bool reads_versions = false;
  const auto opens = [&](const pack::Grant& grant) {
    if (!scope.has_role(grant.role)) return false;
    if (grant.is_always) return true;
    const Surroundings in{.tx = &tx,
                          .model = &lister.model,
                          .directory = &lister.directory,
                          .scope = &scope,
                          .now = lister.now,
                          .record = &record,
                          .role = grant.role};
    return holds(*grant.when, in);
  };
  for (const auto& grant : read_grants(*record.type)) {
    const bool is_version = is_reader(*record.type, grant.role);
    if ((is_version && reads_versions) || !opens(grant)) continue;
    if (!is_version) return Sight::working_copy;
    reads_versions = true;
  }
  if (names_reader(record, scope.person)) return Sight::working_copy;
  return reads_versions ? Sight::newest_version : Sight::nothing;
}

bool may_read(db::Transaction& tx, const Lister& lister, const Record& record) {
  const auto sight = sight_of(tx, lister, record);
  if (sight != Sight::newest_version) return sight == Sight::working_copy;
  const auto number = newest_version_of(tx, record.id);
  return number && *number > 0;
}

}  // namespace praxis::record
