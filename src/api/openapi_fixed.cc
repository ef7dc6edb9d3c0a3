// The part of the document that no pack changes.
#include "api/openapi.h"

namespace praxis::api {
namespace {

// Written as JSON text: it is read as what it becomes. Parsed once a document.
JsonObject parsed_object(std::string_view text) {
  auto json = json_from_text(text);
  must(json.has_value() && json->is_object());
  return std::move(json->get_object());
}

constexpr std::string_view parameters = R"({
"id": {"name": "id", "in": "path", "required": true, "description": "Id or number of the record", "schema": {"type": "string"}, "example": "INC-42"},
"seq": {"name": "seq", "in": "path", "required": true, "description": "Of the journal entry", "schema": {"type": "integer", "minimum": 1}},
"link": {"name": "link", "in": "path", "required": true, "description": "Name of the link as seen from this record", "schema": {"type": "string"}},
"other": {"name": "other", "in": "path", "required": true, "description": "Id or number of the other record", "schema": {"type": "string"}},
"person": {"name": "person", "in": "path", "required": true, "description": "Id, number or e-mail address of a person; where one's own self makes sense also: me", "schema": {"type": "string"}},
"filter": {"name": "filter", "in": "query", "description": "An expression (CEL) over the records' fields", "schema": {"type": "string", "maxLength": 2000}, "example": "priority <= 2 && state == \"new\""},
"sort": {"name": "sort", "in": "query", "description": "Fields, - before one for descending", "schema": {"type": "string"}, "example": "-created_at"},
"view": {"name": "view", "in": "query", "description": "A view of the type, or the id of a saved one: its filter and order", "schema": {"type": "string"}},
"active": {"name": "active", "in": "query", "description": "Only records that are not closed", "schema": {"type": "boolean", "default": false}},
"fields": {"name": "fields", "in": "query", "description": "Only these fields, separated by commas", "schema": {"type": "string"}},
"titles": {"name": "titles", "in": "query", "description": "With number and title of what references lead to", "schema": {"type": "boolean"}},
"links": {"name": "links", "in": "query", "description": "With the numbers of linked records", "schema": {"type": "boolean"}},
"limit": {"name": "limit", "in": "query", "description": "Entries on a page", "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}},
"cursor": {"name": "cursor", "in": "query", "description": "Where to go on, as the page before said", "schema": {"type": "string"}},
"at": {"name": "at", "in": "query", "description": "Begin after this share of the list, in place of a cursor: exactly up to 1,000 records, about in longer lists", "schema": {"type": "number", "minimum": 0, "maximum": 1}, "example": 0.43},
"count": {"name": "count", "in": "query", "description": "With the number of all that match, exact to 1,000, and an estimate above", "schema": {"type": "boolean", "default": false}},
"unread": {"name": "unread", "in": "query", "description": "With whether others wrote what the caller has not read", "schema": {"type": "boolean", "default": false}},
"field": {"name": "field", "in": "query", "required": true, "description": "The field to count by", "schema": {"type": "string"}},
"order": {"name": "order", "in": "query", "description": "Which come first", "schema": {"type": "string", "enum": ["newest", "oldest"], "default": "newest"}},
"dry_run": {"name": "dry_run", "in": "query", "description": "Change nothing; answer what would be, as Preview", "schema": {"type": "boolean", "default": false}},
"if_match": {"name": "If-Match", "in": "header", "description": "The entity tag that GET gave. Fields that others changed since are merged where they differ from these; otherwise 412 with both values", "schema": {"type": "string"}},
"idempotency_key": {"name": "Idempotency-Key", "in": "header", "description": "A retry with the same key within 24 hours makes nothing twice", "schema": {"type": "string", "maxLength": 255}},
"attachment": {"name": "attachment", "in": "path", "required": true, "description": "Id of the file", "schema": {"type": "string", "format": "uuid"}},
"file_name": {"name": "name", "in": "query", "required": true, "description": "Name of the file", "schema": {"type": "string"}},
"visibility": {"name": "visibility", "in": "query", "description": "Who may see it", "schema": {"type": "string", "enum": ["public", "internal"]}},
"kind": {"name": "kind", "in": "query", "description": "Which evidence it is", "schema": {"type": "string"}},
"version": {"name": "version", "in": "path", "required": true, "description": "Number of the version, or working for the working copy", "schema": {"type": "string"}},
"against": {"name": "against", "in": "query", "description": "Another version, whose differences to this one are told", "schema": {"type": "string"}},
"language": {"name": "language", "in": "query", "description": "Language of labels", "schema": {"type": "string"}}
})";

constexpr std::string_view schemas_text = R"({
"Problem": {"type": "object", "description": "An error, RFC 9457", "required": ["type", "title", "status", "reason"], "properties": {
  "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
  "reason": {"type": "string", "description": "A stable key to decide by"},
  "detail": {"type": "string"}, "instance": {"type": "string"}, "request_id": {"type": "string"},
  "errors": {"type": "array", "description": "Every wrong field", "items": {"$ref": "#/components/schemas/FieldError"}},
  "details": {"type": "object", "additionalProperties": true}}},
"FieldError": {"type": "object", "description": "What is wrong with a field; further members say what would be right", "required": ["field", "reason"], "properties": {
  "field": {"type": "string"}, "reason": {"type": "string"}, "message": {"type": "string"}}, "additionalProperties": true},
"Record": {"type": "object", "description": "What all records have", "required": ["id"], "properties": {
  "id": {"type": "string", "format": "uuid"}, "number": {"type": "string"}, "type": {"type": "string"},
  "version": {"type": "integer"}, "journal_seq": {"type": "integer"}, "unread": {"type": "boolean", "description": "If asked for"},
  "created_at": {"type": "string", "format": "date-time"}, "created_by": {"type": ["string", "null"], "format": "uuid"},
  "updated_at": {"type": "string", "format": "date-time"}, "updated_by": {"type": ["string", "null"], "format": "uuid"},
  "next_target_at": {"type": "string", "format": "date-time"}, "next_target_clock": {"type": "string"},
  "external": {"type": "object", "properties": {"source": {"type": "string"}, "key": {"type": "string"}}},
  "overrides": {"type": "object", "description": "Values that a person set in place of computed ones", "additionalProperties": true},
  "links": {"type": "object", "description": "Numbers of linked records, by link", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
  "face": {"type": "string", "enum": ["working_copy", "newest_version"], "description": "Of a type with versions: which of the two this is"},
  "newest_version": {"type": "integer", "description": "Of a type with versions: the number of the newest one"},
  "shown": {"type": "object", "description": "Fields that a link shows of the records it leads to: by link, then by number", "additionalProperties": {"type": "object", "additionalProperties": {"type": "object"}}},
  "titles": {"$ref": "#/components/schemas/Titles"}}},
"Titles": {"type": "object", "description": "Records that references lead to, by id", "additionalProperties": {"type": "object", "properties": {
  "number": {"type": "string"}, "title": {"type": "string"}, "type": {"type": "string"}}}},
"Draft": {"type": "object", "description": "What goes along with fields", "properties": {
  "reason": {"type": "string", "description": "Why; kept in the journal"},
  "version": {"type": "integer", "description": "What the caller saw, in place of If-Match"},
  "links": {"type": "object", "description": "Records to link, by link", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
  "watchers": {"type": "array", "items": {"type": "string"}},
  "flows": {"type": "array", "description": "Flows of links that are to pass a transition or an update on", "items": {"type": "string"}}}},
"Preview": {"type": "object", "description": "What a dry run says", "required": ["record", "required", "visible", "errors", "refusal"], "properties": {
  "record": {"$ref": "#/components/schemas/Record"}, "required": {"type": "array", "items": {"type": "string"}},
  "visible": {"type": "array", "items": {"type": "string"}}, "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
  "refusal": {"oneOf": [{"$ref": "#/components/schemas/Problem"}, {"type": "null"}]}}},
"Phase": {"type": "string", "enum": ["open", "pending", "resolved", "closed"]},
"Page": {"type": "object", "properties": {
  "next": {"type": ["string", "null"], "description": "The cursor of the page after"}, "previous": {"type": ["string", "null"], "description": "The cursor of the page before"},
  "count": {"type": "integer"}, "count_is_more": {"type": "boolean"}, "estimate": {"type": "integer", "description": "About how many, where counting ended"}, "titles": {"$ref": "#/components/schemas/Titles"}}},
"Records": {"allOf": [{"$ref": "#/components/schemas/Page"}, {"type": "object", "required": ["records"], "properties": {"records": {"type": "array", "items": {"$ref": "#/components/schemas/Record"}}}}]},
"Count": {"type": "object", "required": ["count", "is_more"], "properties": {"count": {"type": "integer"}, "is_more": {"type": "boolean"}, "estimate": {"type": "integer", "description": "About how many, where counting ended"}}},
"CountBy": {"type": "object", "required": ["field", "groups"], "properties": {"field": {"type": "string"}, "groups": {"type": "array", "items": {
  "type": "object", "properties": {"key": {"description": "A value of the field"}, "count": {"type": "integer"}, "is_more": {"type": "boolean"}}}},
  "titles": {"$ref": "#/components/schemas/Titles"}}},
"Transitions": {"type": "object", "required": ["transitions"], "properties": {"transitions": {"type": "array", "items": {"type": "object", "properties": {
  "name": {"type": "string"}, "label": {"type": "string"}, "key": {"type": "string"}, "to": {"type": "string"},
  "requires": {"type": "array", "items": {"type": "string"}}, "asks": {"type": "array", "items": {"type": "string"}},
  "reason": {"type": "boolean"}, "evidence": {"type": "array", "items": {"type": "string"}},
  "flows": {"type": "array", "description": "Flows of links that may pass it on", "items": {"type": "object", "properties": {"name": {"type": "string"}, "label": {"type": "string"}}}},
  "missing_evidence": {"type": "array", "description": "Kinds of attachment that are not there yet", "items": {"type": "string"}},
  "refused": {"type": ["string", "null"], "description": "The guard that does not hold, or transition.evidence_missing"}}}}}},
"Clocks": {"type": "object", "required": ["now", "clocks"], "properties": {"now": {"type": "string", "format": "date-time"}, "clocks": {"type": "array", "items": {"$ref": "#/components/schemas/ExplainedClock"}}}},
"ExplainedClock": {"type": "object", "required": ["name", "state", "due_at", "used", "left", "intervals"], "properties": {
  "name": {"type": "string"}, "label": {"type": "string"}, "state": {"type": ["string", "null"], "enum": ["running", "paused", "met", "breached", "ended", null], "description": "null: it did not start"},
  "due_at": {"type": ["string", "null"], "format": "date-time"}, "used": {"type": "string", "description": "4h30m"}, "left": {"type": ["string", "null"], "description": "Negative when overdue"},
  "target": {"type": ["string", "null"]}, "target_name": {"type": "string", "description": "The row that gave it"},
  "calendar": {"type": ["object", "null"], "description": "null: all time counts", "properties": {"id": {"type": "string", "format": "uuid"}, "key": {"type": "string"}, "timezone": {"type": "string"}, "version": {"type": "integer"}}},
  "agreement": {"type": ["object", "null"], "description": "Absent where it may not be read; null: none applies", "properties": {"id": {"type": "string", "format": "uuid"}, "number": {"type": "string"}, "type": {"type": "string"}, "title": {"type": "string"}, "version": {"type": "integer"}}},
  "decision": {"type": "array", "description": "Agreements that speak of the clock, the most specific first; the first that applies counts", "items": {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}, "number": {"type": "string"}, "type": {"type": "string"}, "title": {"type": "string"},
    "names": {"type": "array", "items": {"type": "string"}}, "verdict": {"type": "string", "enum": ["applies", "not_in_force", "not_yet_valid", "not_valid_any_more", "differs", "no_target"]}, "differs_in": {"type": ["string", "null"]}}}},
  "started_at": {"type": ["string", "null"], "format": "date-time"}, "paused_since": {"type": ["string", "null"], "format": "date-time"}, "finished_at": {"type": ["string", "null"], "format": "date-time"},
  "on_change": {"type": "string", "enum": ["keep", "restart", "retroactive"]}, "under": {"type": ["string", "null"], "description": "The clock that it supports"},
  "thresholds": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "at": {"type": ["string", "null"], "format": "date-time"}, "fired": {"type": "boolean"}}}},
  "intervals": {"type": "array", "items": {"type": "object", "properties": {"kind": {"type": "string", "enum": ["waiting", "running", "outside", "paused", "met", "ended"]},
    "from": {"type": "string", "format": "date-time"}, "to": {"type": ["string", "null"], "format": "date-time"},
    "opened_by": {"description": "Number of the entry, or calendar", "type": ["integer", "string"]}, "closed_by": {"type": ["integer", "string"]}}}},
  "breakdown": {"type": "object", "description": "Used time by state, group and assignee; for agents", "additionalProperties": {"type": "array", "items": {"type": "object", "properties": {"value": {"type": ["string", "null"]}, "used": {"type": "string"}}}}}}},
