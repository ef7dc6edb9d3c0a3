// "%s is %.2f".format([name, share]): the text formatting of CEL's string extension.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "expr/compare.h"
#include "expr/functions.h"
#include "expr/value_text.h"

namespace praxis::expr {
namespace {

constexpr int precision_max = 100;

std::optional<std::string> plain_text(const Value& value);

std::string plain_list(const List& list) {
  std::string out = "[";
  for (const auto& element : list) {
    if (out.size() > 1) out += ", ";
    out += plain_text(element).value_or("");
  }
  return out + "]";
}

std::string plain_map(const Map& map) {
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto& [key, value] : map) {
    entries.emplace_back(plain_text(key).value_or(""), plain_text(value).value_or(""));
  }
  std::ranges::sort(entries);
  std::string out = "{";
  for (const auto& [key, value] : entries) {
    if (out.size() > 1) out += ", ";
    out += key + ": " + value;
  }
  return out + "}";
}

std::optional<std::string> plain_text(const Value& value) {
  if (const auto* text = value.get<std::string>()) return *text;
  if (const auto* flag = value.get<bool>()) return *flag ? "true" : "false";
  if (const auto* number = value.get<std::int64_t>()) return fmt::format("{}", *number);
  if (const auto* number = value.get<std::uint64_t>()) return fmt::format("{}", *number);
  if (const auto* number = value.get<double>()) return real_to_text(*number);
  if (const auto* bytes = value.get<Bytes>()) return bytes->bytes;
  if (const auto* at = value.get<Timestamp>()) return timestamp_to_text(*at);
  if (const auto* span = value.get<Duration>()) return duration_to_text(*span);
  if (const auto* type = value.get<TypeName>()) return type->name;
  if (const auto* id = value.get<Id>()) return praxis::to_text(*id);
  if (const auto* list = value.get<std::shared_ptr<const List>>()) return plain_list(**list);
  if (const auto* map = value.get<std::shared_ptr<const Map>>()) return plain_map(**map);
  return "null";
}

std::optional<std::string> decimal_digits(const Value& value) {
  if (const auto* number = value.get<double>()) {
    if (std::isfinite(*number)) return std::nullopt;
    return real_to_text(*number);
  }
  if (value.get<std::int64_t>() || value.get<std::uint64_t>()) return plain_text(value);
  return std::nullopt;
}

enum class Base { binary, octal, hexadecimal, upper_hexadecimal };

template <class Number>
std::string in_base(Number number, Base base) {
  switch (base) {
    case Base::binary:
      return fmt::format("{:b}", number);
    case Base::octal:
      return fmt::format("{:o}", number);
    case Base::hexadecimal:
      return fmt::format("{:x}", number);
    case Base::upper_hexadecimal:
      return fmt::format("{:X}", number);
  }
  return "";
}

std::optional<std::string> digits_in_base(const Value& value, Base base) {
  if (const auto* number = value.get<std::int64_t>()) return in_base(*number, base);
  if (const auto* number = value.get<std::uint64_t>()) return in_base(*number, base);
  if (const auto* flag = value.get<bool>(); flag && base == Base::binary) return *flag ? "1" : "0";
  if (base != Base::hexadecimal && base != Base::upper_hexadecimal) return std::nullopt;
  const auto* bytes = value.get<Bytes>();
  const auto* text = bytes ? &bytes->bytes : value.get<std::string>();
  if (!text) return std::nullopt;
  auto digits = to_hex(*text);
  if (base == Base::upper_hexadecimal) {
    std::ranges::transform(digits, digits.begin(),
                           [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
  }
  return digits;
}

std::optional<std::string> fraction_digits(const Value& value, char letter, int precision) {
  double number = 0;
  if (const auto* real = value.get<double>()) {
    number = *real;
  } else if (const auto* integer = value.get<std::int64_t>()) {
    number = static_cast<double>(*integer);
  } else if (const auto* unsigned_integer = value.get<std::uint64_t>()) {
    number = static_cast<double>(*unsigned_integer);
  } else {
    return std::nullopt;
  }
  if (!std::isfinite(number)) return real_to_text(number);
  return letter == 'f' ? fmt::format("{:.{}f}", number, precision)
                       : fmt::format("{:.{}e}", number, precision);
}

std::optional<std::string> formatted(const Value& value, char letter, int precision) {
  switch (letter) {
    case 's':
      return plain_text(value);
    case 'd':
      return decimal_digits(value);
    case 'f':
    case 'e':
      return fraction_digits(value, letter, precision);
    case 'b':
      return digits_in_base(value, Base::binary);
    case 'o':
      return digits_in_base(value, Base::octal);
    case 'x':
      return digits_in_base(value, Base::hexadecimal);
    case 'X':
      return digits_in_base(value, Base::upper_hexadecimal);
    default:
      return std::nullopt;
  }
}

// Reads ".3" before the letter; 6 where nothing stands.
std::optional<int> take_precision(std::string_view& rest) {
  if (!rest.starts_with('.')) return 6;
  rest.remove_prefix(1);
  int precision = 0;
  bool is_given = false;
  while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
    precision = precision * 10 + (rest.front() - '0');
    if (precision > precision_max) return std::nullopt;
    is_given = true;
    rest.remove_prefix(1);
  }
  return is_given ? std::optional(precision) : std::nullopt;
}

}  // namespace

bool format_text(Call& call) {
  const auto* pattern = call[0].get<std::string>();
  const auto* list = call[1].get<std::shared_ptr<const List>>();
  if (!pattern || !list) return call.refuse_overload();
  std::string out;
  std::size_t next = 0;
  std::string_view rest(*pattern);
  while (!rest.empty()) {
    const auto plain = rest.substr(0, rest.find('%'));
    out += plain;
    rest.remove_prefix(plain.size());
    if (rest.empty()) break;
    rest.remove_prefix(1);
    if (rest.starts_with('%')) {
      out += '%';
      rest.remove_prefix(1);
      continue;
    }
    const auto precision = take_precision(rest);
    if (!precision || rest.empty()) return call.refuse("bad_format", "a % clause is not complete");
    if (next >= (*list)->size()) return call.refuse("bad_format", "there are too few arguments");
    const auto part = formatted((**list)[next++], rest.front(), *precision);
    if (!part) {
      return call.refuse("bad_format", fmt::format("%{} does not go with {}", rest.front(),
                                                   type_name((**list)[next - 1])));
    }
    rest.remove_prefix(1);
    out += *part;
    if (out.size() > text_bytes_max) return call.refuse("too_large", "the text becomes too long");
    if (!call.evaluator.charge(call.node, 1 + static_cast<std::int64_t>(part->size() / 64)))
      return false;
  }
  return call.give(std::move(out));
}

}  // namespace praxis::expr
