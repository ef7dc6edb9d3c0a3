#include "record/field_value.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace praxis::record {
namespace {

using pack::Field;
using pack::FieldType;

constexpr std::int64_t text_length_max =
    2'000;  // characters, where a field sets no limit of its own
constexpr std::int64_t markdown_length_max = 100'000;
constexpr std::size_t references_max = 200;

tl::unexpected<Error> wrong(const Field& field, std::string reason, JsonObject details = {}) {
  Error error{Code::invalid_argument, "invalid_fields"};
  error.fields.push_back({field.name, std::move(reason), std::move(details)});
  return fail(std::move(error));
}

// "12.50" with scale 2 → 1250. More decimals than the scale, or an overflow: nothing.
std::optional<std::int64_t> scaled_from_text(std::string_view text, int scale) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  auto decimals =
      point == std::string_view::npos ? std::string() : std::string(text.substr(point + 1));
  if (whole.empty() || (point != std::string_view::npos && decimals.empty())) return std::nullopt;
  while (decimals.size() > static_cast<std::size_t>(scale) && decimals.back() == '0')
    decimals.pop_back();
  if (decimals.size() > static_cast<std::size_t>(scale)) return std::nullopt;
  decimals.resize(static_cast<std::size_t>(scale), '0');
  const auto digits = std::string(whole) + decimals;
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return is_negative ? -value : value;
}

std::string scaled_to_text(std::int64_t value, int scale) {
  auto digits = std::to_string(value);
  const bool is_negative = digits.front() == '-';
  if (is_negative) digits.erase(0, 1);
  if (digits.size() <= static_cast<std::size_t>(scale))
    digits.insert(0, static_cast<std::size_t>(scale) + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - static_cast<std::size_t>(scale), ".");
  return (is_negative ? "-" : "") + digits;
}

// A number's text as the sender wrote it, so that 12.50 is not read through a binary fraction where
// it came as text.
std::string number_text(const Json& json) {
  if (json.is_string()) return std::string(json.get_string());
  if (json.is_double()) return fmt::format("{:.10g}", json.get_double());
  return to_text(json);
}

Result<std::int64_t> bounded(const Field& field, std::int64_t value, int scale) {
  const auto shown = [&](std::int64_t bound) -> Json {
    if (scale > 0) return Json(scaled_to_text(bound, scale));
    if (field.type == FieldType::duration) return Json(to_text(Span{bound}));
    return Json(bound);
  };
  if (field.min && value < *field.min)
    return wrong(field, "too_small", {{"min", shown(*field.min)}});
  if (field.max && value > *field.max)
    return wrong(field, "too_large", {{"max", shown(*field.max)}});
  return value;
}

bool matches_whole(const std::string& pattern, std::string_view text) {
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 compiled(pattern, options);
  return compiled.ok() && RE2::FullMatch(re2::StringPiece(text.data(), text.size()), compiled);
}

// What can stand in a domain's label: letters (beyond ASCII too), digits, hyphens within.
bool is_domain(std::string_view text) {
  std::size_t label = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : '.';
    if (c != '.') {
      const bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
      const bool is_inner_hyphen =
          c == '-' && label > 0 && i + 1 < text.size() && text[i + 1] != '.';
      if ((!is_word && !is_inner_hyphen) || ++label > 63) return false;
    } else {
      if (label == 0) return false;
      label = 0;
    }
  }
  return true;
}

// RFC 5321's dot-string form; quoted local parts and address literals are not taken.
bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (text.size() > 254 || at == std::string_view::npos || at == 0 || at > 64) return false;
  const auto local = text.substr(0, at);
  if (local.find_first_of(" \t@<>\"(),:;\\[]") != std::string_view::npos) return false;
  if (local.starts_with('.') || local.ends_with('.') || local.find("..") != std::string_view::npos)
    return false;
  return is_domain(text.substr(at + 1));
}

bool is_url(std::string_view text) {
  static const RE2 form(R"((?i)(https?|ftp|ssh|mailto|file|ldaps?)://?[^\s<>"]+|mailto:[^\s<>"]+)");
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), form);
}