"Entry": {"type": "object", "required": ["seq", "kind", "occurred_at"], "properties": {
  "seq": {"type": "integer"}, "kind": {"type": "string", "enum": ["create", "field", "transition", "comment", "link", "clock", "setting", "attachment"]},
  "occurred_at": {"type": "string", "format": "date-time"}, "recorded_at": {"type": "string", "format": "date-time"},
  "actor": {"type": ["string", "null"], "format": "uuid"}, "side": {"type": "string", "enum": ["requester", "agent", "system"]}, "via": {"type": "string"},
  "transition": {"type": "string"}, "from_state": {"type": "string"}, "to_state": {"type": "string"},
  "visibility": {"type": "string", "enum": ["public", "internal"]}, "reason": {"type": "string"},
  "promised_at": {"type": "string", "format": "date-time"}, "operation": {"type": "string", "format": "uuid"}, "body": {"type": "string"},
  "changes": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "from": {"description": "The value before"}, "to": {"description": "The value after"}}}}}},
"Entries": {"allOf": [{"$ref": "#/components/schemas/Page"}, {"type": "object", "required": ["entries"], "properties": {"entries": {"type": "array", "items": {"$ref": "#/components/schemas/Entry"}}}}]},
"Comments": {"allOf": [{"$ref": "#/components/schemas/Page"}, {"type": "object", "required": ["comments"], "properties": {"comments": {"type": "array", "items": {"$ref": "#/components/schemas/Entry"}}}}]},
"Bulk": {"type": "object", "description": "Records by name, or those of a list; and what is to be done with each: edit, transition (with edit as what its dialog asks) or comment", "properties": {
  "records": {"type": "array", "description": "Ids or numbers", "items": {"type": "string"}, "minItems": 1, "maxItems": 1000},
  "filter": {"type": "string", "description": "An expression (CEL) over the records' fields"}, "view": {"type": "string"},
  "active": {"type": "boolean", "default": false}, "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 1000},
  "edit": {"type": "object", "description": "Fields, and perhaps a reason"}, "transition": {"type": "string"}, "comment": {"$ref": "#/components/schemas/CommentDraft"}}},
