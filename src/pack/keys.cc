#include "pack/keys.h"

#include <algorithm>

namespace praxis::pack {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

const std::vector<KindOfFile>& kinds_of_file() {
  static const std::vector<KindOfFile> kinds = {
      {"pack", {"pack", "version", "needs", "languages"}},
      {"fields", {"type", "extends", "abstract", "number", "fixed", "fields", "versions"}},
      {"choices", {"choices"}},
      {"settings", {"settings"}},
      {"lifecycle", {"type", "states", "transitions", "model_field", "models"}},
      {"sla", {"type", "clocks", "governs"}},
      {"roles", {"type", "roles", "permissions"}},
      {"links", {"links"}},
      {"forms", {"type", "forms"}},
      {"views", {"type", "views"}},
      {"indexes", {"type", "indexes"}},
      {"rules", {"type", "rules"}},
      {"metrics", {"type", "metrics"}},
      {"demo", {"type", "demo"}},
  };
  return kinds;
}

const std::vector<std::string>& type_keys() {
  static const std::vector<std::string> keys = {
      "extends",     "abstract",    "number",  "fixed",  "fields",      "versions", "states",
      "transitions", "model_field", "models",  "clocks", "permissions", "forms",    "views",
      "indexes",     "rules",       "metrics", "demo",   "governs"};
  return keys;
}

const std::vector<std::string>& pack_keys() {
  static const std::vector<std::string> keys = {"choices", "settings", "roles", "links", "texts"};
  return keys;
}

const std::vector<std::string>& field_keys() {
  static const std::vector<std::string> keys = {
      "type",   "of",         "to",      "as",      "default", "computed", "override", "required",
      "hidden", "fixed",      "suggest", "among",   "check",   "unique",   "grants",   "min",
      "max",    "length_max", "scale",   "pattern", "search",  "retired",  "was"};
  return keys;
}

const std::vector<std::string>& transition_keys() {
  static const std::vector<std::string> keys = {"from",  "to",     "roles",    "key",    "requires",
                                                "asks",  "reason", "evidence", "guards", "when",
                                                "after", "at",     "within",   "do"};
  return keys;
}

const std::vector<std::string>& link_keys() {
  static const std::vector<std::string> keys = {
      "from",    "to",      "reverse", "symmetric", "same_type", "to_max",  "from_max",
      "acyclic", "carries", "shows",   "flows",     "failure",   "in_step", "closed_ends"};
  return keys;
}

bool is_reserved_field(std::string_view name) {
  static const std::vector<std::string> reserved = {
      "id", "row", "number", "type", "state", "phase", "version", "created_at", "created_by",
      "updated_at", "updated_by", "journal_seq", "journal_head", "external_source", "external_key",
      "next_target_at", "next_target_clock", "target_rank",
      // roots of paths in expressions
      "me", "now", "self", "settings", "choices", "links", "clock", "old", "entry", "it", "true",
      "false", "null", "in",
      // keys of what the API answers and takes beside the fields
      "reason", "watchers", "clocks", "flows"};
  return contains(reserved, name) || name.ends_with("_folded") || name.ends_with("_currency");
}

bool is_reserved_type(std::string_view name) {
  static const std::vector<std::string> reserved = {"choices", "settings", "roles", "links",
                                                    "texts",   "flows",    "types", "records", "frameworks"};
  return contains(reserved, name) || contains(type_keys(), name);
}

const std::vector<std::string>& engine_columns_shown() {
  static const std::vector<std::string> columns = {
      "id",         "number",     "type",           "state",
      "phase",      "version",    "created_at",     "created_by",
      "updated_at", "updated_by", "next_target_at", "next_target_clock"};
  return columns;
}

}  // namespace praxis::pack
