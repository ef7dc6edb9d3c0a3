#include "base/message_format.h"

#include <unicode/fmtable.h>
#include <unicode/msgfmt.h>

#include <vector>

namespace praxis {
namespace {

icu::UnicodeString unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

icu::Formattable argument_of(const Json& value) {
  if (value.is_int64()) return {static_cast<std::int64_t>(value.get_int64())};
  if (value.is_double()) return {value.get_double()};
  if (value.is_string()) return {unicode(value.get_string())};
  return {unicode(to_text(value))};
}

}  // namespace

std::string formatted_message(std::string_view pattern, std::string_view language,
                              const JsonObject& arguments) {
  UErrorCode status = U_ZERO_ERROR;
  const auto locale = icu::Locale::createFromName(std::string(language).c_str());
  const icu::MessageFormat format(unicode(pattern), locale, status);
  if (U_FAILURE(status)) return std::string(pattern);
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const auto& argument : arguments) {
    names.push_back(unicode(argument.key()));
    values.push_back(argument_of(argument.value()));
  }
  icu::UnicodeString made;
  format.format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), made, status);
  if (U_FAILURE(status)) return std::string(pattern);
  std::string text;
  made.toUTF8String(text);
  return text;
}

}  // namespace praxis
