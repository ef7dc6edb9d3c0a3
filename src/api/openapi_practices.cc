// The part of the document about practices, frameworks and what is expected of a record.
#include "api/openapi.h"

namespace praxis::api {
namespace {

constexpr std::string_view practice_schemas = R"({
"Framework": {"type": "object", "required": ["name", "label", "version"], "properties": {"name": {"type": "string"}, "label": {"type": "string"}, "about": {"type": "string"}, "version": {"type": "string"}, "credit": {"type": "string"}}},
"Frameworks": {"type": "object", "required": ["frameworks", "in_force", "chosen"], "properties": {"frameworks": {"type": "array", "items": {"$ref": "#/components/schemas/Framework"}},
  "in_force": {"type": ["string", "null"], "description": "The caller's lens: chosen, or set by their organization"}, "chosen": {"type": ["string", "null"]}}},
"FrameworkChoice": {"type": "object", "required": ["framework"], "properties": {"framework": {"type": ["string", "null"], "description": "null: as the organization set it"}}},
"PracticeSummary": {"type": "object", "required": ["name", "label", "type"], "properties": {"name": {"type": "string"}, "label": {"type": "string", "description": "What the framework calls it"},
  "type": {"type": "string", "description": "The type of its records"}, "plural": {"type": "string"}, "pack": {"type": "string"}, "has_guidance": {"type": "boolean"}, "purpose": {"type": "string"}, "scope": {"type": "string"}}},
"Practices": {"type": "object", "required": ["framework", "practices"], "properties": {"framework": {"anyOf": [{"$ref": "#/components/schemas/Framework"}, {"type": "null"}]}, "practices": {"type": "array", "items": {"$ref": "#/components/schemas/PracticeSummary"}}}},
"MetricNumber": {"type": "object", "required": ["value", "records"], "properties": {"value": {"type": ["number", "null"], "description": "null: no record had one. Shares from 0 to 1, spans in seconds"},
  "records": {"type": "integer", "description": "It was worked out from so many"}, "hits": {"type": "integer", "description": "Of a share: those that count"}, "from": {"type": "string", "format": "date-time", "description": "Of a part of time"},
  "key": {"description": "Of a group: the field's value"}, "label": {"type": "string"}}},
"Metric": {"type": "object", "required": ["name", "label", "kind", "unit", "value", "records"], "properties": {"name": {"type": "string"}, "label": {"type": "string"}, "kind": {"type": "string", "enum": ["count", "ratio", "percentile", "average", "sum"]},
  "unit": {"type": "string", "enum": ["records", "share", "number", "seconds"]}, "percentile": {"type": "integer"}, "value": {"type": ["number", "null"]}, "records": {"type": "integer"}, "hits": {"type": "integer"},
  "unavailable": {"type": ["string", "null"], "enum": ["not_readable", "not_kept", null], "description": "Why there is no number"}, "at": {"type": "string", "description": "The instant that decides into which window a record falls"},
  "from": {"type": "string", "format": "date-time"}, "until": {"type": "string", "format": "date-time"}, "by": {"type": "array", "description": "By what it may be split", "items": {"type": "string"}},
  "goal": {"type": "object", "properties": {"at_least": {"type": "number"}, "at_most": {"type": "number"}, "is_met": {"type": ["boolean", "null"]}}},
  "trend": {"type": "array", "items": {"$ref": "#/components/schemas/MetricNumber"}}, "groups": {"type": "array", "items": {"$ref": "#/components/schemas/MetricNumber"}},
  "before": {"description": "In the window before", "$ref": "#/components/schemas/MetricNumber"}, "titles": {"$ref": "#/components/schemas/Titles"}}},
"Practice": {"allOf": [{"$ref": "#/components/schemas/PracticeSummary"}, {"type": "object", "required": ["framework", "roles", "activities", "lifecycle", "metrics", "requirements"], "properties": {
  "framework": {"anyOf": [{"$ref": "#/components/schemas/Framework"}, {"type": "null"}]},
  "roles": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "role": {"type": "string"}, "label": {"type": "string"}, "does": {"type": "string"}, "is_held_by_everyone": {"type": "boolean"},
    "people": {"type": "array", "items": {"type": "object", "properties": {"person": {"type": "string", "format": "uuid"}, "organizations": {"type": "array", "items": {"type": "string", "format": "uuid"}}}}}, "is_more": {"type": "boolean"}}}},
  "activities": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "label": {"type": "string"}}}},
  "lifecycle": {"type": "object", "description": "States as nodes, transitions as edges", "properties": {
    "states": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "label": {"type": "string"}, "phase": {"type": "string"}, "glyph": {"type": "string"}, "expected": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "label": {"type": "string"}}}}}}},
    "transitions": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "label": {"type": "string"}, "from": {"type": "array", "items": {"type": "string"}}, "to": {"type": "string"}, "roles": {"type": "array", "items": {"type": "string"}}, "is_timed": {"type": "boolean"}}}},
    "models": {"type": "object", "description": "The states of each variant", "additionalProperties": {"type": "array", "items": {"type": "string"}}}}},
  "metrics": {"type": "array", "items": {"$ref": "#/components/schemas/Metric"}},
  "requirements": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}, "label": {"type": "string"}, "evidence": {"type": "array", "items": {"type": "object", "properties": {
    "name": {"type": "string"}, "label": {"type": "string"}, "practice": {"type": "string"}, "should": {"type": "integer", "description": "Records that should"}, "fulfills": {"type": "integer", "description": "Those of them that do"}, "share": {"type": ["number", "null"]}, "unavailable": {"type": ["string", "null"]}}}}}}},
  "titles": {"$ref": "#/components/schemas/Titles"}}}]},
