// JSON: Boost.JSON values, read within limits; a writer that appends to a string where speed
// counts; canonical text by RFC 8785 (integers beyond 2^53 must be given as text by the caller).
// Pure.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/result.h"

namespace praxis {

using Json = boost::json::value;
using JsonObject = boost::json::object;
using JsonArray = boost::json::array;

constexpr std::size_t json_depth_max = 32;

// Strict RFC 8259: duplicate keys, depth over 32, ill-formed UTF-8 and U+0000 are refused, with the
// offset.
Result<Json> json_from_text(std::string_view text);
std::string to_text(const Json& value);
std::string to_canonical(const Json& value);  // RFC 8785

// The name of a member as it stands in a text: made once, written often.
class JsonName {
 public:
  explicit JsonName(std::string_view name);
  std::string_view text() const { return text_; }  // with quotes and colon

 private:
  std::string text_;
};

// Appends JSON to a string. The caller keeps the nesting right; commas are set by the writer.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& key(const JsonName& name);
  JsonWriter& text(std::string_view value);
  JsonWriter& id(const Id& value);
  JsonWriter& instant(Instant value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& real(double value);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  JsonWriter& raw(std::string_view json);  // already JSON
  JsonWriter& value(const Json& json);

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void quote(std::string_view text);

  std::string& out_;
  bool needs_comma_ = false;
};

}  // namespace praxis
