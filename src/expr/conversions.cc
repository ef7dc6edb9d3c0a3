#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/text.h"
#include "expr/compare.h"
#include "expr/functions.h"
#include "expr/value_text.h"

namespace praxis::expr {
namespace {

bool refuse_conversion(Call& call, std::string_view to) {
  return call.refuse("conversion", fmt::format("this {} is no {}", type_name(call[0]), to));
}

// The scale of a decimal argument, known from its type: the value alone is a whole number.
std::optional<int> decimal_scale(const Call& call) {
  const auto& type = call.node.arguments[0]->type;
  if (type.kind != Kind::decimal) return std::nullopt;
  return type.scale;
}

template <class T>
bool give_parsed(Call& call, std::string_view text, std::string_view to) {
  if (text.starts_with('+')) text.remove_prefix(1);
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return refuse_conversion(call, to);
  return call.give(number);
}

bool to_integer(Call& call) {
  if (const auto* number = call[0].get<std::int64_t>()) {
    const auto scale = decimal_scale(call);
    auto whole = *number;
    for (int i = 0; i < scale.value_or(0); ++i) whole /= 10;
    return call.give(whole);
  }
  if (const auto* number = call[0].get<std::uint64_t>()) {
    if (*number > INT64_MAX) return call.refuse("overflow", "the number does not fit an int");
    return call.give(static_cast<std::int64_t>(*number));
  }
  if (const auto* number = call[0].get<double>()) {
    if (!(*number > -9223372036854775808.0 && *number < 9223372036854775808.0)) {
      return call.refuse("overflow", "the number does not fit an int");
    }
    return call.give(static_cast<std::int64_t>(*number));
  }
  if (const auto* text = call[0].get<std::string>())
    return give_parsed<std::int64_t>(call, *text, "int");
  if (const auto* at = call[0].get<Timestamp>()) return call.give(at->seconds);
  return call.refuse_overload();
}

bool to_unsigned(Call& call) {
  if (const auto* number = call[0].get<std::uint64_t>()) return call.give(*number);
  if (const auto* number = call[0].get<std::int64_t>()) {
    if (*number < 0) return call.refuse("overflow", "the number does not fit a uint");
    return call.give(static_cast<std::uint64_t>(*number));
  }
  if (const auto* number = call[0].get<double>()) {
    if (!(*number > -1.0 && *number < 18446744073709551616.0)) {
      return call.refuse("overflow", "the number does not fit a uint");
    }
    return call.give(static_cast<std::uint64_t>(*number));
  }
  if (const auto* text = call[0].get<std::string>())
    return give_parsed<std::uint64_t>(call, *text, "uint");
  return call.refuse_overload();
}

bool to_real(Call& call) {
  if (const auto* number = call[0].get<std::int64_t>()) {
    const auto scale = decimal_scale(call);
    if (!scale) return call.give(static_cast<double>(*number));
    return call.give(
        *real_from_text(decimal_to_text(*number, *scale)));  // nearest, unlike a division
  }
  if (const auto* number = call[0].get<std::uint64_t>())
    return call.give(static_cast<double>(*number));
  if (const auto* number = call[0].get<double>()) return call.give(*number);
  if (const auto* text = call[0].get<std::string>()) {
    const auto number = real_from_text(*text);
    return number ? call.give(*number) : refuse_conversion(call, "double");
  }
  return call.refuse_overload();
}

bool to_string(Call& call) {
  const auto& value = call[0];
  if (const auto* text = value.get<std::string>()) return call.give(*text);
  if (const auto* number = value.get<std::int64_t>()) {
    const auto scale = decimal_scale(call);
    return call.give(scale ? decimal_to_text(*number, *scale) : fmt::format("{}", *number));
  }
  if (const auto* number = value.get<std::uint64_t>()) return call.give(fmt::format("{}", *number));
  if (const auto* number = value.get<double>()) return call.give(real_to_text(*number));
  if (const auto* flag = value.get<bool>()) return call.give(*flag ? "true" : "false");
  if (const auto* at = value.get<Timestamp>()) return call.give(timestamp_to_text(*at));
  if (const auto* span = value.get<Duration>()) return call.give(duration_to_text(*span));
  if (const auto* id = value.get<Id>()) return call.give(praxis::to_text(*id));
  if (const auto* bytes = value.get<Bytes>()) {
    std::string without_nul = bytes->bytes;  // U+0000 is text here, though nothing stores it
    std::erase(without_nul, '\0');
    return is_valid_text(without_nul) ? call.give(bytes->bytes) : refuse_conversion(call, "string");
  }
  return call.refuse_overload();
}

bool to_bytes(Call& call) {
  if (const auto* text = call[0].get<std::string>()) return call.give(Bytes{*text});
  if (const auto* bytes = call[0].get<Bytes>()) return call.give(*bytes);
  return call.refuse_overload();
}

bool to_boolean(Call& call) {
  if (const auto* flag = call[0].get<bool>()) return call.give(*flag);
  const auto* text = call[0].get<std::string>();
  if (!text) return call.refuse_overload();
  for (const std::string_view word : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (*text == word) return call.give(true);
  }
  for (const std::string_view word : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (*text == word) return call.give(false);
  }
  return refuse_conversion(call, "bool");
}

bool to_timestamp(Call& call) {
  if (const auto* at = call[0].get<Timestamp>()) return call.give(*at);
  if (const auto* number = call[0].get<std::int64_t>()) {
    if (*number < timestamp_seconds_min || *number > timestamp_seconds_max) {
      return call.refuse("range", "a timestamp lies in the years 1 to 9999");
    }
    return call.give(Timestamp{*number, 0});
  }
  const auto* text = call[0].get<std::string>();
  if (!text) return call.refuse_overload();
  const auto at = timestamp_from_text(*text);
  if (at) return call.give(*at);
  return call.refuse("conversion",
                     fmt::format("\"{}\" is no time like 2026-03-02T09:00:00Z", *text));
}

bool to_duration(Call& call) {
  if (const auto* span = call[0].get<Duration>()) return call.give(*span);
  const auto* text = call[0].get<std::string>();
  if (!text) return call.refuse_overload();
  const auto span = duration_from_text(*text);
  if (span) return call.give(*span);
  return call.refuse("conversion", fmt::format("\"{}\" is no duration like 1h30m or 90s", *text));
}

bool to_type(Call& call) { return call.give(TypeName{std::string(type_name(call[0]))}); }
bool to_dynamic(Call& call) { return call.give(call[0]); }

constexpr auto global_style = CallStyle::global;
constexpr Function conversion_table[] = {
    {"int", global_style, "i", 'i', to_integer},
    {"int", global_style, "u", 'i', to_integer},
    {"int", global_style, "d", 'i', to_integer},
    {"int", global_style, "s", 'i', to_integer},
    {"int", global_style, "t", 'i', to_integer},
    {"uint", global_style, "u", 'u', to_unsigned},
    {"uint", global_style, "i", 'u', to_unsigned},
    {"uint", global_style, "d", 'u', to_unsigned},
    {"uint", global_style, "s", 'u', to_unsigned},
    {"double", global_style, "d", 'd', to_real},
    {"double", global_style, "i", 'd', to_real},
    {"double", global_style, "u", 'd', to_real},
    {"double", global_style, "s", 'd', to_real},
    {"string", global_style, "s", 's', to_string},
    {"string", global_style, "i", 's', to_string},
    {"string", global_style, "u", 's', to_string},
    {"string", global_style, "d", 's', to_string},
    {"string", global_style, "b", 's', to_string},
    {"string", global_style, "y", 's', to_string},
    {"string", global_style, "t", 's', to_string},
    {"string", global_style, "r", 's', to_string},
    {"string", global_style, "I", 's', to_string},
    {"bytes", global_style, "y", 'y', to_bytes},
    {"bytes", global_style, "s", 'y', to_bytes},
    {"bool", global_style, "b", 'b', to_boolean},
    {"bool", global_style, "s", 'b', to_boolean},
    {"timestamp", global_style, "t", 't', to_timestamp},
    {"timestamp", global_style, "s", 't', to_timestamp},
    {"timestamp", global_style, "i", 't', to_timestamp},
    {"duration", global_style, "r", 'r', to_duration},
    {"duration", global_style, "s", 'r', to_duration},
    {"type", global_style, "*", 'T', to_type},
    {"dyn", global_style, "*", '*', to_dynamic},
};

}  // namespace

std::span<const Function> conversion_functions() { return conversion_table; }

}  // namespace praxis::expr
