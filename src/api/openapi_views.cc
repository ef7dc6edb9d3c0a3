// The part of the document about saved views.
#include "api/openapi.h"

namespace praxis::api {
namespace {

constexpr std::string_view view_schemas = R"({
"ViewDraft": {"type": "object", "required": ["type", "name"], "properties": {
  "type": {"type": "string", "description": "Of the records that it lists"}, "name": {"type": "string", "maxLength": 100},
  "group": {"type": ["string", "null"], "format": "uuid", "description": "A group of the caller's that it shall belong to: its members change it. null: it is the caller's own"},
  "shared_with": {"type": "array", "description": "Groups whose members may list by it; the caller's own ones", "items": {"type": "string", "format": "uuid"}},
  "filter": {"type": "string", "maxLength": 2000, "description": "A CEL expression"}, "active": {"type": "boolean", "default": false},
  "sort": {"type": "array", "items": {"type": "string"}}, "columns": {"type": "array", "items": {"type": "string"}}, "group_by": {"type": "string"}}},
"SavedView": {"type": "object", "required": ["id", "version", "type", "name", "owner", "group", "shared_with", "filter", "active", "columns", "sort", "updated_at", "updated_by", "may_change", "is_usable"], "properties": {
  "id": {"type": "string", "format": "uuid"}, "version": {"type": "integer"}, "type": {"type": "string"}, "name": {"type": "string"},
  "owner": {"type": "string", "format": "uuid", "description": "A person or a group"}, "group": {"type": ["string", "null"], "format": "uuid", "description": "The owner if it is a group"},
  "shared_with": {"type": "array", "items": {"type": "string", "format": "uuid"}}, "filter": {"type": "string"}, "active": {"type": "boolean"},
  "columns": {"type": "array", "items": {"type": "string"}}, "sort": {"type": "array", "items": {"type": "string"}}, "group_by": {"type": "string"},
  "updated_at": {"type": "string", "format": "date-time"}, "updated_by": {"type": "string", "format": "uuid"}, "may_change": {"type": "boolean"},
  "is_usable": {"type": "boolean", "description": "false: it names what packs no longer have, or what the caller may not ask about"}}},
"SavedViews": {"type": "object", "required": ["saved_views"], "properties": {"saved_views": {"type": "array", "items": {"$ref": "#/components/schemas/SavedView"}}}}
})";

JsonArray view_id() {
  return {JsonObject{{"name", "view"},
                     {"in", "path"},
                     {"required", true},
                     {"description", "Id of the view, a UUID of the client's making"},
                     {"schema", JsonObject{{"type", "string"}, {"format", "uuid"}}}}};
}

JsonObject shown_view(std::string_view what) {
  return response_json(what, schema_ref("SavedView"));
}

}  // namespace

void add_view_paths(JsonObject& paths) {
  JsonObject type{{"name", "type"},
                  {"in", "query"},
                  {"description", "Of this record type, or of one above it"},
                  {"schema", JsonObject{{"type", "string"}}}};
  paths["/api/v1/views"] = JsonObject{
      {"get",
       operation_json({.id = "list_views",
                       .summary = "Saved views that the caller may list by",
                       .tag = "Records",
                       .parameters = {std::move(type)},
                       .success = {{"200", response_json("By name", schema_ref("SavedViews"))}},
                       .errors = {400}})}};
  auto parameters = view_id();
  for (auto& parameter : parameter_refs({"if_match"})) parameters.push_back(std::move(parameter));
  paths["/api/v1/views/{view}"] = JsonObject{
      {"get", operation_json({.id = "read_view",
                              .summary = "A saved view",
                              .tag = "Records",
                              .parameters = view_id(),
                              .success = {{"200", shown_view("The view")}},
                              .errors = {400}})},
      {"put",
       operation_json({.id = "save_view",
                       .summary = "Save a view, a new one or in place of the old",
                       .tag = "Records",
                       .parameters = std::move(parameters),
                       .body = schema_ref("ViewDraft"),
                       .success = {{"200", shown_view("As saved")}, {"201", shown_view("As made")}},
                       .errors = {400, 409, 412, 422}})},
      {"delete", operation_json({.id = "remove_view",
                                 .summary = "Remove a saved view",
                                 .tag = "Records",
                                 .parameters = view_id(),
                                 .success = {{"204", response_json("Removed", {})}},
                                 .errors = {}})}};
}

void add_view_schemas(JsonObject& schemas) {
  auto json = json_from_text(view_schemas);
  must(json.has_value() && json->is_object());
  for (auto& schema : json->get_object()) schemas[schema.key()] = std::move(schema.value());
}

}  // namespace praxis::api