"Expected": {"type": "object", "required": ["framework", "practice", "next", "expected"], "properties": {"framework": {"anyOf": [{"$ref": "#/components/schemas/Framework"}, {"type": "null"}]}, "practice": {"type": ["string", "null"]}, "label": {"type": "string"},
  "next": {"type": ["string", "null"], "description": "The first that is missing"}, "expected": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "label": {"type": "string"}, "is_done": {"type": "boolean"},
  "do": {"type": "object", "description": "The one thing to do", "properties": {"action": {"type": "string", "enum": ["update", "transition", "comment", "link", "create"]}, "on": {"type": "array", "description": "Fields, or the transition, visibility or link", "items": {"type": "string"}}, "may": {"type": "boolean"}}}}}}}}
})";

constexpr std::string_view practice_parameters = R"({
"framework": {"name": "framework", "in": "query", "description": "The lens, in place of the caller's own", "schema": {"type": "string"}, "example": "fitsm"},
"practice": {"name": "practice", "in": "path", "required": true, "description": "Name of the practice: its records' type or its pack", "schema": {"type": "string"}},
"metric": {"name": "metric", "in": "path", "required": true, "description": "Name of the metric", "schema": {"type": "string"}},
"requirement": {"name": "requirement", "in": "path", "required": true, "description": "As the framework numbers it", "schema": {"type": "string"}, "example": "PR9.6"},
"evidence": {"name": "evidence", "in": "path", "required": true, "description": "Name of the evidence", "schema": {"type": "string"}},
"which": {"name": "which", "in": "query", "description": "Of a share and of evidence: those that count, those that do not", "schema": {"type": "string", "enum": ["all", "hits", "misses"], "default": "all"}},
"by": {"name": "by", "in": "query", "description": "Split by this field, one of the metric's own", "schema": {"type": "string"}},
"over": {"name": "over", "in": "query", "description": "Another window: 7d", "schema": {"type": "string"}},
"trend": {"name": "trend", "in": "query", "description": "Length of the parts of time: 1d", "schema": {"type": "string"}}
})";

JsonObject object_from(std::string_view text) {
  auto json = json_from_text(text);
  must(json.has_value() && json->is_object());
  return std::move(json->get_object());
}

void add_read(JsonObject& paths, std::string_view path, Operation operation,
              std::string_view answer, std::string_view schema) {
  operation.success = {{"200", response_json(answer, schema_ref(schema))}};
  operation.errors = {400};
  paths[path] = JsonObject{{"get", operation_json(std::move(operation))}};
}

}  // namespace

void add_practice_paths(JsonObject& paths) {
  add_read(paths, "/api/v1/frameworks",
           {.id = "list_frameworks",
            .summary = "Frameworks, and which of them is one's lens",
            .tag = "Practices"},
           "All that are in force", "Frameworks");
  add_read(paths, "/api/v1/practices",
           {.id = "list_practices_under_lens",
            .summary = "Practices, as a framework calls them",
            .tag = "Practices",
            .parameters = parameter_refs({"framework", "language"})},
           "All of them", "Practices");
  add_read(paths, "/api/v1/practices/{practice}",
           {.id = "read_practice",
            .summary = "The page of a practice: guidance, people, lifecycle, metrics, requirements",
            .tag = "Practices",
            .parameters = parameter_refs({"practice", "framework", "language"})},
           "Its page", "Practice");
  add_read(paths, "/api/v1/practices/{practice}/metrics/{metric}",
           {.id = "read_metric",
            .summary = "A metric with its trend, the window before and its parts",
            .tag = "Practices",
            .parameters = parameter_refs(
                {"practice", "metric", "by", "over", "trend", "framework", "language"})},
           "Its numbers", "Metric");
  add_read(paths, "/api/v1/practices/{practice}/metrics/{metric}/records",
           {.id = "list_behind_metric",
            .summary = "The records behind a metric's number",
            .tag = "Practices",
            .parameters =
                parameter_refs({"practice", "metric", "which", "filter", "sort", "fields", "titles",
                                "links", "active", "count", "limit", "cursor", "framework"})},
           "A page of them", "Records");
  add_read(paths, "/api/v1/practices/{practice}/requirements/{requirement}/{evidence}/records",
           {.id = "list_behind_evidence",
            .summary = "The records that should fulfill a requirement, that do, or that do not",
            .tag = "Practices",
            .parameters = parameter_refs({"practice", "requirement", "evidence", "which", "filter",
                                          "sort", "fields", "titles", "links", "active", "count",
                                          "limit", "cursor", "framework"})},
           "A page of them", "Records");
  Operation choice{
      .id = "choose_framework",
      .summary = "Choose one's lens",
      .tag = "Practices",
      .body = schema_ref("FrameworkChoice"),
      .success = {{"200", response_json("Frameworks and the choice", schema_ref("Frameworks"))}},
      .errors = {400, 422}};
  paths["/api/v1/me/framework"] = JsonObject{{"put", operation_json(std::move(choice))}};
}

void add_practice_schemas(JsonObject& schemas) {
  for (auto& schema : object_from(practice_schemas)) schemas[schema.key()] = schema.value();
}

void add_practice_parameters(JsonObject& parameters) {
  for (auto& each : object_from(practice_parameters)) parameters[each.key()] = each.value();
}

}  // namespace praxis::api
