#include "usecases/bootstrap.h"

#include "identity/credential_store.h"
#include "identity/role_store.h"
#include "usecases/create_record.h"
#include "usecases/tenant.h"

namespace praxis::usecases {

Caller operator_caller(std::string via) {
  return {std::make_shared<record::Scope>(record::Scope::system()), std::move(via)};
}

Result<Bootstrapped> bootstrap(Application& application, const FirstPerson& first) {
  const auto caller = operator_caller("cli");
  const auto made = TRY(in_write(application, caller, {}, [&](Work& work) -> Result<Bootstrapped> {
    if (!TRY(root_organization(work.tx)).is_nil())
      return fail(Code::conflict, "tenant.not_empty", "this database has an organization already");
    Draft organization;
    organization.fields = {
        {"title", first.organization_title}, {"key", first.organization_key}, {"kind", "internal"}};
    const auto root = TRY(create_in(work, *work.model.type("organization"), organization));
    Draft person;
    person.fields = {
        {"title", first.name}, {"email", first.email}, {"organization", to_text(root.id)}};
    const auto owner = TRY(create_in(work, *work.model.type("person"), person));
    return Bootstrapped{root.id, owner.id};
  }));
  // A second transaction: the directory of the first did not know the organization yet.
  TRY(in_write(application, caller, {}, [&](Work& work) -> Status {
    const auto lister = work.lister();
    const identity::Author author{lister, "cli"};
    for (const auto& role : work.model.packs().roles())
      if (!role.is_held_by_everyone)
        TRY(identity::grant_role(work.tx, author, {made.person, role.name, made.organization}));
    if (!first.password_hash.empty())
      TRY(identity::set_credential(work.tx, author, {made.person, first.password_hash}));
    return {};
  }));
  return made;
}

}  // namespace praxis::usecases
