// Who may read which records of a type, as the roles' grants and the fields that grant reading say
// it: for a scope, per concrete type, with what an index could serve. list.h has the condition made
// of it. Pure; valid while the lister is.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "record/column_names_store.h"
#include "record/list.h"

namespace praxis::record {

// One way in which a record may be the actor's own: a column (or a set field) holds one of a few
// values.
struct OwnTerm {
  std::string column;  // or "" for a set
  std::string set_field{};
  std::vector<expr::Value> values;
};

struct TypeRights {
  const pack::RecordType* type = nullptr;
  bool is_everything = false;
  std::vector<const pack::Grant*> grants{};     // expressions of the roles held that may be true
  std::vector<std::string> grant_fields{};      // columns and sets whose people may read
  bool has_broad_grant = false;                 // some grant is not about the person or the groups
  std::vector<OwnTerm> own{};                   // otherwise: every way in
  std::shared_ptr<const TypeRights> besides{};  // of newest versions: who sees the working copy
  bool is_nothing() const { return !is_everything && grants.empty() && grant_fields.empty(); }
};

// Of each concrete type at or below `type`, for the lister's face: to the newest versions lead the
// roles that read nothing else, and only where no other way leads to the working copy.
std::vector<TypeRights> read_rights(const Lister& lister, const pack::RecordType& type);
TypeRights rights_of_type(const Lister& lister, const pack::RecordType& type);
// The condition that read_condition() gives, of rights looked up before.
Result<ReadCondition> condition_of(const Lister& lister, const std::vector<TypeRights>& rights,
                                   db::Engine engine, int first_parameter, Columns columns);

}  // namespace praxis::record
