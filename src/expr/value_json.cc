#include <charconv>
#include <cmath>

#include "base/hash.h"
#include "expr/value.h"
#include "expr/value_text.h"

namespace praxis::expr {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;  // clang 16 does not deduce it for aggregates

std::string json_key_text(const Value& key) {
  if (const auto* text = key.get<std::string>()) return *text;
  if (const auto* flag = key.get<bool>()) return *flag ? "true" : "false";
  if (const auto* number = key.get<std::int64_t>()) return std::to_string(*number);
  if (const auto* number = key.get<std::uint64_t>()) return std::to_string(*number);
  return praxis::to_text(to_json(key));
}

JsonObject typed_json(std::string_view type, Json value) {
  JsonObject object;
  object["type"] = type;
  object["value"] = std::move(value);
  return object;
}

template <class Time>
JsonObject typed_time(std::string_view type, const Time& time) {
  JsonObject object;
  object["type"] = type;
  object["seconds"] = time.seconds;
  object["nanos"] = time.nanos;
  return object;
}

tl::unexpected<Error> bad_typed_json(std::string_view what) {
  return fail(Code::invalid_argument, "expression.typed_value",
              "not a typed value: " + std::string(what));
}

template <class T>
Result<Value> integer_from_json(const Json& json) {
  if (!json.is_string()) return bad_typed_json(praxis::to_text(json));
  const std::string_view text(json.as_string());
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return bad_typed_json(text);
  return Value(number);
}

Result<Value> list_from_typed(const Json& json) {
  if (!json.is_array()) return bad_typed_json("a list's value is an array");
  List list;
  for (const auto& element : json.as_array()) list.push_back(TRY(from_typed_json(element)));
  return Value(std::move(list));
}

Result<Value> map_from_typed(const Json& json) {
  if (!json.is_array()) return bad_typed_json("a map's entries are an array");
  Map map;
  for (const auto& entry : json.as_array()) {
    if (!entry.is_array() || entry.as_array().size() != 2) {
      return bad_typed_json("a map's entry is a pair");
    }
    auto key = TRY(from_typed_json(entry.as_array()[0]));
    map.emplace_back(std::move(key), TRY(from_typed_json(entry.as_array()[1])));
  }
  return Value(std::move(map));
}

Result<Value> text_from_typed(std::string_view type, const Json& json) {
  if (!json.is_string()) return bad_typed_json(praxis::to_text(json));
  const std::string_view text(json.as_string());
  if (type == "string") return Value(text);
  if (type == "type") return Value(TypeName{std::string(text)});
  if (type == "bytes") return Value(Bytes{TRY(from_hex(text))});
  if (type == "reference") return Value(TRY(id_from_text(text)));
  const auto number = real_from_text(text);
  if (!number) return bad_typed_json(text);
  return Value(*number);
}

// Seconds and nanoseconds stand as numbers or as decimal text.
Result<std::int64_t> time_part(const Json& json) {
  if (json.is_null()) return 0;
  if (json.is_string()) return TRY(integer_from_json<std::int64_t>(json)).integer();
  boost::system::error_code wrong;
  const auto number = json.to_number<std::int64_t>(wrong);
  if (wrong) return bad_typed_json(praxis::to_text(json));
  return number;
}

}  // namespace

Json to_json(const Value& value) {
  return std::visit(
      Overloaded{
          [](const Null&) -> Json { return nullptr; },
          [](bool flag) -> Json { return flag; },
          [](std::int64_t number) -> Json { return number; },
          [](std::uint64_t number) -> Json { return number; },
          [](double number) -> Json {
            if (!std::isfinite(number)) return Json(real_to_text(number));
            return number;
          },
          [](const std::string& text) -> Json { return Json(text); },
          [](const Bytes& bytes) -> Json { return Json(to_base64url(bytes.bytes)); },
          [](const Timestamp& at) -> Json { return Json(timestamp_to_text(at)); },
          [&](const Duration&) -> Json { return Json(praxis::to_text(value.span())); },
          [](const Id& id) -> Json { return Json(praxis::to_text(id)); },
          [](const TypeName& type) -> Json { return Json(type.name); },
          [](const std::shared_ptr<const List>& list) -> Json {
            JsonArray array;
            for (const auto& element : *list) array.push_back(to_json(element));
            return array;
          },
          [](const std::shared_ptr<const Map>& map) -> Json {
            JsonObject object;
            for (const auto& [key, element] : *map) object[json_key_text(key)] = to_json(element);
            return object;
          },
      },
      value.variant());
}

Json to_typed_json(const Value& value) {
  return std::visit(
      Overloaded{
          [](const Null&) -> Json { return typed_json("null", nullptr); },
          [](bool flag) -> Json { return typed_json("bool", flag); },
          [](std::int64_t number) -> Json {
            return typed_json("int", Json(std::to_string(number)));
          },
          [](std::uint64_t number) -> Json {
            return typed_json("uint", Json(std::to_string(number)));
          },
          [](double number) -> Json { return typed_json("double", Json(real_to_text(number))); },
          [](const std::string& text) -> Json { return typed_json("string", Json(text)); },
          [](const Bytes& bytes) -> Json {
            JsonObject object;
            object["type"] = "bytes";
            object["hex"] = to_hex(bytes.bytes);
            return object;
          },
          [](const Timestamp& at) -> Json { return typed_time("timestamp", at); },
          [](const Duration& span) -> Json { return typed_time("duration", span); },
          [](const Id& id) -> Json { return typed_json("reference", Json(praxis::to_text(id))); },
          [](const TypeName& type) -> Json { return typed_json("type", Json(type.name)); },
          [](const std::shared_ptr<const List>& list) -> Json {
            JsonArray array;
            for (const auto& element : *list) array.push_back(to_typed_json(element));
            return typed_json("list", std::move(array));
          },
          [](const std::shared_ptr<const Map>& map) -> Json {
            JsonArray entries;
            for (const auto& [key, element] : *map) {
              entries.push_back(JsonArray{to_typed_json(key), to_typed_json(element)});
            }
            JsonObject object;
            object["type"] = "map";
            object["entries"] = std::move(entries);
            return object;
          },
      },
      value.variant());
}

Result<Value> from_typed_json(const Json& json) {
  if (!json.is_object()) return bad_typed_json("an object is wanted");
  const auto& object = json.as_object();
  const auto member = [&](std::string_view name) {
    const auto* found = object.if_contains(name);
    return found ? *found : Json();
  };
  if (!member("type").is_string()) return bad_typed_json("it has no type");
  const std::string type(member("type").as_string());
  const auto value = member("value");
  if (type == "null") return Value();
  if (type == "bool" && value.is_bool()) return Value(value.as_bool());
  if (type == "int") return integer_from_json<std::int64_t>(value);
  if (type == "uint") return integer_from_json<std::uint64_t>(value);
  if (type == "list") return list_from_typed(value);
  if (type == "map") return map_from_typed(member("entries"));
  if (type == "bytes") return text_from_typed(type, member("hex"));
  if (type == "string" || type == "double" || type == "type" || type == "reference") {
    return text_from_typed(type, value);
  }
  if (type == "timestamp" || type == "duration") {
    const auto whole = TRY(time_part(member("seconds")));
    const auto nanos = static_cast<std::int32_t>(TRY(time_part(member("nanos"))));
    if (type == "timestamp") return Value(Timestamp{whole, nanos});
    return Value(Duration{whole, nanos});
  }
  return bad_typed_json(type);
}

}  // namespace praxis::expr
