// Schemas and paths of one record type.
#include <algorithm>

#include "api/openapi.h"

namespace praxis::api {
namespace {

using pack::Field;
using pack::FieldType;
using pack::RecordType;

JsonObject nullable_type(std::string_view type) { return {{"type", JsonArray{type, "null"}}}; }

JsonObject text_schema(std::string_view format) {
  auto schema = nullable_type("string");
  if (!format.empty()) schema["format"] = format;
  return schema;
}

JsonObject choice_schema(const pack::PackSet& packs, const Field& field) {
  const auto* list = packs.choices(field.list);
  const bool is_integer = list && list->has_integer_keys;
  auto schema = nullable_type(is_integer ? "integer" : "string");
  JsonArray keys;
  if (list)
    for (const auto& choice : list->choices)
      keys.push_back(is_integer ? Json(std::stoll(choice.key)) : Json(choice.key));
  keys.emplace_back(nullptr);
  schema["enum"] = std::move(keys);
  return schema;
}

void add_bounds(JsonObject& schema, const Field& field) {
  if (field.type == FieldType::integer) {
    if (field.min) schema["minimum"] = *field.min;
    if (field.max) schema["maximum"] = *field.max;
  }
  const bool is_text = field.type == FieldType::text || field.type == FieldType::markdown;
  if (is_text && field.length_max > 0) schema["maxLength"] = field.length_max;
  if (is_text && !field.pattern.empty()) schema["pattern"] = field.pattern;
}

JsonObject plain_schema(const Field& field) {
  switch (field.type) {
    case FieldType::integer:
      return nullable_type("integer");
    case FieldType::boolean:
      return nullable_type("boolean");
    case FieldType::date:
      return text_schema("date");
    case FieldType::instant:
      return text_schema("date-time");
    case FieldType::email:
      return text_schema("email");
    case FieldType::url:
      return text_schema("uri");
    case FieldType::reference:
      return text_schema("uuid");
    case FieldType::references: {
      auto schema = JsonObject{{"type", JsonArray{"array", "null"}}};
      schema["items"] = JsonObject{{"type", "string"}, {"format", "uuid"}};
      return schema;
    }
    case FieldType::money:
      return {{"oneOf", JsonArray{schema_ref("Money"), JsonObject{{"type", "null"}}}}};
    case FieldType::translatable: {
      auto schema = JsonObject{{"type", JsonArray{"object", "null"}}};
      schema["additionalProperties"] = JsonObject{{"type", "string"}};
      return schema;
    }
    default:
      return text_schema("");
  }
}

JsonObject money_schema() {
  const JsonObject text{{"type", "string"}};
  return {{"type", "object"},
          {"required", JsonArray{"amount", "currency"}},
          {"properties", JsonObject{{"amount", text}, {"currency", text}}}};
}

enum class For { reading, writing };

JsonObject field_schema(const pack::PackSet& packs, const RecordType& type, const Field& field,
                        std::string_view language, For purpose) {
  auto schema = field.list.empty() ? plain_schema(field) : choice_schema(packs, field);
  add_bounds(schema, field);
  const auto address = type.name + ".fields." + field.name;
  std::string text(packs.text(language, address));
  if (packs.has_text(language, address + ".hint"))
    text.append(". ").append(packs.text(language, address + ".hint"));
  if (field.type == FieldType::duration) text += " (such as 1d2h30m)";
  if (!field.target.empty() && purpose == For::writing)
    text += " (id, number or key of a " + field.target + ")";
  if (!field.target.empty() && purpose == For::writing) {
    schema.erase("format");  // numbers and keys are welcome
    if (auto* items = schema.if_contains("items")) items->as_object().erase("format");
  }
  schema["description"] = text;
  if (purpose == For::reading && field.computed) schema["readOnly"] = true;
  if (field.is_retired) schema["deprecated"] = true;
  return schema;
}

JsonArray state_names(const RecordType& type) {
  JsonArray names;
  for (const auto& state : type.states) names.emplace_back(state.name);
  return names;
}

JsonObject record_schema(const pack::PackSet& packs, const RecordType& type,
                         std::string_view language) {
  JsonObject properties;
  properties["type"] = JsonObject{{"type", "string"}, {"const", type.name}};
  if (!type.states.empty()) {
    properties["state"] = JsonObject{{"type", "string"}, {"enum", state_names(type)}};
    properties["phase"] = schema_ref("Phase");
  }
  for (const auto& field : type.fields)
    properties[field.name] = field_schema(packs, type, field, language, For::reading);
  return {
      {"description", packs.text(language, type.name + ".name")},
      {"allOf", JsonArray{schema_ref("Record"),
                          JsonObject{{"type", "object"}, {"properties", std::move(properties)}}}}};
}

JsonObject draft_schema(const pack::PackSet& packs, const RecordType& type,
                        std::string_view language) {
  JsonObject properties;
  for (const auto& field : type.fields) {
    if (field.is_retired || (field.computed && !field.override_by)) continue;
    properties[field.name] = field_schema(packs, type, field, language, For::writing);
  }
  return {
      {"description", packs.text(language, type.name + ".name")},
      {"allOf", JsonArray{schema_ref("Draft"),
                          JsonObject{{"type", "object"}, {"properties", std::move(properties)}}}}};
}

JsonObject list_schema(std::string_view record) {
  return {{"allOf",
           JsonArray{
               schema_ref("Page"),
               JsonObject{{"type", "object"},
                          {"required", JsonArray{"records"}},
                          {"properties",
                           JsonObject{{"records", JsonObject{{"type", "array"},
                                                             {"items", schema_ref(record)}}}}}}}}};
}

// "service_offering" → "ServiceOffering"
std::string schema_name(std::string_view type) {
  std::string name;
  bool is_start = true;
  for (const char c : type) {
    if (c == '_') {
      is_start = true;
      continue;
    }
    name += is_start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    is_start = false;
  }
  return name;
}

JsonObject choice_parameter(std::string_view name, std::string_view in, JsonArray values) {
  return {{"name", name},
          {"in", in},
          {"required", true},
          {"schema", JsonObject{{"type", "string"}, {"enum", std::move(values)}}}};
}

JsonArray made_transitions(const RecordType& type) {
  std::vector<std::string> names;
  const auto add = [&](const pack::Lifecycle& lifecycle) {
    for (const auto& transition : lifecycle.transitions)
      if (transition.from != 0 && !transition.roles.empty()) names.push_back(transition.name);
  };
  add(type.lifecycle);
  for (const auto& [name, lifecycle] : type.models) add(lifecycle);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  JsonArray array;
  for (const auto& name : names) array.emplace_back(name);
  return array;
}

class TypePaths {
 public:
  TypePaths(JsonObject& paths, const RecordType& type, std::string label)
      : paths_(paths),
        type_(type),
        label_(std::move(label)),
        record_(schema_name(type.name)),
        root_("/api/v1/records/" + type.name) {}

