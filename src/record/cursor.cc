#include "record/cursor.h"

#include "base/hash.h"

namespace praxis::record {
namespace {

using expr::Value;

tl::unexpected<Error> no_such_cursor() {
  return fail(Code::invalid_argument, "list.cursor",
              "this cursor is not of this list: start again without it");
}

Json key_to_json(const Value& key) {
  if (const auto* id = key.get<Id>()) return Json(to_text(*id));
  if (const auto* number = key.get<std::int64_t>()) return *number;
  return Json(key.text());
}

Result<Value> key_from_json(const Json& json, db::ColumnType type) {
  if (type == db::ColumnType::integer) {
    if (!json.is_int64()) return no_such_cursor();
    return Value(json.get_int64());
  }
  if (!json.is_string()) return no_such_cursor();
  const std::string_view text = json.get_string();
  if (type != db::ColumnType::id) return Value(text);
  const auto id = id_from_text(text);
  if (!id) return no_such_cursor();
  return Value(*id);
}

}  // namespace

std::string text_of_cursor(const Cursor& cursor, std::string_view fingerprint) {
  JsonArray keys;
  for (const auto& key : cursor.keys) keys.push_back(key_to_json(key));
  const JsonArray all{fingerprint, cursor.way == Way::forward, std::move(keys)};
  return to_base64url(to_text(Json(all)));
}

Result<Cursor> cursor_from_text(std::string_view text, std::string_view fingerprint,
                                std::span<const db::ColumnType> key_types) {
  if (text.empty()) return Cursor{};
  if (text == cursor_of_last_page) return Cursor{.way = Way::backward};
  const auto bytes = from_base64url(text);
  const auto json = bytes ? json_from_text(*bytes) : Result<Json>(no_such_cursor());
  if (!json || !json->is_array() || json->get_array().size() != 3) return no_such_cursor();
  const auto& parts = json->get_array();
  if (!parts[0].is_string() || std::string_view(parts[0].get_string()) != fingerprint)
    return no_such_cursor();
  if (!parts[1].is_bool() || !parts[2].is_array()) return no_such_cursor();
  const auto& keys = parts[2].get_array();
  if (keys.size() != key_types.size()) return no_such_cursor();
  Cursor cursor{.way = parts[1].get_bool() ? Way::forward : Way::backward};
  for (std::size_t i = 0; i < keys.size(); ++i)
    cursor.keys.push_back(TRY(key_from_json(keys[i], key_types[i])));
  return cursor;
}

}  // namespace praxis::record
