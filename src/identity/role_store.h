// Roles that people hold, each for an organization and those below it. Granting and revoking are
// journaled in the person's record as "roles.NAME" and raise the directory version, so that every
// node makes scopes anew. Never asks whether the author may grant: the use case does. Runs inside
// the caller's transaction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "identity/author.h"
#include "record/record_store.h"

namespace praxis::identity {

constexpr std::int64_t holdings_max = 1'000;  // in one answer

struct Holding {
  Id person;
  std::string role;
  Id organization;
  Instant granted_at{};
  Id granted_by{};
};

enum class Effect { done, nothing_to_do };

// InvalidArgument with a FieldError: role "unknown_choice" {allowed} or "role.held_by_everyone",
// organization "not_found"; NotFound for a person that the author may not see.
Result<Effect> grant_role(db::Transaction& tx, const Author& author, const Holding& wanted);
Result<Effect> revoke_role(db::Transaction& tx, const Author& author, const Holding& held);

Result<std::vector<Holding>> holdings_of(db::Transaction& tx, Id person);
// Who holds the role (any, if empty) for this very organization, by role and person.
Result<std::vector<Holding>> holders(db::Transaction& tx, Id organization,
                                     std::string_view role = {});

// The people who hold the role for any organization and whom the actor may read, by title.
Result<std::vector<record::Title>> readable_holders(db::Transaction& tx,
                                                    const record::Lister& lister,
                                                    std::string_view role, std::size_t limit);

}  // namespace praxis::identity
