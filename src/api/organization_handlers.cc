#include "api/organization_handlers.h"

#include "api/body.h"
#include "api/query.h"
#include "api/record_json.h"
#include "api/respond.h"
#include "pack/field_value.h"
#include "usecases/change_setting.h"
#include "usecases/grant_role.h"
#include "usecases/owner.h"

namespace praxis::api {
namespace {

using usecases::Caller;
using usecases::Work;

// A person or an organization by id, number, key or e-mail address, if the actor may read it.
Result<Id> readable_id(Work& work, std::string_view type_name, std::string_view text) {
  const auto* type = work.model.type(type_name);
  const auto id = type ? TRY(record::find_id(work.tx, work.model, *type, text)) : std::nullopt;
  if (!id) return fail(Code::not_found, "record.not_found", "there is none that you may see");
  return TRY(record::read(work.tx, work.lister(), *type, *id)).id;
}

Result<Id> organization_asked(Work& work, std::string_view text) {
  if (text.empty()) return work.scope.organization;
  return readable_id(work, "organization", text);
}

void write_setting(JsonWriter& writer, const Call& call, const Work& work,
                   const pack::Setting& setting) {
  writer.key("name").text(setting.name);
  writer.key("label").text(work.model.packs().text(call.language, "settings." + setting.name));
  if (setting.matrix) {
    writer.key("type").text("matrix").key("matrix").begin_object();
    writer.key("rows").text(setting.matrix->rows).key("columns").text(setting.matrix->columns);
    writer.key("gives").text(setting.matrix->gives).end_object();
  } else {
    writer.key("type").text(pack::name(setting.type));
    if (setting.names_framework) writer.key("of").text("frameworks");
  }
  writer.key("default").value(setting.default_value);
}

Answer show_settings(Call& call, Work& work, Id organization) {
  std::string text;
  JsonWriter writer(text);
  writer.begin_object().key("organization").text(to_text(organization));
  writer.key("may_change")
      .boolean(usecases::is_owner(work.model.packs(), work.scope, organization));
  writer.key("settings").begin_array();
  for (const auto& [name, setting] : work.model.packs().settings()) {
    const auto own = TRY(usecases::own_setting(work.tx, organization, name));
    writer.begin_object();
    write_setting(writer, call, work, setting);
    writer.key("own").value(own.value_or(nullptr));
    writer.key("value").value(work.directory.setting_json(setting, organization)).end_object();
  }
  writer.end_array().end_object();
  return json_response(200, std::move(text));
}

Answer show_roles(Call& call, Work& work, Id person) {
  const Selection selection{.wants_titles = true};
  RecordJson references(work, selection);
  std::string text;
  JsonWriter writer(text);
  writer.begin_object().key("person").text(to_text(person)).key("roles").begin_array();
  for (const auto& held : TRY(identity::holdings_of(work.tx, person))) {
    writer.begin_object().key("role").text(held.role);
    writer.key("label").text(work.model.packs().text(call.language, "roles." + held.role));
    writer.key("organization").text(to_text(held.organization));
    references.note_reference("organization", held.organization);
    writer.key("granted_at").text(to_text(held.granted_at)).key("granted_by");
    if (held.granted_by.is_nil())
      writer.null();
    else
      writer.text(to_text(held.granted_by));
    references.note_reference("person", held.granted_by);
    writer.end_object();
  }
  writer.end_array();
  TRY(references.write_titles(writer));
  writer.end_object();
  return json_response(200, std::move(text));
}

Result<usecases::RoleWanted> role_wanted(Call& call, const Caller& caller) {
  return usecases::in_read(
      call.services.application, caller, [&](Work& work) -> Result<usecases::RoleWanted> {
        return usecases::RoleWanted{
            TRY(readable_id(work, "person", call.segment("person"))),
            std::string(call.segment("role")),
            TRY(readable_id(work, "organization", call.segment("organization")))};
      });
}

}  // namespace

Answer list_settings(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"organization", "language"}));
  return show_settings(call, work, TRY(organization_asked(work, query.text("organization"))));
}

Answer change_setting(Call& call, const Caller& caller) {
  Body body(TRY(object_body(call)));
  usecases::SettingWanted wanted{.organization = {}, .name = std::string(call.segment("name"))};
  const auto organization = body.text("organization", Needed::no);
  wanted.value = body.value("value", Needed::yes).value_or(nullptr);
  wanted.reason = body.text("reason", Needed::no);
  TRY(body.check());
  auto& application = call.services.application;
  wanted.organization = TRY(usecases::in_read(
      application, caller, [&](Work& work) { return organization_asked(work, organization); }));
  TRY(usecases::change_setting(application, caller, wanted));
  return read_again(call, caller,
                    [&](Work& work) { return show_settings(call, work, wanted.organization); });
}

Answer list_roles_of_person(Call& call, Work& work) {
  TRY(Query(call.request).only({"language"}));
  return show_roles(call, work, TRY(readable_id(work, "person", call.segment("person"))));
}

Answer grant_role(Call& call, const Caller& caller) {
  const auto wanted = TRY(role_wanted(call, caller));
  TRY(usecases::grant_role(call.services.application, caller, wanted));
  return read_again(call, caller,
                    [&](Work& work) { return show_roles(call, work, wanted.person); });
}

Answer revoke_role(Call& call, const Caller& caller) {
  const auto wanted = TRY(role_wanted(call, caller));
  TRY(usecases::revoke_role(call.services.application, caller, wanted));
  return read_again(call, caller,
                    [&](Work& work) { return show_roles(call, work, wanted.person); });
}

}  // namespace praxis::api
