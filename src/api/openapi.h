// The OpenAPI 3.1 document of this server, made from the packs: a schema and paths for each record
// type, with its fields, choices and transitions. Pure. What is not of a type stands in
// openapi_fixed.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "pack/pack_set.h"

namespace praxis::api {

std::string openapi(const pack::PackSet& packs, std::string_view version,
                    std::string_view language);

// The parts it is made of.
JsonObject schema_ref(std::string_view name);
JsonObject json_content(JsonObject schema);  // {"application/json": {"schema": …}}
JsonArray parameter_refs(std::initializer_list<std::string_view> names);

struct Operation {
  std::string id, summary, tag;
  JsonArray parameters{};
  JsonObject body{};  // a schema; empty: none
  std::string body_type = "application/json";
  JsonObject success{};       // responses by status
  std::vector<int> errors{};  // beside 401, 403 and 404
  bool is_open = false;       // nobody signs in for it
};
JsonObject operation_json(Operation operation);
// {"description", "content"} of a successful answer; `schema` empty: no body.
JsonObject response_json(std::string_view description, JsonObject schema);

void add_type_paths(JsonObject& paths, const pack::PackSet& packs, const pack::RecordType& type,
                    std::string_view language);
void add_type_schemas(JsonObject& schemas, const pack::PackSet& packs, const pack::RecordType& type,
                      std::string_view language);
void add_fixed_paths(JsonObject& paths);
void add_fixed_schemas(JsonObject& schemas);
// openapi_practices.cc
void add_practice_paths(JsonObject& paths);
void add_practice_schemas(JsonObject& schemas);
void add_practice_parameters(JsonObject& parameters);
// openapi_views.cc
void add_view_paths(JsonObject& paths);
void add_view_schemas(JsonObject& schemas);
JsonObject fixed_parameters();
JsonObject fixed_responses();

}  // namespace praxis::api