std::optional<std::string> canonical_ip(const std::string& text) {
  char bytes[16], shown[INET6_ADDRSTRLEN];
  for (const int family : {AF_INET, AF_INET6})
    if (inet_pton(family, text.c_str(), bytes) == 1)
      return std::string(inet_ntop(family, bytes, shown, sizeof shown));
  return std::nullopt;
}

Result<ParsedValue> parse_text(const Field& field, const Json& json) {
  if (!json.is_string()) return wrong(field, "not_a_text");
  std::string text(json.get_string());
  if (!is_valid_text(text)) return wrong(field, "not_a_text");
  if (text.empty()) return ParsedValue{};
  const bool is_long = field.type == FieldType::markdown;
  const auto limit = field.length_max > 0 ? field.length_max
                     : is_long            ? markdown_length_max
                                          : text_length_max;
  if (static_cast<std::int64_t>(length_of(text)) > limit)
    return wrong(field, "too_long", {{"max", limit}});
  if (!is_long && field.type == FieldType::text && text.find('\n') != std::string::npos)
    return wrong(field, "one_line_only");
  if (field.type == FieldType::email && !is_email(text)) return wrong(field, "not_an_email");
  if (field.type == FieldType::url && !is_url(text)) return wrong(field, "not_a_url");
  if (field.type == FieldType::ip) {
    const auto address = canonical_ip(text);
    if (!address) return wrong(field, "not_an_ip_address");
    text = *address;
  }
  if (!field.pattern.empty() && !matches_whole(field.pattern, text))
    return wrong(field, "pattern", {{"pattern", field.pattern}});
  return ParsedValue{std::move(text)};
}

Result<ParsedValue> parse_choice(const pack::PackSet& packs, const Field& field, const Json& json) {
  const auto* list = packs.choices(field.list);
  must(list != nullptr);
  const auto key = json.is_string() ? std::string(json.get_string()) : to_text(json);
  const int found = list->find(key);
  if (found < 0 || list->choices[static_cast<std::size_t>(found)].is_retired) {
    JsonArray allowed;
    for (const auto& choice : list->choices)
      if (!choice.is_retired && allowed.size() < 50) allowed.emplace_back(choice.key);
    return wrong(field, "unknown_choice", {{"allowed", std::move(allowed)}});
  }
  if (field.type == FieldType::choice) return ParsedValue{key};
  std::int64_t number = 0;
  std::from_chars(key.data(), key.data() + key.size(), number);
  return ParsedValue{number};
}

Result<ParsedValue> parse_number(const Field& field, const Json& json) {
  if (field.type == FieldType::decimal) {
    if (!json.is_number() && !json.is_string()) return wrong(field, "not_a_number");
    const auto value = scaled_from_text(number_text(json), field.scale);
    if (!value) return wrong(field, "not_a_number", {{"decimals", field.scale}});
    return ParsedValue{TRY(bounded(field, *value, field.scale))};
  }
  std::int64_t value = 0;
  if (json.is_int64()) {
    value = json.get_int64();
  } else if (json.is_string()) {
    const auto& text = json.get_string();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
      return wrong(field, "not_a_number");
  } else {
    return wrong(field, "not_a_number");
  }
  return ParsedValue{TRY(bounded(field, value, 0))};
}

Result<ParsedValue> parse_money(const Field& field, const Json& json) {
  if (!json.is_object() || !json.get_object().contains("amount") ||
      !json.get_object().contains("currency"))
    return wrong(field, "not_money", {{"form", R"({"amount": "12.50", "currency": "EUR"})"}});
  const auto& amount = json.get_object().at("amount");
  const auto& currency = json.get_object().at("currency");
  const auto value = amount.is_number() || amount.is_string()
                         ? scaled_from_text(number_text(amount), field.scale)
                         : std::nullopt;
  if (!value) return wrong(field, "not_a_number", {{"decimals", field.scale}});
  if (!currency.is_string() || !matches_whole("[A-Z]{3}", currency.get_string()))
    return wrong(field, "not_a_currency");
  return ParsedValue{TRY(bounded(field, *value, field.scale)), std::string(currency.get_string())};
}

