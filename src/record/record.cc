#include "record/record.h"

#include <algorithm>

#include "record/scope.h"

namespace praxis::record {

Record recast(const Record& record, const pack::RecordType& type) {
  auto cast = record;
  cast.type = &type;
  cast.state = record.state < 0 ? -1 : type.find_state(record.state_name());
  cast.values.assign(type.fields.size(), {});
  cast.currencies.clear();
  cast.overrides.clear();
  for (std::size_t i = 0; i < record.values.size(); ++i) {
    const int to = type.find_field(record.type->fields[i].name);
    if (to < 0) continue;
    const int from = static_cast<int>(i);
    cast.value(to) = record.values[i];
    if (const auto it = record.currencies.find(from); it != record.currencies.end())
      cast.currencies[to] = it->second;
    if (const auto it = record.overrides.find(from); it != record.overrides.end())
      cast.overrides[to] = it->second;
  }
  return cast;
}

std::string_view name(pack::Phase phase) {
  switch (phase) {
    case pack::Phase::open:
      return "open";
    case pack::Phase::pending:
      return "pending";
    case pack::Phase::resolved:
      return "resolved";
    case pack::Phase::closed:
      return "closed";
  }
  return "open";
}

std::string_view name(pack::Side side) {
  switch (side) {
    case pack::Side::requester:
      return "requester";
    case pack::Side::agent:
      return "agent";
    case pack::Side::system:
      return "system";
  }
  return "system";
}

const expr::Value& Record::value(std::string_view field) const {
  static const expr::Value empty;
  const int position = type->find_field(field);
  return position < 0 ? empty : value(position);
}

Id Record::reference(pack::FieldRole role) const {
  const int position = type->field_with(role);
  const Id* found = position < 0 ? nullptr : value(position).get<Id>();
  return found ? *found : Id{};
}

std::string Record::text_of(pack::FieldRole role) const {
  const int position = type->field_with(role);
  const std::string* text = position < 0 ? nullptr : value(position).get<std::string>();
  return text ? *text : std::string();
}

pack::Phase Record::phase() const {
  return state < 0 ? pack::Phase::open : type->states[static_cast<std::size_t>(state)].phase;
}

const std::string& Record::state_name() const {
  static const std::string none;
  return state < 0 ? none : type->states[static_cast<std::size_t>(state)].name;
}

const std::vector<Id>& Scope::organizations(std::string_view role) const {
  static const std::vector<Id> none;
  const auto held = roles.find(role);
  return held == roles.end() ? none : held->second;
}

void Scope::make_lists() {
  const auto list_of = [](const std::vector<Id>& ids) {
    return expr::Value(expr::List(ids.begin(), ids.end()));
  };
  Lists made;
  std::vector<Id> all;
  for (const auto& [role, held] : roles) {
    made.organizations_by_role.emplace(role, list_of(held));
    all.insert(all.end(), held.begin(), held.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  made.organizations = list_of(all);
  made.groups = list_of(groups);
  lists = std::make_shared<const Lists>(std::move(made));
}

bool Scope::holds(std::string_view role, Id wanted) const {
  if (is_system) return true;
  const auto& held = organizations(role);
  return std::find(held.begin(), held.end(), wanted) != held.end();
}

Scope Scope::system() {
  Scope scope;
  scope.is_system = true;
  scope.side = pack::Side::system;
  return scope;
}

}  // namespace praxis::record
