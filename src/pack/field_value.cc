#include "pack/field_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace praxis::pack {
namespace {

constexpr std::array<std::pair<std::string_view, FieldType>, 20> field_types = {{
    {"text", FieldType::text},
    {"markdown", FieldType::markdown},
    {"integer", FieldType::integer},
    {"decimal", FieldType::decimal},
    {"money", FieldType::money},
    {"boolean", FieldType::boolean},
    {"date", FieldType::date},
    {"instant", FieldType::instant},
    {"duration", FieldType::duration},
    {"choice", FieldType::choice},
    {"reference", FieldType::reference},
    {"references", FieldType::references},
    {"person", FieldType::reference},
    {"group", FieldType::reference},
    {"organization", FieldType::reference},
    {"site", FieldType::reference},
    {"email", FieldType::email},
    {"url", FieldType::url},
    {"ip", FieldType::ip},
    {"translatable", FieldType::translatable},
}};

// "-12.5" at scale 2 is -1250; none where digits would be lost.
std::optional<std::int64_t> scaled_decimal(std::string_view text, int scale) {
  const auto dot = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, dot));
  auto fraction = dot < text.size() ? std::string(text.substr(dot + 1)) : std::string();
  if (fraction.size() > static_cast<std::size_t>(scale)) return std::nullopt;
  fraction.resize(static_cast<std::size_t>(scale), '0');
  digits += fraction;
  std::int64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

bool is_number(const Node& node) {
  return node.kind == Node::Kind::integer || node.kind == Node::Kind::decimal;
}

}  // namespace

std::optional<FieldType> field_type(std::string_view name) {
  for (const auto& [each, type] : field_types)
    if (each == name) return type;
  return std::nullopt;
}

const std::vector<std::string>& field_type_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const auto& [each, type] : field_types) out.emplace_back(each);
    return out;
  }();
  return names;
}

std::string_view name(FieldType type) {
  for (const auto& [each, other] : field_types)
    if (other == type) return each;
  return "";
}

const std::vector<std::string>& setting_type_names() {
  static const std::vector<std::string> names = {"text", "integer",  "decimal", "boolean",
                                                 "date", "duration", "email",   "url"};
  return names;
}

std::optional<FieldType> setting_type(std::string_view name) {
  const auto& names = setting_type_names();
  return std::find(names.begin(), names.end(), name) == names.end() ? std::nullopt
                                                                    : field_type(name);
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return instant_from_text(std::string(text) + "T00:00:00Z").has_value();
}

std::optional<expr::Value> default_from(const Field& field, const Node& node) {
  if (!node.is_scalar() || node.is_null()) return std::nullopt;
  switch (field.type) {
    case FieldType::integer:
      return node.kind == Node::Kind::integer ? std::optional<expr::Value>(node.integer)
                                              : std::nullopt;
    case FieldType::decimal:
    case FieldType::money: {
      const auto value = is_number(node) ? scaled_decimal(node.text, field.scale) : std::nullopt;
      return value ? std::optional<expr::Value>(*value) : std::nullopt;
    }
    case FieldType::boolean:
      return node.kind == Node::Kind::boolean ? std::optional<expr::Value>(node.boolean)
                                              : std::nullopt;
    case FieldType::date: {
      const auto midnight = instant_from_text(node.text + "T00:00:00Z");
      return midnight && is_date(node.text) ? std::optional<expr::Value>(*midnight) : std::nullopt;
    }
    case FieldType::instant: {
      const auto instant = instant_from_text(node.text);
      return instant ? std::optional<expr::Value>(*instant) : std::nullopt;
    }
    case FieldType::duration: {
      const auto span = span_from_text(node.text);
      return span ? std::optional<expr::Value>(*span) : std::nullopt;
    }
    case FieldType::reference:
    case FieldType::references:
      return std::nullopt;
    default:
      return expr::Value(node.text);
  }
}

std::optional<std::int64_t> bound_from(const Field& field, const Node& node) {
  if (!node.is_scalar()) return std::nullopt;
  switch (field.type) {
    case FieldType::integer:
      return node.kind == Node::Kind::integer ? std::optional(node.integer) : std::nullopt;
    case FieldType::decimal:
    case FieldType::money:
      return is_number(node) ? scaled_decimal(node.text, field.scale) : std::nullopt;
    case FieldType::duration: {
      const auto span = span_from_text(node.text);
      return span ? std::optional(span->us) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace praxis::pack