"BulkOutcome": {"type": "object", "required": ["operation", "changed", "unchanged", "refused", "has_more", "results"], "properties": {
  "operation": {"type": ["string", "null"], "format": "uuid", "description": "By this it is undone; null of a dry run"},
  "changed": {"type": "integer"}, "unchanged": {"type": "integer"}, "refused": {"type": "integer"},
  "has_more": {"type": "boolean", "description": "The filter matches more than the limit"},
  "results": {"type": "array", "items": {"type": "object", "required": ["outcome"], "properties": {
    "record": {"type": "string", "description": "As the request named it"}, "id": {"type": "string", "format": "uuid"}, "number": {"type": "string"},
    "outcome": {"type": "string", "enum": ["changed", "unchanged", "refused"]}, "version": {"type": "integer"}, "journal_seq": {"type": "integer"},
    "made": {"type": "string", "description": "The number of a new record that follows"}, "refusal": {"$ref": "#/components/schemas/Problem"}}}}}},
"CommentDraft": {"type": "object", "required": ["body"], "properties": {
  "body": {"type": "string", "description": "Markdown", "maxLength": 100000}, "visibility": {"type": "string", "enum": ["public", "internal"]},
  "flows": {"type": "array", "description": "Flows of links that are to carry it on", "items": {"type": "string"}},
  "promised_at": {"type": ["string", "null"], "format": "date-time", "description": "When the requester will hear more"}}},