  void add() {
    add_collection();
    add_record();
    if (const auto names = made_transitions(type_); !names.empty()) add_transitions(names);
    if (!type_.clocks.empty()) add_clocks();
    add_journal();
    add_expected();
    if (type_.versions) add_versions();
    add_links();
    add_watchers();
    add_read_mark();
    add_presence();
    add_attachments();
  }

 private:
  void add_operation(const std::string& path, std::string_view method, Operation operation) {
    operation.id += "_" + type_.name;
    operation.tag = type_.name;
    auto& item = paths_[root_ + path];
    if (!item.is_object()) item.emplace_object();
    item.as_object()[method] = operation_json(std::move(operation));
  }
  JsonObject one(int status, std::string_view text) const {
    return {{std::to_string(status), response_json(text, schema_ref(record_))}};
  }
  static JsonObject ok(std::string_view text, std::string_view schema) {
    return {{"200", response_json(text, schema_ref(schema))}};
  }
  std::string draft() const { return record_ + "Draft"; }

  void add_collection() {
    add_operation(
        "", "get",
        {.id = "list",
         .summary = "List: " + label_,
         .tag = "",
         .parameters = parameter_refs({"filter", "sort", "view", "active", "fields", "titles",
                                       "limit", "cursor", "at", "count", "unread"}),
         .success = {{"200", response_json("A page of them", list_schema(record_))}},
         .errors = {400}});
    auto made = one(201, "It was made");
    made["200"] = response_json("With dry_run: what would be made", schema_ref("Preview"));
    add_operation("", "post",
                  {.id = "create",
                   .summary = "Create: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"dry_run", "idempotency_key"}),
                   .body = schema_ref(draft()),
                   .success = std::move(made),
                   .errors = {400, 409, 422}});
    add_operation("/count", "get",
                  {.id = "count",
                   .summary = "Count: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"filter", "view", "active"}),
                   .success = ok("How many; exact to 1,000", "Count"),
                   .errors = {400}});
    add_operation("/count_by", "get",
                  {.id = "count_by",
                   .summary = "Count by a field: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"field", "filter", "view", "active"}),
                   .success = ok("How many for each value", "CountBy"),
                   .errors = {400}});
    auto bulk = schema_ref("Bulk");
    bulk["properties"] = JsonObject{{"edit", schema_ref(draft())}};
    add_operation("/bulk", "post",
                  {.id = "change_many",
                   .summary = "Change many as one operation: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"dry_run", "idempotency_key"}),
                   .body = std::move(bulk),
                   .success = ok("What became of each", "BulkOutcome"),
                   .errors = {400, 409, 422}});
  }

