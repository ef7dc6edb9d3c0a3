// What an actor may do with a record, as the packs' grants say: actions, fields to read and to
// change, transitions. A role counts only where its own read holds (its grants of `read` and those
// of the roles it includes, asked with the organizations for which it is held); a record that names
// the person in a granting field is open to the roles that everyone holds. At create there is
// nothing to read yet: there a role counts for the organizations it is held for. Pure but for what
// expressions read through Surroundings. An ActorRights is made once for a scope and a type and
// works out what is constant; a RecordRights asks it about one record and asks no expression twice
// for a role. Both are valid while scope, packs and surroundings are; each belongs to one thread.
#pragma once

#include <array>
#include <bitset>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pack/pack_set.h"
#include "record/bindings.h"

namespace praxis::identity {

constexpr std::size_t fields_of_type_max = 400;  // docs/packs.md, Limits
using FieldSet = std::bitset<fields_of_type_max>;

class ActorRights {
 public:
  ActorRights(const record::Scope& scope, const pack::PackSet& packs, const pack::RecordType& type);

  // Fields that the actor may read of some record, as far as roles say.
  FieldSet readable_somewhere() const;

 private:
  friend class RecordRights;
  // A role that the actor holds, with the grants of `read` by which it counts.
  struct HeldRole {
    std::string_view name;
    bool is_everyones = false;
    bool reads_always = false;
    std::vector<const pack::Expression*> reads;
  };
  struct HeldGrant {
    std::size_t role = 0;                    // index into roles_
    const pack::Expression* when = nullptr;  // null: always
    bool operator==(const HeldGrant&) const = default;
  };
  using HeldGrants = std::vector<HeldGrant>;
  // Fields that the same grants open.
  struct FieldRule {
    HeldGrants grants;
    FieldSet fields;
  };
  struct FieldRules {
    FieldSet unwritten;  // follow their record
    std::vector<FieldRule> rules;
  };

  HeldGrants held(const std::vector<pack::Grant>& grants) const;
  HeldRole held_role(const pack::PackSet& packs, std::string_view name) const;
  FieldRules field_rules(
      std::optional<std::vector<pack::Grant>> pack::FieldPermission::*part) const;

  const record::Scope& scope_;
  const pack::RecordType& type_;
  std::vector<HeldRole> roles_;
  std::array<HeldGrants, 6> actions_;  // by pack::Action
  FieldRules read_, update_;
  std::vector<int> granting_fields_;
};

class RecordRights {
 public:
  // Asks about `in.record`, whose type is the one that `rights` was made for.
  RecordRights(const ActorRights& rights, const record::Surroundings& in);

  // For `create` the record is the draft.
  bool may(pack::Action action) const;
  FieldSet readable_fields() const;
  FieldSet updatable_fields() const;
  // Whether what may be read is the working copy, not only the newest version (docs/packs.md,
  // versions).
  bool sees_working_copy() const;
  // Holds one of the roles of a transition (or an override, a form) for this record. No roles:
  // rules and time only.
  bool holds_one_of(std::span<const std::string> roles) const;
  // The same of the transition `create` for a draft.
  bool may_create_as(std::span<const std::string> roles) const;

 private:
  enum class Answer : char { unknown, no, yes };

  bool counts(std::size_t role) const;  // its own read holds
  bool is_granted() const;              // a field names the person
  bool is_held_here(std::size_t role) const;
  bool holds(const pack::Expression& expression, std::size_t role) const;
  bool opens(const ActorRights::HeldGrants& grants) const;
  bool may_create() const;
  FieldSet fields(const ActorRights::FieldRules& rules, pack::Action action) const;

  const ActorRights& rights_;
  record::Surroundings in_;
  mutable std::vector<Answer> counts_;  // by role
  mutable Answer is_granted_ = Answer::unknown;
};

// The fields to read of one record after the other: neighbors in a list mostly have the same values
// where permissions look, and then the same answer. Belongs to one thread and one moment; valid
// while `rights` is.
class ReadableFields {
 public:
  explicit ReadableFields(const ActorRights& rights) : rights_(&rights) {}
  const FieldSet& of(const record::Surroundings& in);

 private:
  bool is_known(const record::Record& record) const;

  const ActorRights* rights_;
  record::ReadTrace read_{};
  std::vector<expr::Value> values_{};  // of the fields read
  FieldSet fields_{};
  bool has_answer_ = false;
};

// For a single question; who asks several of one record keeps a RecordRights.
bool may(const record::Surroundings& in, pack::Action action);

}  // namespace praxis::identity