"Commented": {"type": "object", "required": ["comment", "record"], "properties": {"comment": {"$ref": "#/components/schemas/Entry"}, "record": {"$ref": "#/components/schemas/Record"}}},
"Links": {"type": "object", "required": ["links"], "properties": {"links": {"type": "array", "items": {"type": "object", "properties": {
  "name": {"type": "string"}, "label": {"type": "string"}, "id": {"type": "string", "format": "uuid"}, "number": {"type": "string"}, "title": {"type": "string"},
  "type": {"type": "string"}, "state": {"type": "string"}, "out_of_step": {"type": "object", "description": "Why this record did not follow where the link keeps both in step: record, transition, reason, errors"},
  "created_at": {"type": "string", "format": "date-time"}, "created_by": {"type": "string", "format": "uuid"}}}}}},
"VersionHeading": {"type": "object", "properties": {"number": {"type": "integer"}, "is_working_copy": {"type": "boolean"},
  "cut_at": {"type": "string", "format": "date-time"}, "cut_by": {"type": "string", "format": "uuid"}, "journal_seq": {"type": "integer"}}},
"Versions": {"type": "object", "required": ["versions"], "properties": {"versions": {"type": "array", "items": {"$ref": "#/components/schemas/VersionHeading"}}}},
"Version": {"allOf": [{"$ref": "#/components/schemas/VersionHeading"}, {"type": "object", "properties": {
  "values": {"type": "object", "description": "The fields that versions keep", "additionalProperties": true}, "against": {"type": "string"},
  "differences": {"type": "array", "items": {"type": "object", "properties": {"field": {"type": "string"}, "from": {"description": "The value there"}, "to": {"description": "The value here"},
    "lines": {"type": "array", "description": "Of long texts", "items": {"type": "object", "properties": {"kind": {"type": "string", "enum": ["same", "removed", "added"]}, "line": {"type": "string"}}}}}}}}}]},
"LinkDraft": {"type": "object", "required": ["link", "to"], "properties": {"link": {"type": "string"}, "to": {"type": "string", "description": "Id or number of the other record"}}},
"Presence": {"type": "object", "required": ["present"], "properties": {"present": {"type": "array", "items": {"type": "object", "properties": {
  "person": {"type": "string", "format": "uuid"}, "doing": {"type": "string", "enum": ["looks", "edits"]}, "since": {"type": "string", "format": "date-time"}}}}, "titles": {"$ref": "#/components/schemas/Titles"}}},
"PresenceDraft": {"type": "object", "properties": {"doing": {"type": "string", "enum": ["looks", "edits"], "default": "looks"}}},
"ReadMark": {"type": "object", "properties": {"journal_seq": {"type": "integer", "description": "Read up to this entry; all if absent"}}},
"Watchers": {"type": "object", "required": ["watchers"], "properties": {"watchers": {"type": "array", "items": {"type": "string", "format": "uuid"}}, "titles": {"$ref": "#/components/schemas/Titles"}}},
"WatcherDraft": {"type": "object", "required": ["person"], "properties": {"person": {"type": "string", "description": "Id, number, e-mail address, or me"}}},
"Attachment": {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}, "media_type": {"type": "string"}, "size": {"type": "integer"},
  "sha256": {"type": "string"}, "visibility": {"type": "string", "enum": ["public", "internal"]}, "kind": {"type": "string"}, "created_at": {"type": "string", "format": "date-time"}, "created_by": {"type": "string", "format": "uuid"}}},
"Attachments": {"type": "object", "required": ["attachments"], "properties": {"attachments": {"type": "array", "items": {"$ref": "#/components/schemas/Attachment"}}}},
"SavedDraft": {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}, "record": {"type": "string", "format": "uuid"}, "kind": {"type": "string"}, "type": {"type": "string"},
  "base_version": {"type": "integer"}, "content": {"type": "object", "additionalProperties": true}, "updated_at": {"type": "string", "format": "date-time"}}},