Result<ParsedValue> parse_time(const Field& field, const Json& json) {
  if (!json.is_string())
    return wrong(field, field.type == FieldType::duration ? "not_a_duration" : "not_an_instant");
  const std::string text(json.get_string());
  if (field.type == FieldType::duration) {
    const auto span = span_from_text(text);
    if (!span) return wrong(field, "not_a_duration", {{"form", "1d2h30m"}});
    return ParsedValue{Span{TRY(bounded(field, span->us, 0))}};
  }
  const bool is_date = field.type == FieldType::date;
  const auto at = instant_from_text(is_date ? text + "T00:00:00Z" : text);
  if (!at)
    return wrong(field, is_date ? "not_a_date" : "not_an_instant",
                 {{"form", is_date ? "2026-03-02" : "2026-03-02T09:00:00Z"}});
  return ParsedValue{*at};
}

Result<Id> parse_reference(const Field& field, const Json& json, const Resolver& resolve) {
  if (!json.is_string()) return wrong(field, "not_a_reference", {{"of", field.target}});
  const auto id = resolve(field.target, json.get_string());
  if (!id) return wrong(field, "not_found", {{"of", field.target}, {"value", json.get_string()}});
  return *id;
}

Result<ParsedValue> parse_references(const Field& field, const Json& json,
                                     const Resolver& resolve) {
  if (!json.is_array()) return wrong(field, "not_a_list", {{"of", field.target}});
  if (json.get_array().size() > references_max)
    return wrong(field, "too_many", {{"max", references_max}});
  std::vector<Id> ids;
  for (const auto& element : json.get_array())
    ids.push_back(TRY(parse_reference(field, element, resolve)));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.empty()) return ParsedValue{};
  return ParsedValue{expr::List(ids.begin(), ids.end())};
}

}  // namespace

Result<ParsedValue> value_from_json(const pack::PackSet& packs, const Field& field,
                                    const Json& json, const Resolver& resolve) {
  if (json.is_null()) return ParsedValue{};
  if (!field.list.empty()) return parse_choice(packs, field, json);
  switch (field.type) {
    case FieldType::integer:
    case FieldType::decimal:
      return parse_number(field, json);
    case FieldType::money:
      return parse_money(field, json);
    case FieldType::boolean:
      if (!json.is_bool()) return wrong(field, "not_a_boolean");
      return ParsedValue{json.get_bool()};
    case FieldType::date:
    case FieldType::instant:
    case FieldType::duration:
      return parse_time(field, json);
    case FieldType::reference:
      return ParsedValue{TRY(parse_reference(field, json, resolve))};
    case FieldType::references:
      return parse_references(field, json, resolve);
    case FieldType::translatable:
      if (json.is_object()) {
        for (const auto& pair : json.get_object())
          if (!pair.value().is_string()) return wrong(field, "not_a_text");
        return ParsedValue{to_canonical(json)};
      }
      return wrong(field, "not_texts", {{"form", R"({"en": "…", "de": "…"})"}});
    default:
      return parse_text(field, json);
  }
}

Json value_to_json(const Field& field, const expr::Value& value, std::string_view currency) {
  if (value.is_null()) return nullptr;
  switch (field.type) {
    case FieldType::decimal:
      return Json(scaled_to_text(value.integer(), field.scale));
    case FieldType::money:
      return JsonObject{{"amount", scaled_to_text(value.integer(), field.scale)},
                        {"currency", currency}};
    case FieldType::boolean:
      return value.boolean();
    case FieldType::integer:
      return value.integer();
    case FieldType::date:
      return Json(to_text(value.instant()).substr(0, 10));
    case FieldType::instant:
      return Json(to_text(value.instant()));
    case FieldType::duration:
      return Json(to_text(value.span()));
    case FieldType::reference:
      return Json(to_text(value.id()));
    case FieldType::references: {
      JsonArray ids;
      for (const auto& element : value.list()) ids.emplace_back(to_text(element.id()));
      return ids;
    }
    case FieldType::translatable: {
      auto texts = json_from_text(value.text());
      return texts ? *texts : Json(value.text());
    }
    default:
      return Json(value.text());
  }
}

}  // namespace praxis::record
