#include "api/openapi.h"

namespace praxis::api {
namespace {

constexpr std::string_view description =
    "Records of all practices, their history and what may be done with them. Wherever a record is "
    "addressed as /records/TYPE/ID the shorter /records/ID means the same; ID is the record's id "
    "or "
    "its number (INC-42). A field that the caller may not read is absent, an empty one is null. "
    "Errors are problem+json (RFC 9457) and name every wrong field at once. Records are changed by "
    "JSON Merge Patch (RFC 7396).";

JsonArray tags_of(const pack::PackSet& packs, std::string_view language) {
  JsonArray tags;
  for (const auto& type : packs.types()) {
    if (type->is_abstract) continue;
    tags.push_back(JsonObject{{"name", type->name},
                              {"description", packs.text(language, type->name + ".plural")}});
  }
  for (const auto& [name, text] :
       {std::pair{"Records", "Records of several types"}, std::pair{"Access", "Who one is"},
        std::pair{"Organization", "Settings and roles"},
        std::pair{"Practices", "Guidance, metrics and evidence under a framework"},
        std::pair{"Metadata", "What the packs declare"},
        std::pair{"Events", "Changes as they happen"}, std::pair{"System", "The server itself"}})
    tags.push_back(JsonObject{{"name", name}, {"description", text}});
  return tags;
}

JsonObject security_schemes() {
  return {{"token",
           JsonObject{{"type", "http"},
                      {"scheme", "bearer"},
                      {"description", "A token made by POST /api/v1/tokens or the command line."}}},
          {"session",
           JsonObject{{"type", "apiKey"},
                      {"in", "cookie"},
                      {"name", "__Host-praxis"},
                      {"description",
                       "A browser session. Changes also need the header X-Praxis-Request: 1 and "
                       "come from the same origin."}}}};
}

std::string_view problem_response_of(int status) {
  switch (status) {
    case 400:
      return "NotUnderstood";
    case 401:
      return "Unauthenticated";
    case 403:
      return "Forbidden";
    case 404:
      return "NotFound";
    case 409:
      return "Conflict";
    case 412:
      return "ChangedSince";
    case 413:
      return "TooLarge";
    case 422:
      return "NotValid";
    case 429:
      return "TooManyRequests";
    default:
      return "Unavailable";
  }
}

JsonObject problem_ref(int status) {
  return {{"$ref", "#/components/responses/" + std::string(problem_response_of(status))}};
}

}  // namespace

JsonObject schema_ref(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

JsonObject json_content(JsonObject schema) {
  return {{"application/json", JsonObject{{"schema", std::move(schema)}}}};
}

JsonArray parameter_refs(std::initializer_list<std::string_view> names) {
  JsonArray refs;
  for (const auto name : names)
    refs.push_back(JsonObject{{"$ref", "#/components/parameters/" + std::string(name)}});
  return refs;
}

JsonObject response_json(std::string_view text, JsonObject schema) {
  JsonObject response{{"description", text}};
  if (!schema.empty()) response["content"] = json_content(std::move(schema));
  return response;
}

JsonObject operation_json(Operation operation) {
  JsonObject json{{"operationId", operation.id},
                  {"summary", operation.summary},
                  {"tags", JsonArray{operation.tag}}};
  if (!operation.parameters.empty()) json["parameters"] = std::move(operation.parameters);
  if (!operation.body.empty()) {
    JsonObject content{{operation.body_type, JsonObject{{"schema", std::move(operation.body)}}}};
    json["requestBody"] = JsonObject{{"required", true}, {"content", std::move(content)}};
  }
  auto responses = std::move(operation.success);
  if (operation.is_open) {
    json["security"] = JsonArray{};
  } else {
    for (const int status : {401, 403, 404})
      responses[std::to_string(status)] = problem_ref(status);
  }
  for (const int status : operation.errors) responses[std::to_string(status)] = problem_ref(status);
  json["responses"] = std::move(responses);
  return json;
}

std::string openapi(const pack::PackSet& packs, std::string_view version,
                    std::string_view language) {
  JsonObject paths, schemas;
  for (const auto& type : packs.types()) {
    if (type->is_abstract) continue;
    add_type_paths(paths, packs, *type, language);
    add_type_schemas(schemas, packs, *type, language);
  }
  add_fixed_paths(paths);
  add_fixed_schemas(schemas);
  add_practice_paths(paths);
  add_view_paths(paths);
  add_practice_schemas(schemas);
  add_view_schemas(schemas);
  auto parameters = fixed_parameters();
  add_practice_parameters(parameters);
  JsonObject document{
      {"openapi", "3.1.0"},
      {"info",
       JsonObject{{"title", "Praxis"},
                  {"version", version},
                  {"description", description},
                  {"license", JsonObject{{"name", "As the distribution says"}, {"url", "/"}}}}},
      {"servers", JsonArray{JsonObject{{"url", "/"}, {"description", "This server"}}}},
      {"security",
       JsonArray{JsonObject{{"token", JsonArray{}}}, JsonObject{{"session", JsonArray{}}}}},
      {"tags", tags_of(packs, language)},
      {"paths", std::move(paths)},
      {"components", JsonObject{{"securitySchemes", security_schemes()},
                                {"parameters", std::move(parameters)},
                                {"responses", fixed_responses()},
                                {"schemas", std::move(schemas)}}}};
  return to_text(Json(std::move(document)));
}

}  // namespace praxis::api
