#include "api/metadata_handlers.h"

#include <fmt/format.h>

#include "api/etag.h"
#include "api/list_request.h"
#include "api/query.h"
#include "api/respond.h"
#include "api/type_json.h"
#include "usecases/lens.h"

namespace praxis::api {
namespace {

using usecases::Work;

Answer tagged_metadata(const Call& call, std::string body) {
  auto etag = etag_of(body);
  auto response = tagged_response(call, std::move(body), std::move(etag));
  response.set("Vary", "Accept-Language");
  return response;
}

Status only_language(const Call& call) { return Query(call.request).only({"language"}); }

void write_choice_list(JsonWriter& writer, const Call& call, const pack::PackSet& packs,
                       const pack::ChoiceList& list) {
  writer.begin_array();
  for (const auto& choice : list.choices) {
    writer.begin_object().key("key");
    if (list.has_integer_keys)
      writer.raw(choice.key);
    else
      writer.text(choice.key);
    writer.key("label").text(packs.text(call.language, "choices." + list.name + "." + choice.key));
    if (choice.parent >= 0)
      writer.key("parent").text(list.choices[static_cast<std::size_t>(choice.parent)].key);
    if (!choice.attributes.empty()) writer.key("attributes").value(Json(choice.attributes));
    if (choice.is_retired) writer.key("is_retired").boolean(true);
    writer.end_object();
  }
  writer.end_array();
}

}  // namespace

Answer list_types(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"language", "framework"}));
  const auto* lens = TRY(usecases::lens_of(work, query.text("framework")));
  std::string body;
  JsonWriter writer(body);
  TypeJson json(writer, work, call.language, lens);
  writer.begin_object().key("types").begin_array();
  for (const auto& type : work.model.packs().types()) json.write_summary(*type);
  writer.end_array().end_object();
  return tagged_metadata(call, std::move(body));
}

Answer read_type(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"language", "framework"}));
  const auto* lens = TRY(usecases::lens_of(work, query.text("framework")));
  const auto* type = TRY(type_named(work, call.segment("type")));
  std::string body;
  JsonWriter writer(body);
  TRY(TypeJson(writer, work, call.language, lens).write_whole(*type));
  return tagged_metadata(call, std::move(body));
}

Answer list_choices(Call& call, Work& work) {
  TRY(only_language(call));
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("choices").begin_object();
  for (const auto& [name, list] : work.model.packs().choice_lists()) {
    writer.key(name);
    write_choice_list(writer, call, work.model.packs(), list);
  }
  writer.end_object().end_object();
  return tagged_metadata(call, std::move(body));
}

Answer read_choices(Call& call, Work& work) {
  TRY(only_language(call));
  const auto* list = work.model.packs().choices(call.segment("list"));
  if (!list) return fail(Code::not_found, "choices.unknown", "there is no such list of choices");
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("name").text(list->name).key("choices");
  write_choice_list(writer, call, work.model.packs(), *list);
  writer.end_object();
  return tagged_metadata(call, std::move(body));
}

Answer list_practices(Call& call, Work& work) {
  TRY(only_language(call));
  const auto& packs = work.model.packs();
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("generation").integer(work.model.generation());
  writer.key("languages").begin_array();
  for (const auto& language : packs.languages()) writer.text(language);
  writer.end_array().key("practices").begin_array();
  for (const auto& pack : packs.packs()) {
    writer.begin_object().key("name").text(pack.name).key("version").text(pack.version);
    writer.key("is_overlay").boolean(pack.is_overlay).key("types").begin_array();
    for (const auto& type : packs.types())
      if (type->practice == pack.name) writer.text(type->name);
    writer.end_array().end_object();
  }
  writer.end_array().end_object();
  return tagged_metadata(call, std::move(body));
}

Answer list_roles(Call& call, Work& work) {
  TRY(only_language(call));
  const auto& packs = work.model.packs();
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("roles").begin_array();
  for (const auto& role : packs.roles()) {
    writer.begin_object().key("name").text(role.name);
    writer.key("label").text(packs.text(call.language, "roles." + role.name));
    writer.key("side").text(record::name(role.side));
    writer.key("is_held_by_everyone").boolean(role.is_held_by_everyone);
    writer.key("owns_organization").boolean(role.owns_organization);
    writer.key("includes").begin_array();
    for (const auto& included : role.includes)
      if (included != role.name) writer.text(included);
    writer.end_array().end_object();
  }
  writer.end_array().end_object();
  return tagged_metadata(call, std::move(body));
}

}  // namespace praxis::api
