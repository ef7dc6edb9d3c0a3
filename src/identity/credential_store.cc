#include "identity/credential_store.h"

#include <fmt/format.h>

#include "base/text.h"
#include "identity/session_store.h"
#include "identity/throttle.h"

namespace praxis::identity {
namespace {

const pack::Field* email_field(const record::Model& model) {
  const auto* type = model.type("person");
  if (!type) return nullptr;
  for (const auto& field : type->fields)
    if (field.type == pack::FieldType::email && field.is_unique) return &field;
  return nullptr;
}

record::ValueChange password_change(std::string_view from, std::string_view to) {
  const auto json = [](std::string_view text) {
    return text.empty() ? Json(nullptr) : Json(std::string(text));
  };
  return {"password", json(from), json(to)};
}

Result<bool> has_credential(db::Transaction& tx, Id person) {
  return tx.query_one(R"(SELECT 1 FROM "credential" WHERE "person" = $1)", {person},
                      [](const db::Row&) -> Status { return {}; });
}

}  // namespace

Result<std::optional<Credential>> find_credential(db::Transaction& tx, const record::Model& model,
                                                  std::string_view email) {
  const auto* field = email_field(model);
  if (!field || email.empty() || !is_valid_text(email)) return std::nullopt;
  const auto sql = fmt::format(R"(SELECT p."id", c."hash" FROM "person" p
                                  LEFT JOIN "credential" c ON c."person" = p."id" WHERE p.{} = $1)",
                               db::quoted(field->name + "_folded"));
  std::optional<Credential> found;
  const auto folded = fold(email);
  TRY(tx.query(sql, {std::string_view(folded)}, [&](const db::Row& row) -> Status {
    found = {row.id(0), row.text_or_empty(1)};
    return {};
  }));
  return found;
}

Result<bool> lock_credential(db::Transaction& tx, const Credential& credential) {
  const auto sql = R"(SELECT 1 FROM "credential" WHERE "person" = $1 AND "hash" = $2)" +
                   std::string(tx.for_update());
  return tx.query_one(sql, {credential.person, std::string_view(credential.hash)},
                      [](const db::Row&) -> Status { return {}; });
}

Status set_credential(db::Transaction& tx, const Author& author, const NewCredential& wanted) {
  const auto person = TRY(lock_person(tx, author, wanted.person));
  const bool had_one = TRY(has_credential(tx, person.id));
  TRY(tx.execute(R"(INSERT INTO "credential" ("person", "hash", "changed_at") VALUES ($1, $2, $3)
                    ON CONFLICT ("person") DO UPDATE
                      SET "hash" = excluded."hash", "changed_at" = excluded."changed_at")",
                 {person.id, std::string_view(wanted.hash), author.lister.now.us}));
  TRY(end_all_sessions(tx, person.id, wanted.session));
  if (const auto* field = email_field(author.lister.model))
    if (const auto* email = person.value(field->name).get<std::string>())
      TRY(forget_failures(tx, *email));
  return journal_changes(tx, author, person,
                         {password_change(had_one ? "set" : "", had_one ? "set anew" : "set")});
}

Status remove_credential(db::Transaction& tx, const Author& author, Id person_id) {
  const auto person = TRY(lock_person(tx, author, person_id));
  const auto removed =
      TRY(tx.execute(R"(DELETE FROM "credential" WHERE "person" = $1)", {person.id}));
  TRY(end_all_sessions(tx, person.id));
  if (removed == 0) return {};
  return journal_changes(tx, author, person, {password_change("set", "")});
}

Status rehash_credential(db::Transaction& tx, const Credential& credential, std::string_view hash) {
  TRY(tx.execute(R"(UPDATE "credential" SET "hash" = $1 WHERE "person" = $2 AND "hash" = $3)",
                 {hash, credential.person, std::string_view(credential.hash)}));
  return {};
}

}  // namespace praxis::identity
