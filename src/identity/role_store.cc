#include "identity/role_store.h"

#include <fmt/format.h>

#include "record/list.h"

namespace praxis::identity {
namespace {

Status check_holding(const Author& author, const Holding& wanted) {
  Error error{Code::invalid_argument, "invalid", "this role cannot be granted"};
  const auto& packs = author.lister.model.packs();
  const auto* role = packs.role(wanted.role);
  if (!role) {
    JsonArray allowed;
    for (const auto& other : packs.roles())
      if (!other.is_held_by_everyone) allowed.emplace_back(other.name);
    error.fields.push_back({"role", "unknown_choice", {{"allowed", std::move(allowed)}}});
  } else if (role->is_held_by_everyone) {
    error.fields.push_back({"role", "role.held_by_everyone"});
  }
  if (!author.lister.directory.organization(wanted.organization))
    error.fields.push_back({"organization", "not_found"});
  if (!error.fields.empty()) return fail(std::move(error));
  return {};
}

// A change of a person's record raises the directory version: every node makes its scopes anew.
Result<Effect> note_holding(db::Transaction& tx, const Author& author, const record::Record& person,
                            record::ValueChange change) {
  std::vector<record::ValueChange> changes;
  changes.push_back(std::move(change));
  TRY(journal_changes(tx, author, person, std::move(changes)));
  return Effect::done;
}

Status add_holding(const db::Row& row, std::vector<Holding>& holdings) {
  holdings.push_back({row.id(0), std::string(row.text(1)), row.id(2), row.instant(3), row.id(4)});
  return {};
}

}  // namespace

Result<Effect> grant_role(db::Transaction& tx, const Author& author, const Holding& wanted) {
  TRY(check_holding(author, wanted));
  const auto person = TRY(lock_person(tx, author, wanted.person));
  const auto added = TRY(tx.execute(
      R"(INSERT INTO "role_holding" ("person", "role", "organization", "granted_at", "granted_by")
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT ("person", "role", "organization") DO NOTHING)",
      {person.id, std::string_view(wanted.role), wanted.organization, author.lister.now.us,
       author.lister.scope.person}));
  if (added == 0) return Effect::nothing_to_do;
  return note_holding(tx, author, person,
                      {"roles." + wanted.role, nullptr, Json(to_text(wanted.organization))});
}

Result<Effect> revoke_role(db::Transaction& tx, const Author& author, const Holding& held) {
  const auto person = TRY(lock_person(tx, author, held.person));
  const auto removed = TRY(tx.execute(
      R"(DELETE FROM "role_holding" WHERE "person" = $1 AND "role" = $2 AND "organization" = $3)",
      {person.id, std::string_view(held.role), held.organization}));
  if (removed == 0) return Effect::nothing_to_do;
  return note_holding(tx, author, person,
                      {"roles." + held.role, Json(to_text(held.organization)), nullptr});
}

Result<std::vector<Holding>> holdings_of(db::Transaction& tx, Id person) {
  std::vector<Holding> holdings;
  TRY(tx.query(
      R"(SELECT "person", "role", "organization", "granted_at", "granted_by" FROM "role_holding"
                  WHERE "person" = $1 ORDER BY "role", "organization")",
      {person}, [&](const db::Row& row) { return add_holding(row, holdings); }));
  return holdings;
}

Result<std::vector<Holding>> holders(db::Transaction& tx, Id organization, std::string_view role) {
  std::vector<Holding> holdings;
  TRY(tx.query(
      R"(SELECT "person", "role", "organization", "granted_at", "granted_by" FROM "role_holding"
                  WHERE "organization" = $1 AND ($2 = '' OR "role" = $2)
                  ORDER BY "role", "person" LIMIT $3)",
      {organization, role, holdings_max},
      [&](const db::Row& row) { return add_holding(row, holdings); }));
  return holdings;
}

Result<std::vector<record::Title>> readable_holders(db::Transaction& tx,
                                                    const record::Lister& lister,
                                                    std::string_view role, std::size_t limit) {
  std::vector<record::Title> people;
  const auto* type = lister.model.type("person");
  const int title = type ? type->field_with(pack::FieldRole::title) : -1;
  if (title < 0) return people;
  const auto readable = TRY(record::read_condition(lister, *type, tx.engine(), 2, true));
  std::vector<db::Parameter> parameters{role};
  for (const auto& value : readable.parameters) parameters.push_back(expr::to_parameter(value));
  const auto title_column = db::quoted(type->fields[static_cast<std::size_t>(title)].name);
  const auto sql = fmt::format(
      R"(SELECT "id", "number", {0} FROM "person" WHERE "id" IN
         (SELECT "person" FROM "role_holding" WHERE "role" = $1){1} ORDER BY {0}, "id" LIMIT {2})",
      title_column, readable.sql.empty() ? "" : " AND (" + readable.sql + ")", limit);
  TRY(tx.query(sql, parameters, [&](const db::Row& row) -> Status {
    people.push_back({row.id(0), type->name, std::string(row.text(1)), row.text_or_empty(2)});
    return {};
  }));
  return people;
}

}  // namespace praxis::identity
