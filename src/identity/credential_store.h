// The passwords' hashes. A password is hashed before (PasswordHasher: never within a transaction),
// set here, and journaled in the person's record as set or removed, never with its value. Runs
// inside the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identity/author.h"

namespace praxis::identity {

struct Credential {
  Id person;
  std::string hash;  // empty: the person has no password
};

struct NewCredential {
  Id person;
  std::string hash;
  Id session{};  // the one that stays; all others of the person end
};

// The person with that e-mail address, letter case aside.
Result<std::optional<Credential>> find_credential(db::Transaction& tx, const record::Model& model,
                                                  std::string_view email);
// True while `credential` is still what is stored; its row is locked until the transaction ends.
Result<bool> lock_credential(db::Transaction& tx, const Credential& credential);

Status set_credential(db::Transaction& tx, const Author& author, const NewCredential& wanted);
// The person can sign in no more; sessions end, tokens stay.
Status remove_credential(db::Transaction& tx, const Author& author, Id person);
// The same password under a new cost: nothing that a journal should tell.
Status rehash_credential(db::Transaction& tx, const Credential& credential, std::string_view hash);

}  // namespace praxis::identity
