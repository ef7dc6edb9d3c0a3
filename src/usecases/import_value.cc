#include "usecases/import_value.h"

#include <fmt/format.h>

#include "base/text.h"

namespace praxis::usecases {
namespace {

using pack::FieldType;

constexpr std::size_t shown_bytes_max = 80;

// For messages: not more than a line, no line ends.
std::string shown_text(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, shown_bytes_max)) shown += c == '\n' || c == '\r' ? ' ' : c;
  while (!shown.empty() && !is_valid_text(shown)) shown.pop_back();
  return fmt::format("\"{}\"{}", shown, text.size() > shown_bytes_max ? "…" : "");
}

Json list_of_text(std::string_view text) {
  JsonArray list;
  while (!text.empty()) {
    const auto end = text.find(';');
    auto part = text.substr(0, end);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (!part.empty()) list.emplace_back(part);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return list;
}

std::string details_in_words(const FieldError& wrong) {
  std::string words;
  for (const auto& [name, value] : wrong.details) {
    if (name == "value" || name == "of") continue;
    words += words.empty() ? "" : ", ";
    if (!value.is_array()) {
      words += fmt::format("{}: {}", std::string_view(name),
                           value.is_string() ? std::string(value.get_string()) : to_text(value));
      continue;
    }
    words += fmt::format("{}:", std::string_view(name));
    for (const auto& each : value.get_array())
      words +=
          fmt::format(" {}", each.is_string() ? std::string(each.get_string()) : to_text(each));
  }
  return words.empty() ? words : fmt::format(" ({})", words);
}

std::string reason_in_words(std::string_view reason) {
  std::string words(reason);
  for (auto& c : words)
    if (c == '_') c = ' ';
  return words;
}

}  // namespace

Result<std::optional<std::string>> mapped_text(const ImportMap& map, const ValueSource& source,
                                               std::string_view cell) {
  // What `values` names beats the marks for "not known": a map may give "?" a meaning.
  if (const auto named = source.values.find(cell); named != source.values.end())
    return named->second;
  if (map.is_unknown(cell)) return source.otherwise;
  switch (source.others) {
    case ValueSource::Others::keep:
      return std::optional(std::string(cell));
    case ValueSource::Others::empty:
      return source.otherwise;
    case ValueSource::Others::refuse:
      break;
  }
  return fail(Code::invalid_argument, "import.no_value",
              fmt::format("{} is not in the map's values", shown_text(cell)));
}

Json json_of_text(const pack::Field& field, std::string_view text) {
  switch (field.type) {
    case FieldType::boolean:
      if (text == "true" || text == "false") return text == "true";
      break;
    case FieldType::references:
      return list_of_text(text);
    case FieldType::money:
      if (const auto space = text.rfind(' '); space != std::string_view::npos)
        return JsonObject{{"amount", text.substr(0, space)}, {"currency", text.substr(space + 1)}};
      break;
    case FieldType::translatable:
      if (auto texts = json_from_text(text)) return std::move(*texts);
      break;
    default:
      break;
  }
  return Json(text);
}

Result<Json> json_of_cell(const pack::Field& field, std::string_view text,
                          const TimeReader& times) {
  if (field.type != FieldType::instant && field.type != FieldType::date)
    return json_of_text(field, text);
  const auto at = times.read(text);
  if (!at)
    return fail(Code::invalid_argument, "import.time",
                fmt::format("{} is no time of the form {}", shown_text(text), times.format()));
  auto written = to_text(*at);
  return Json(field.type == FieldType::date ? written.substr(0, 10) : written);
}

std::string with_text(std::string_view pattern, std::string_view text) {
  std::string out;
  for (;;) {
    const auto found = pattern.find("{text}");
    out += pattern.substr(0, found);
    if (found == std::string_view::npos) return out;
    out += text;
    pattern.remove_prefix(found + 6);
  }
}

std::string shortened(std::string text, std::int64_t length_max) {
  if (length_max <= 0 || static_cast<std::int64_t>(text.size()) <= length_max) return text;
  std::int64_t characters = 0;
  std::size_t keep = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;  // inside a character
    if (++characters == length_max) keep = i;
  }
  return characters > length_max ? text.substr(0, keep) + "…" : text;
}

std::string in_words(const Error& error, std::string_view text) {
  if (error.fields.empty())
    return error.message.empty() ? reason_in_words(error.reason) : error.message;
  std::string words;
  for (const auto& wrong : error.fields) {
    if (!words.empty()) words += "; ";
    const auto what = wrong.reason == "unknown_choice" ? std::string("is no choice")
                                                       : reason_in_words(wrong.reason);
    words += text.empty() ? fmt::format("{}: {}{}", wrong.field, what, details_in_words(wrong))
                          : fmt::format("{}: {} {}{}", wrong.field, shown_text(text), what,
                                        details_in_words(wrong));
  }
  return words;
}

}  // namespace praxis::usecases