  void add_record() {
    auto read = one(200, "The record");
    read["304"] = JsonObject{{"$ref", "#/components/responses/NotModified"}};
    add_operation("/{id}", "get",
                  {.id = "read",
                   .summary = "Read: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "fields", "titles", "links", "unread"}),
                   .success = std::move(read),
                   .errors = {400}});
    add_operation("/{id}", "patch",
                  {.id = "update",
                   .summary = "Change: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "dry_run", "if_match"}),
                   .body = schema_ref(draft()),
                   .success = one(200, "As it is now"),
                   .errors = {400, 409, 412, 422}});
  }

  void add_clocks() {
    add_operation("/{id}/clocks", "get",
                  {.id = "explain_clocks_of",
                   .summary = "Clocks, and why they show what they show: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .success = ok("Each clock with its intervals", "Clocks"),
                   .errors = {400}});
  }

  void add_transitions(const JsonArray& names) {
    add_operation("/{id}/transitions", "get",
                  {.id = "list_transitions_of",
                   .summary = "Transitions from here: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .success = ok("What may be made now", "Transitions")});
    auto asked = parameter_refs({"id", "dry_run", "if_match", "idempotency_key"});
    asked.push_back(choice_parameter("transition", "path", names));
    auto success = one(200, "It was moved");
    success["201"] = response_json("A new record follows it", schema_ref(record_));
    add_operation("/{id}/transitions/{transition}", "post",
                  {.id = "transition",
                   .summary = "Make a transition: " + label_,
                   .tag = "",
                   .parameters = std::move(asked),
                   .body = schema_ref(draft()),
                   .success = std::move(success),
                   .errors = {400, 409, 412, 422}});
  }

  void add_journal() {
    add_operation("/{id}/journal", "get",
                  {.id = "read_journal_of",
                   .summary = "History: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "order", "limit", "cursor"}),
                   .success = ok("A page of entries", "Entries"),
                   .errors = {400}});
    add_operation("/{id}/journal/{seq}/undo", "post",
                  {.id = "undo",
                   .summary = "Undo one change: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "seq"}),
                   .success = one(200, "As it is now"),
                   .errors = {409, 422}});
    add_operation("/{id}/comments", "get",
                  {.id = "list_comments_of",
                   .summary = "Comments: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "order", "limit", "cursor"}),
                   .success = ok("A page of comments", "Comments"),
                   .errors = {400}});
    add_operation("/{id}/comments", "post",
                  {.id = "comment_on",
                   .summary = "Comment: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .body = schema_ref("CommentDraft"),
                   .success = {{"201", response_json("It was added", schema_ref("Commented"))}},
                   .errors = {400, 409, 422}});
  }

  void add_versions() {
    add_operation("/{id}/versions", "get",
                  {.id = "list_versions_of",
                   .summary = "Versions: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .success = ok("Its versions, the newest first", "Versions")});
    add_operation("/{id}/versions/{version}", "get",
                  {.id = "read_version_of",
                   .summary = "A version: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "version", "against"}),
                   .success = ok("What it keeps, and how it differs from another", "Version")});
  }

  void add_expected() {
    add_operation("/{id}/expected", "get",
                  {.id = "read_expected_of",
                   .summary = "What a framework expects now: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "framework", "language"}),
                   .success = ok("What is there and what is missing", "Expected")});
  }

  void add_links() {
    add_operation("/{id}/links", "get",
                  {.id = "list_links_of",
                   .summary = "Links: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .success = ok("Its links", "Links")});
    add_operation("/{id}/links", "post",
                  {.id = "link",
                   .summary = "Link: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .body = schema_ref("LinkDraft"),
                   .success = ok("Its links", "Links"),
                   .errors = {409, 422}});
    add_operation("/{id}/links/{link}/{other}", "delete",
                  {.id = "unlink",
                   .summary = "Remove a link: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "link", "other"}),
                   .success = ok("Its links", "Links"),
                   .errors = {409}});
  }

  void add_watchers() {
    add_operation("/{id}/watchers", "get",
                  {.id = "list_watchers_of",
                   .summary = "Watchers: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .success = ok("Who watches it", "Watchers")});
    add_operation("/{id}/watchers", "post",
                  {.id = "watch",
                   .summary = "Watch: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .body = schema_ref("WatcherDraft"),
                   .success = ok("Who watches it", "Watchers"),
                   .errors = {422}});
    add_operation("/{id}/watchers/{person}", "delete",
                  {.id = "unwatch",
                   .summary = "Stop watching: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "person"}),
                   .success = ok("Who watches it", "Watchers")});
  }

  void add_presence() {
    add_operation("/{id}/presence", "get",
                  {.id = "read_presence_at",
                   .summary = "Who is present: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .success = ok("Who looks at it or edits it", "Presence")});
    add_operation("/{id}/presence", "put",
                  {.id = "be_present_at",
                   .summary = "Be present, for a minute: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .body = schema_ref("PresenceDraft"),
                   .success = ok("Who looks at it or edits it", "Presence"),
                   .errors = {422}});
    add_operation("/{id}/presence", "delete",
                  {.id = "leave",
                   .summary = "Be present no longer: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .success = {{"204", response_json("One is away", {})}}});
  }

  void add_read_mark() {
    add_operation("/{id}/read", "put",
                  {.id = "mark_read",
                   .summary = "Mark as read by oneself: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .body = schema_ref("ReadMark"),
                   .success = {{"204", response_json("It is read", {})}},
                   .errors = {422}});
    add_operation("/{id}/read", "delete",
                  {.id = "mark_unread",
                   .summary = "Mark as unread: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .success = {{"204", response_json("It is unread", {})}}});
  }

  void add_attachments() {
    add_operation("/{id}/attachments", "get",
                  {.id = "list_attachments_of",
                   .summary = "Attachments: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id"}),
                   .success = ok("Its files", "Attachments")});
    add_operation("/{id}/attachments", "post",
                  {.id = "attach_to",
                   .summary = "Attach a file: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "file_name", "visibility", "kind"}),
                   .body = JsonObject{{"type", "string"}, {"format", "binary"}},
                   .body_type = "application/octet-stream",
                   .success = {{"201", response_json("It was attached", schema_ref("Attachment"))}},
                   .errors = {409, 413, 422}});
    JsonObject file{{"type", "string"}, {"format", "binary"}};
    JsonObject content{{"application/octet-stream", JsonObject{{"schema", std::move(file)}}}};
    JsonObject download{
        {"200", JsonObject{{"description", "The file"}, {"content", std::move(content)}}},
        {"304", JsonObject{{"$ref", "#/components/responses/NotModified"}}}};
    add_operation("/{id}/attachments/{attachment}", "get",
                  {.id = "download_attachment_of",
                   .summary = "A file: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "attachment"}),
                   .success = std::move(download)});
    add_operation("/{id}/attachments/{attachment}", "delete",
                  {.id = "remove_attachment_of",
                   .summary = "Remove a file: " + label_,
                   .tag = "",
                   .parameters = parameter_refs({"id", "attachment"}),
                   .success = {{"204", response_json("It is gone", {})}}});
  }

  JsonObject& paths_;
  const RecordType& type_;
  std::string label_, record_, root_;
};

}  // namespace

void add_type_schemas(JsonObject& schemas, const pack::PackSet& packs, const RecordType& type,
                      std::string_view language) {
  const auto name = schema_name(type.name);
  schemas[name] = record_schema(packs, type, language);
  schemas[name + "Draft"] = draft_schema(packs, type, language);
  const auto is_money = [](const Field& field) { return field.type == FieldType::money; };
  if (std::any_of(type.fields.begin(), type.fields.end(), is_money))
    schemas["Money"] = money_schema();
}

void add_type_paths(JsonObject& paths, const pack::PackSet& packs, const RecordType& type,
                    std::string_view language) {
  TypePaths(paths, type, std::string(packs.text(language, type.name + ".plural"))).add();
}

}  // namespace praxis::api