"SavedDrafts": {"type": "object", "required": ["drafts"], "properties": {"drafts": {"type": "array", "items": {"$ref": "#/components/schemas/SavedDraft"}}}},
"DraftHandOver": {"type": "object", "required": ["to"], "properties": {"to": {"type": "string", "format": "uuid", "description": "Id of the person"}}},
"SearchHits": {"type": "object", "required": ["hits", "was_cut", "corrections"], "properties": {"was_cut": {"type": "boolean", "description": "Only the newest 1,000 matches were ranked"},
  "hits": {"type": "array", "items": {"type": "object", "required": ["score", "is_near", "record"], "properties": {"score": {"type": "number"},
    "is_near": {"type": "boolean", "description": "A word is not there as written, but one near it"}, "record": {"$ref": "#/components/schemas/Record"},
    "highlights": {"type": "array", "items": {"type": "object", "required": ["field", "text", "marks"], "properties": {"field": {"type": "string"},
      "text": {"type": "string", "description": "Plain text of the field, cut with … around the first mark if it is long"},
      "marks": {"type": "array", "description": "From and to (the one after), in code points of the text", "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}}}}}}}},
  "corrections": {"type": "array", "description": "Which words near them the words of the search were taken for", "items": {"type": "object", "required": ["word", "near"], "properties": {
    "word": {"type": "string"}, "near": {"type": "array", "items": {"type": "string"}}}}}}},
"Parsed": {"type": "object", "required": ["tree", "errors"], "properties": {
  "tree": {"type": ["object", "null"], "additionalProperties": true}, "type": {"type": "string"}, "is_filter": {"type": "boolean"},
  "errors": {"type": "array", "items": {"type": "object", "properties": {"reason": {"type": "string"}, "message": {"type": "string"},
  "line": {"type": "integer"}, "column": {"type": "integer"}, "length": {"type": "integer"}}}}}},
"SignIn": {"type": "object", "required": ["email", "password"], "properties": {"email": {"type": "string", "format": "email"}, "password": {"type": "string", "format": "password"}}},
"Session": {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}, "created_at": {"type": "string", "format": "date-time"},
  "last_seen_at": {"type": "string", "format": "date-time"}, "expires_at": {"type": "string", "format": "date-time"}, "peer": {"type": "string"}, "user_agent": {"type": "string"}, "is_current": {"type": "boolean"}}},
"SignedIn": {"type": "object", "properties": {"person": {"type": "string", "format": "uuid"}, "session": {"$ref": "#/components/schemas/Session"}}},
"Sessions": {"type": "object", "required": ["sessions"], "properties": {"sessions": {"type": "array", "items": {"$ref": "#/components/schemas/Session"}}}},
"PasswordChange": {"type": "object", "required": ["current", "new"], "properties": {"current": {"type": "string", "format": "password"}, "new": {"type": "string", "format": "password"}}},
"Me": {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}, "organization": {"type": ["string", "null"], "format": "uuid"}, "site": {"type": ["string", "null"], "format": "uuid"},
  "groups": {"type": "array", "items": {"type": "string", "format": "uuid"}}, "side": {"type": "string"}, "language": {"type": "string"}, "time_zone": {"type": "string"},
  "roles": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "label": {"type": "string"}, "organizations": {"type": "array", "items": {"type": "string", "format": "uuid"}}}}},
  "means": {"type": "string", "enum": ["session", "token"]}, "access": {"type": "string", "enum": ["full", "read_only"]}, "titles": {"$ref": "#/components/schemas/Titles"}}},
"TokenDraft": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 80}, "access": {"type": "string", "enum": ["full", "read_only"]}, "expires_at": {"type": ["string", "null"], "format": "date-time"}}},
"Token": {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}, "access": {"type": "string"}, "created_at": {"type": "string", "format": "date-time"},
  "expires_at": {"type": ["string", "null"], "format": "date-time"}, "last_used_at": {"type": ["string", "null"], "format": "date-time"}, "secret": {"type": "string", "description": "Shown once, when it is made"}}},
"Tokens": {"type": "object", "required": ["tokens"], "properties": {"tokens": {"type": "array", "items": {"$ref": "#/components/schemas/Token"}}}},
"RolesHeld": {"type": "object", "properties": {"person": {"type": "string", "format": "uuid"}, "roles": {"type": "array", "items": {"type": "object", "properties": {
  "role": {"type": "string"}, "label": {"type": "string"}, "organization": {"type": "string", "format": "uuid"}, "granted_at": {"type": "string", "format": "date-time"}, "granted_by": {"type": ["string", "null"], "format": "uuid"}}}}, "titles": {"$ref": "#/components/schemas/Titles"}}},
"Packs": {"type": "object", "properties": {"packs": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "version": {"type": "string"}, "is_overlay": {"type": "boolean"}}}}, "generations": {"type": "array", "items": {"$ref": "#/components/schemas/PackGeneration"}}}},
"PackGeneration": {"type": "object", "properties": {"generation": {"type": "integer"}, "is_active": {"type": "boolean"}, "made_at": {"type": "string", "format": "date-time"}, "made_by": {"type": ["string", "null"], "format": "uuid"}, "reason": {"type": "string"}, "report": {"type": "object", "description": "What differed from the generation before: diff, and meetings where an upgrade met an overlay"}, "packs": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "is_overlay": {"type": "boolean"}, "files": {"type": "object", "additionalProperties": {"type": "string"}}}}}}},
"OverlayDraft": {"type": "object", "required": ["overlay"], "properties": {"overlay": {"type": "object", "required": ["name", "files"], "properties": {"name": {"type": "string"}, "files": {"type": "object", "additionalProperties": {"type": "string"}, "description": "Path to text: one or more YAML documents of an overlay"}}}, "reason": {"type": "string", "description": "Why, for the journal: needed to apply"}, "records": {"type": "integer", "description": "For a trial: the newest of each type"}}},
"RollbackDraft": {"type": "object", "required": ["reason"], "properties": {"to": {"type": "integer", "description": "The generation; the one before if absent"}, "reason": {"type": "string"}}},
"PackChange": {"type": "object", "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}, "diff": {"type": "array", "items": {"type": "string"}}}},
"PackTrial": {"type": "object", "properties": {"records": {"type": "integer"}, "entries": {"type": "integer"}, "findings": {"type": "array", "items": {"type": "object", "properties": {"kind": {"enum": ["refused", "computed", "stuck"]}, "type": {"type": "string"}, "address": {"type": "string"}, "what": {"type": "string"}, "records": {"type": "integer"}, "examples": {"type": "array", "items": {"type": "string"}}}}}}},
"Settings": {"type": "object", "properties": {"organization": {"type": "string", "format": "uuid"}, "may_change": {"type": "boolean"}, "settings": {"type": "array", "items": {"type": "object", "properties": {
  "name": {"type": "string"}, "label": {"type": "string"}, "type": {"type": "string"}, "of": {"type": "string"}, "matrix": {"type": "object", "additionalProperties": {"type": "string"}},
  "default": {"description": "As the packs say"}, "own": {"description": "What this organization says; null: nothing"}, "value": {"description": "What counts here"}}}}}},
"SettingDraft": {"type": "object", "required": ["value"], "properties": {"value": {"description": "Null: what is above counts again"}, "organization": {"type": "string"}, "reason": {"type": "string"}}},
"Metadata": {"type": "object", "description": "What the packs declare, with labels", "additionalProperties": true}
})";

