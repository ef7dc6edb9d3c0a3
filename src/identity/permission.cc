#include "identity/permission.h"

#include <algorithm>

#include "record/version_store.h"

namespace praxis::identity {
namespace {

FieldSet all_fields_of(const pack::RecordType& type) {
  FieldSet all;
  for (std::size_t i = 0; i < type.fields.size(); ++i) all.set(i);
  return all;
}

bool names_person(const expr::Value& value, Id person) {
  if (const auto* id = value.get<Id>()) return *id == person;
  const auto* people = value.get<std::shared_ptr<const expr::List>>();
  return people &&
         std::find((*people)->begin(), (*people)->end(), expr::Value(person)) != (*people)->end();
}

// An organization's record stands for itself, unless it is yet to be made.
Id organization_concerned(const record::Surroundings& in) {
  if (in.directory && in.directory->organization(in.record->id)) return in.record->id;
  return in.record->reference(pack::FieldRole::organization);
}

}  // namespace

ActorRights::ActorRights(const record::Scope& scope, const pack::PackSet& packs,
                         const pack::RecordType& type)
    : scope_(scope), type_(type) {
  must(type.fields.size() <= fields_of_type_max);
  if (scope.is_system) return;
  for (const auto& [name, organizations] : scope.roles) roles_.push_back(held_role(packs, name));
  for (const auto& [action, grants] : type.permissions)
    actions_[static_cast<std::size_t>(action)] = held(grants);
  read_ = field_rules(&pack::FieldPermission::read);
  update_ = field_rules(&pack::FieldPermission::update);
  for (std::size_t i = 0; i < type.fields.size(); ++i)
    if (type.fields[i].grants_read) granting_fields_.push_back(static_cast<int>(i));
}

ActorRights::HeldRole ActorRights::held_role(const pack::PackSet& packs,
                                             std::string_view name) const {
  HeldRole held{.name = name, .reads = {}};
  const auto* role = packs.role(name);
  held.is_everyones = role && role->is_held_by_everyone;
  const auto reads = type_.permissions.find(pack::Action::read);
  if (reads == type_.permissions.end()) return held;
  for (const auto& grant : reads->second) {
    const bool is_included = role && std::find(role->includes.begin(), role->includes.end(),
                                               grant.role) != role->includes.end();
    if (grant.role != name && !is_included) continue;
    if (grant.is_always)
      held.reads_always = true;
    else
      held.reads.push_back(grant.when.get());
  }
  return held;
}

ActorRights::HeldGrants ActorRights::held(const std::vector<pack::Grant>& grants) const {
  HeldGrants held;
  for (const auto& grant : grants) {
    const auto role = std::ranges::find(roles_, grant.role, &HeldRole::name);
    if (role == roles_.end()) continue;
    const auto position = static_cast<std::size_t>(role - roles_.begin());
    held.push_back({position, grant.is_always ? nullptr : grant.when.get()});
  }
  // What asks no expression comes first.
  std::ranges::stable_partition(held, [](const HeldGrant& grant) { return !grant.when; });
  return held;
}

ActorRights::FieldRules ActorRights::field_rules(
    std::optional<std::vector<pack::Grant>> pack::FieldPermission::*part) const {
  FieldRules all{all_fields_of(type_), {}};
  for (const auto& [field, permission] : type_.field_permissions) {
    const int position = type_.find_field(field);
    if (position < 0 || !(permission.*part)) continue;
    const auto bit = static_cast<std::size_t>(position);
    all.unwritten.reset(bit);
    auto grants = held(*(permission.*part));
    if (grants.empty()) continue;
    const auto same = std::ranges::find(all.rules, grants, &FieldRule::grants);
    if (same != all.rules.end())
      same->fields.set(bit);
    else
      all.rules.push_back({std::move(grants), FieldSet().set(bit)});
  }
  return all;
}

FieldSet ActorRights::readable_somewhere() const {
  if (scope_.is_system) return all_fields_of(type_);
  auto fields = read_.unwritten;
  for (const auto& rule : read_.rules) fields |= rule.fields;
  return fields;
}

RecordRights::RecordRights(const ActorRights& rights, const record::Surroundings& in)
    : rights_(rights), in_(in), counts_(rights.roles_.size(), Answer::unknown) {
  must(in.record && in.record->type == &rights.type_);
  in_.scope = &rights.scope_;
}

bool RecordRights::holds(const pack::Expression& expression, std::size_t role) const {
  auto in = in_;
  in.role = rights_.roles_[role].name;
  return record::holds(expression, in);
}

bool RecordRights::is_granted() const {
  if (is_granted_ == Answer::unknown) {
    if (in_.trace)
      in_.trace->fields.insert(in_.trace->fields.end(), rights_.granting_fields_.begin(),
                               rights_.granting_fields_.end());
    const Id person = rights_.scope_.person;
    const auto grants = [&](int field) { return names_person(in_.record->value(field), person); };
    is_granted_ = !person.is_nil() && std::ranges::any_of(rights_.granting_fields_, grants)
                      ? Answer::yes
                      : Answer::no;
  }
  return is_granted_ == Answer::yes;
}

bool RecordRights::counts(std::size_t role) const {
  auto& known = counts_[role];
  if (known == Answer::unknown) {
    const auto& held = rights_.roles_[role];
    const auto opens = [&](const pack::Expression* read) { return holds(*read, role); };
    const bool does = held.reads_always || std::ranges::any_of(held.reads, opens) ||
                      (held.is_everyones && is_granted());
    known = does ? Answer::yes : Answer::no;
  }
  return known == Answer::yes;
}

bool RecordRights::opens(const ActorRights::HeldGrants& grants) const {
  return std::ranges::any_of(grants, [&](const auto& grant) {
    return counts(grant.role) && (!grant.when || holds(*grant.when, grant.role));
  });
}

bool RecordRights::is_held_here(std::size_t role) const {
  const auto& held = rights_.roles_[role];
  if (held.is_everyones) return true;
  const auto organization = organization_concerned(in_);
  return organization.is_nil() || rights_.scope_.holds(held.name, organization);
}

bool RecordRights::may_create() const {
  return std::ranges::any_of(
      rights_.actions_[static_cast<std::size_t>(pack::Action::create)], [&](const auto& grant) {
        return is_held_here(grant.role) && (!grant.when || holds(*grant.when, grant.role));
      });
}

bool RecordRights::may(pack::Action action) const {
  if (rights_.scope_.is_system) return true;
  if (action == pack::Action::create) return may_create();
  // `read` itself needs no second look: a grant that holds is what makes its role count.
  if (action == pack::Action::read) {
    for (std::size_t i = 0; i < rights_.roles_.size(); ++i)
      if (counts(i)) return true;
    return is_granted();
  }
  return opens(rights_.actions_[static_cast<std::size_t>(action)]);
}

bool RecordRights::sees_working_copy() const {
  if (rights_.scope_.is_system) return true;
  for (std::size_t i = 0; i < rights_.roles_.size(); ++i)
    if (!record::is_reader(rights_.type_, rights_.roles_[i].name) && counts(i)) return true;
  return is_granted();
}

FieldSet RecordRights::fields(const ActorRights::FieldRules& rules, pack::Action action) const {
  FieldSet open;
  if (may(action)) open |= rules.unwritten;
  for (const auto& rule : rules.rules)
    if (opens(rule.grants)) open |= rule.fields;
  return open;
}

FieldSet RecordRights::readable_fields() const {
  if (rights_.scope_.is_system) return all_fields_of(rights_.type_);
  if (!may(pack::Action::read)) return {};
  return fields(rights_.read_, pack::Action::read);
}

// Who may not see a value may not set it either: the answer to a conflict shows both.
FieldSet RecordRights::updatable_fields() const {
  if (rights_.scope_.is_system) return all_fields_of(rights_.type_);
  return readable_fields() & fields(rights_.update_, pack::Action::update);
}

bool RecordRights::holds_one_of(std::span<const std::string> roles) const {
  if (rights_.scope_.is_system) return true;
  return std::ranges::any_of(roles, [&](const std::string& name) {
    const auto role = std::ranges::find(rights_.roles_, name, &ActorRights::HeldRole::name);
    if (role == rights_.roles_.end()) return false;
    const auto position = static_cast<std::size_t>(role - rights_.roles_.begin());
    return is_held_here(position) && counts(position);
  });
}

bool RecordRights::may_create_as(std::span<const std::string> roles) const {
  if (rights_.scope_.is_system) return true;
  return std::ranges::any_of(roles, [&](const std::string& name) {
    const auto role = std::ranges::find(rights_.roles_, name, &ActorRights::HeldRole::name);
    return role != rights_.roles_.end() &&
           is_held_here(static_cast<std::size_t>(role - rights_.roles_.begin()));
  });
}

bool ReadableFields::is_known(const record::Record& record) const {
  if (!has_answer_ || read_.has_more) return false;
  for (std::size_t i = 0; i < values_.size(); ++i)
    if (!(record.value(read_.fields[i]) == values_[i])) return false;
  return true;
}

const FieldSet& ReadableFields::of(const record::Surroundings& in) {
  if (is_known(*in.record)) return fields_;
  read_ = {};
  values_.clear();
  auto traced = in;
  traced.trace = &read_;
  fields_ = RecordRights(*rights_, traced).readable_fields();
  if (!read_.has_more)
    for (const int field : read_.fields) values_.push_back(in.record->value(field));
  has_answer_ = true;
  return fields_;
}

bool may(const record::Surroundings& in, pack::Action action) {
  const ActorRights rights(*in.scope, in.model->packs(), *in.record->type);
  return RecordRights(rights, in).may(action);
}

}  // namespace praxis::identity