constexpr std::string_view responses = R"({
"NotModified": {"description": "The peer has this representation already"},
"NotUnderstood": {"description": "The request itself is wrong", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
"Unauthenticated": {"description": "Nobody is signed in", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
"Forbidden": {"description": "The caller may not do this", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
"NotFound": {"description": "There is none that the caller may see", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
"TooLarge": {"description": "More than is taken", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
"Conflict": {"description": "The present state does not allow it", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
"ChangedSince": {"description": "Others changed the same fields since; details.fields has both values", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
"NotValid": {"description": "Fields are wrong; errors names each", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
"TooManyRequests": {"description": "Wait as Retry-After says", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
"Unavailable": {"description": "Not available now", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
})";

JsonObject path_parameter(std::string_view name, std::string_view text) {
  return {{"name", name},
          {"in", "path"},
          {"required", true},
          {"description", text},
          {"schema", JsonObject{{"type", "string"}}}};
}

JsonObject query_parameter(std::string_view name, std::string_view text, Json required) {
  return {{"name", name},
          {"in", "query"},
          {"required", std::move(required)},
          {"description", text},
          {"schema", JsonObject{{"type", "string"}}}};
}

JsonArray with(JsonArray parameters_so_far, JsonObject parameter) {
  parameters_so_far.push_back(std::move(parameter));
  return parameters_so_far;
}

JsonObject ok_json(std::string_view text, std::string_view schema) {
  return {{"200", response_json(text, schema_ref(schema))}};
}
JsonObject nothing_json() { return {{"204", response_json("Done", {})}}; }

void add_path(JsonObject& paths, std::string_view path, std::string_view method,
              Operation operation) {
  auto& item = paths[path];
  if (!item.is_object()) item.emplace_object();
  item.as_object()[method] = operation_json(std::move(operation));
}

void add_record_paths(JsonObject& paths) {
  add_path(paths, "/api/v1/records", "get",
           {.id = "list_several",
            .summary = "Records of several types, newest change first",
            .tag = "Records",
            .parameters =
                with(parameter_refs({"filter", "active", "fields", "titles", "limit", "cursor"}),
                     query_parameter("types", "Types, separated by commas", true)),
            .success = ok_json("A page of them", "Records"),
            .errors = {400}});
  add_path(
      paths, "/api/v1/search", "get",
      {.id = "search",
       .summary = "Search by words",
       .tag = "Records",
       .parameters = with(
           with(with(parameter_refs({"filter", "limit", "fields", "titles"}),
                     query_parameter("q", "The words; the last may be a beginning", true)),
                query_parameter("types", "Types, separated by commas; one for a filter", false)),
           query_parameter("highlights", "Where the words stand: true or false", false)),
       .success = ok_json("What was found, best first", "SearchHits"),
       .errors = {400}});
  add_path(paths, "/api/v1/operations/{operation}/undo", "post",
           {.id = "undo_operation",
            .summary = "Take back what an operation changed in fields",
            .tag = "Records",
            .parameters = with(parameter_refs({"dry_run", "idempotency_key"}),
                               path_parameter("operation", "Id of the operation")),
            .success = ok_json("What became of each record", "BulkOutcome"),
            .errors = {400, 409}});
  add_path(paths, "/api/v1/expression/parse", "get",
           {.id = "parse_expression",
            .summary = "An expression as a tree, with its mistakes",
            .tag = "Metadata",
            .parameters = with(with({}, query_parameter("text", "The expression", true)),
                               query_parameter("type", "The type whose names it may use", false)),
            .success = ok_json("The tree, or what is wrong and where", "Parsed"),
            .errors = {400}});
}

void add_access_paths(JsonObject& paths) {
  add_path(paths, "/api/v1/session", "post",
           {.id = "sign_in",
            .summary = "Sign in; sets the session's cookie",
            .tag = "Access",
            .body = schema_ref("SignIn"),
            .success = {{"201", response_json("Signed in", schema_ref("SignedIn"))}},
            .errors = {400, 401, 403, 422, 429},
            .is_open = true});
  add_path(paths, "/api/v1/session", "delete",
           {.id = "sign_out",
            .summary = "Sign out",
            .tag = "Access",
            .success = nothing_json(),
            .errors = {409}});
  add_path(paths, "/api/v1/sessions", "get",
           {.id = "list_sessions",
            .summary = "One's sessions",
            .tag = "Access",
            .success = ok_json("Newest first", "Sessions")});
  add_path(paths, "/api/v1/sessions/{session}", "delete",
           {.id = "end_session",
            .summary = "End one of one's sessions",
            .tag = "Access",
            .parameters = with({}, path_parameter("session", "Id of the session")),
            .success = nothing_json()});
  add_path(paths, "/api/v1/me", "get",
           {.id = "read_me",
            .summary = "Who one is, and the roles one holds",
            .tag = "Access",
            .success = ok_json("The caller", "Me")});
  add_path(paths, "/api/v1/me/password", "put",
           {.id = "change_password",
            .summary = "Change one's password; other sessions end",
            .tag = "Access",
            .body = schema_ref("PasswordChange"),
            .success = nothing_json(),
            .errors = {409, 422, 429}});
  add_path(paths, "/api/v1/tokens", "get",
           {.id = "list_tokens",
            .summary = "One's tokens",
            .tag = "Access",
            .success = ok_json("By name", "Tokens")});
  add_path(
      paths, "/api/v1/tokens", "post",
      {.id = "make_token",
       .summary = "Make a token",
       .tag = "Access",
       .body = schema_ref("TokenDraft"),
       .success = {{"201", response_json("The token, its secret shown once", schema_ref("Token"))}},
       .errors = {409, 422}});
  add_path(paths, "/api/v1/tokens/{token}", "delete",
           {.id = "revoke_token",
            .summary = "Revoke a token",
            .tag = "Access",
            .parameters = with({}, path_parameter("token", "Id of the token")),
            .success = nothing_json()});
}

void add_draft_paths(JsonObject& paths) {
  const auto draft = [] {
    return with({}, path_parameter("draft", "Id of the draft, a UUID of the client's making"));
  };
  add_path(
      paths, "/api/v1/drafts", "get",
      {.id = "list_drafts",
       .summary = "One's unsent drafts",
       .tag = "Access",
       .parameters = with({}, query_parameter("record", "Id of the record they are about", false)),
       .success = ok_json("Newest first", "SavedDrafts"),
       .errors = {400}});
  add_path(paths, "/api/v1/drafts/{draft}", "put",
           {.id = "save_draft",
            .summary = "Save a draft",
            .tag = "Access",
            .parameters = draft(),
            .body = schema_ref("SavedDraft"),
            .success = ok_json("As saved", "SavedDraft"),
            .errors = {409, 413, 422}});
  add_path(paths, "/api/v1/drafts/{draft}", "delete",
           {.id = "discard_draft",
            .summary = "Discard a draft",
            .tag = "Access",
            .parameters = draft(),
            .success = nothing_json()});
  add_path(paths, "/api/v1/drafts/{draft}/hand_over", "post",
           {.id = "hand_over_draft",
            .summary = "Hand a draft over to somebody",
            .tag = "Access",
            .parameters = draft(),
            .body = schema_ref("DraftHandOver"),
            .success = nothing_json(),
            .errors = {422}});
}

void add_pack_paths(JsonObject& paths) {
  add_path(paths, "/api/v1/packs", "get",
           {.id = "list_packs",
            .summary = "Packs in force and their generations (practice owners)",
            .tag = "Organization",
            .success = ok_json("Packs and generations", "Packs")});
  add_path(paths, "/api/v1/packs/{generation}", "get",
           {.id = "read_packs",
            .summary = "One generation of packs, with its files (practice owners)",
            .tag = "Organization",
            .parameters = with({}, path_parameter("generation", "Its number")),
            .success = ok_json("The generation", "PackGeneration")});
  const auto post = [&](const char* verb, const char* summary, const char* draft,
                        const char* answer) {
    add_path(paths, std::string("/api/v1/packs/") + verb, "post",
             {.id = std::string(verb) + "_packs",
              .summary = summary,
              .tag = "Organization",
              .body = schema_ref(draft),
              .success = ok_json("What changes, or would", answer),
              .errors = {409, 422}});
  };
  post("diff", "Say what an overlay would change", "OverlayDraft", "PackChange");
  post("try", "Play the newest records again under an overlay", "OverlayDraft", "PackTrial");
  post("apply", "Put an overlay in force", "OverlayDraft", "PackChange");
  post("rollback", "Return to an earlier generation of packs", "RollbackDraft", "PackChange");
}

void add_organization_paths(JsonObject& paths) {
  add_path(
      paths, "/api/v1/settings", "get",
      {.id = "list_settings",
       .summary = "Settings of an organization",
       .tag = "Organization",
       .parameters = with(
           {}, query_parameter("organization", "Id, number or key; one's own if absent", false)),
       .success = ok_json("Its settings", "Settings")});
  add_path(paths, "/api/v1/settings/{name}", "put",
           {.id = "change_setting",
            .summary = "Change a setting (practice owners)",
            .tag = "Organization",
            .parameters = with({}, path_parameter("name", "Of the setting")),
            .body = schema_ref("SettingDraft"),
            .success = ok_json("Its settings", "Settings"),
            .errors = {422}});
  const auto held = [] {
    return with(with(parameter_refs({"person"}), path_parameter("role", "Name of the role")),
                path_parameter("organization", "Id, number or key of the organization"));
  };
  add_path(paths, "/api/v1/people/{person}/roles", "get",
           {.id = "list_roles_of_person",
            .summary = "Roles that a person holds",
            .tag = "Organization",
            .parameters = parameter_refs({"person"}),
            .success = ok_json("Their roles", "RolesHeld")});
  add_path(paths, "/api/v1/people/{person}/roles/{role}/{organization}", "put",
           {.id = "grant_role",
            .summary = "Grant a role (practice owners)",
            .tag = "Organization",
            .parameters = held(),
            .success = ok_json("Their roles", "RolesHeld"),
            .errors = {422}});
  add_path(paths, "/api/v1/people/{person}/roles/{role}/{organization}", "delete",
           {.id = "revoke_role",
            .summary = "Revoke a role (practice owners)",
            .tag = "Organization",
            .parameters = held(),
            .success = ok_json("Their roles", "RolesHeld"),
            .errors = {409, 422}});
}

void add_metadata_path(JsonObject& paths, std::string_view path, std::string_view id,
                       std::string_view summary, JsonArray parameters_of_path) {
  auto all = parameter_refs({"language"});
  for (auto& parameter : parameters_of_path) all.push_back(std::move(parameter));
  add_path(paths, path, "get",
           {.id = std::string(id),
            .summary = std::string(summary),
            .tag = "Metadata",
            .parameters = std::move(all),
            .success = ok_json("As declared", "Metadata")});
}

void add_metadata_paths(JsonObject& paths) {
  add_metadata_path(paths, "/api/v1/metadata/types", "list_types", "Record types",
                    parameter_refs({"framework"}));
  add_metadata_path(
      paths, "/api/v1/metadata/types/{type}", "read_type",
      "A record type: fields, states, transitions, forms, views, links",
      with(parameter_refs({"framework"}), path_parameter("type", "Name of the type")));
  add_metadata_path(paths, "/api/v1/metadata/choices", "list_choices", "All lists of choices", {});
  add_metadata_path(paths, "/api/v1/metadata/choices/{list}", "read_choices", "One list of choices",
                    with({}, path_parameter("list", "Name of the list")));
  add_metadata_path(paths, "/api/v1/metadata/practices", "list_practices", "The packs in force",
                    {});
  add_metadata_path(paths, "/api/v1/metadata/roles", "list_roles", "Roles", {});
}

void add_event_path(JsonObject& paths) {
  const JsonObject stream{
      {"text/event-stream", JsonObject{{"schema", JsonObject{{"type", "string"}}}}}};
  JsonObject success{
      {"200",
       JsonObject{
           {"description",
            "Events: ready, change (data: type, id, number, version, journal_seq, changed; left: "
            "true "
            "when it leaves the caller's sight or the view), reset when the log no longer goes "
            "back that far"},
           {"content", stream}}}};
  auto last = JsonObject{{"name", "Last-Event-ID"},
                         {"in", "header"},
                         {"description", "Resume after this event"},
                         {"schema", JsonObject{{"type", "string"}}}};
  add_path(
      paths, "/api/v1/events", "get",
      {.id = "open_events",
       .summary = "Changes as they happen, as server-sent events",
       .tag = "Events",
       .parameters = with(
           with(with(with({}, query_parameter("record", "Id or number: follow this record", false)),
                     query_parameter("type", "Follow records of this type", false)),
                query_parameter("view", "Follow a view of the type, or a saved one by its id",
                                false)),
           std::move(last)),
       .success = std::move(success),
       .errors = {400}});
}

void add_system_paths(JsonObject& paths) {
  const auto add = [&](std::string_view path, std::string_view id, std::string_view summary,
                       std::string_view type, std::vector<int> errors) {
    JsonObject content{{std::string(type), JsonObject{{"schema", JsonObject{{"type", "string"}}}}}};
    JsonObject success{
        {"200", JsonObject{{"description", summary}, {"content", std::move(content)}}}};
    add_path(paths, path, "get",
             {.id = std::string(id),
              .summary = std::string(summary),
              .tag = "System",
              .success = std::move(success),
              .errors = std::move(errors),
              .is_open = true});
  };
  add("/healthz", "health", "The process answers", "text/plain", {400});
  add("/readyz", "readiness", "The database can be written and packs are loaded", "text/plain",
      {400, 503});
  add("/metrics", "metrics", "Figures for Prometheus", "text/plain", {400});
  add("/api/v1/openapi.json", "openapi", "This document", "application/json", {400});
}

}  // namespace

void add_fixed_paths(JsonObject& paths) {
  add_record_paths(paths);
  add_access_paths(paths);
  add_draft_paths(paths);
  add_organization_paths(paths);
  add_pack_paths(paths);
  add_metadata_paths(paths);
  add_event_path(paths);
  add_system_paths(paths);
}

void add_fixed_schemas(JsonObject& schemas) {
  for (auto& schema : parsed_object(schemas_text))
    schemas[schema.key()] = std::move(schema.value());
}

JsonObject fixed_parameters() { return parsed_object(parameters); }
JsonObject fixed_responses() { return parsed_object(responses); }

}  // namespace praxis::api
