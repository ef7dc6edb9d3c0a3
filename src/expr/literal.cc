#include "expr/literal.h"

#include <charconv>
#include <cstdlib>
#include <optional>

namespace praxis::expr {
namespace {

using LiteralResult = tl::expected<Value, std::string>;

tl::unexpected<std::string> refuse_literal(std::string message) {
  return tl::unexpected<std::string>(std::move(message));
}

std::optional<std::uint64_t> magnitude_of(std::string_view digits) {
  int base = 10;
  if (digits.starts_with("0x") || digits.starts_with("0X")) {
    base = 16;
    digits.remove_prefix(2);
  }
  std::uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

LiteralResult integer_from(std::string_view digits, Sign sign) {
  constexpr std::uint64_t limit = std::uint64_t{1} << 63;
  const auto magnitude = magnitude_of(digits);
  const bool is_negative = sign == Sign::negative;
  if (!magnitude || *magnitude > limit || (*magnitude == limit && !is_negative)) {
    return refuse_literal("this whole number does not fit 64 bits");
  }
  return Value(static_cast<std::int64_t>(is_negative ? 0 - *magnitude : *magnitude));
}

LiteralResult real_from(std::string_view digits, Sign sign) {
  const std::string copy(
      digits);  // strtod: 1e-400 is 0 and 1e400 infinite, where from_chars says only "out of range"
  const double value = std::strtod(copy.c_str(), nullptr);
  return Value(sign == Sign::negative ? -value : value);
}

enum class LiteralKind { text, bytes };

// Reads one escape; `rest` begins behind the backslash and is advanced.
class EscapeReader {
 public:
  EscapeReader(std::string_view& rest, LiteralKind kind, std::string& out)
      : rest_(rest), kind_(kind), out_(out) {}

  std::optional<std::string> read() {
    if (rest_.empty()) return "a backslash ends this text";
    const char c = rest_.front();
    rest_.remove_prefix(1);
    constexpr std::string_view letters = "abfnrtv\\?\"'`";
    constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\?\"'`";
    if (const auto found = letters.find(c); found != std::string_view::npos) {
      out_ += meanings[found];
      return std::nullopt;
    }
    if (c == 'x' || c == 'X') return number(2, 16);
    if ((c == 'u' || c == 'U') && kind_ == LiteralKind::text) return number(c == 'u' ? 4 : 8, 16);
    if (c >= '0' && c <= '3') return octal(c);
    return std::string("\\") + c + " is no escape";
  }

 private:
  std::optional<std::string> octal(char first) {
    if (rest_.size() < 2) return "an octal escape has three digits";
    std::uint32_t value = static_cast<std::uint32_t>(first - '0');
    for (int i = 0; i < 2; ++i) {
      const char digit = rest_.front();
      if (digit < '0' || digit > '7') return "an octal escape has three digits";
      value = value * 8 + static_cast<std::uint32_t>(digit - '0');
      rest_.remove_prefix(1);
    }
    return put(value);
  }
  std::optional<std::string> number(std::size_t count, int base) {
    if (rest_.size() < count) return "this escape has too few digits";
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + count, value, base);
    if (error != std::errc() || end != rest_.data() + count)
      return "this escape has too few digits";
    rest_.remove_prefix(count);
    return put(value);
  }
  std::optional<std::string> put(std::uint32_t value) {
    if (kind_ == LiteralKind::bytes) {
      out_ += static_cast<char>(static_cast<unsigned char>(value));
      return std::nullopt;
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
      return "this escape is no character";
    append_code_point(out_, value);
    return std::nullopt;
  }

  std::string_view& rest_;
  LiteralKind kind_;
  std::string& out_;
};

}  // namespace

void append_code_point(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

LiteralResult number_from_literal(std::string_view literal, Sign sign) {
  const bool is_hexadecimal = literal.starts_with("0x") || literal.starts_with("0X");
  const bool is_unsigned = literal.ends_with('u') || literal.ends_with('U');
  const bool is_real = !is_hexadecimal && literal.find_first_of(".eE") != std::string_view::npos;
  if (is_unsigned) {
    literal.remove_suffix(1);
    if (is_real) return refuse_literal("a fraction cannot be unsigned");
    if (sign == Sign::negative) return refuse_literal("an unsigned number has no sign");
    const auto magnitude = magnitude_of(literal);
    if (!magnitude) return refuse_literal("this whole number does not fit 64 bits");
    return Value(*magnitude);
  }
  return is_real ? real_from(literal, sign) : integer_from(literal, sign);
}

LiteralResult text_from_literal(std::string_view literal) {
  const bool is_bytes = literal.front() == 'b' || literal.front() == 'B';
  if (is_bytes) literal.remove_prefix(1);
  const bool is_raw = literal.front() == 'r' || literal.front() == 'R';
  if (is_raw) literal.remove_prefix(1);
  const char quote = literal.front();
  const bool is_triple = literal.size() >= 6 && literal[1] == quote && literal[2] == quote;
  const std::size_t width = is_triple ? 3 : 1;
  auto rest = literal.substr(width, literal.size() - 2 * width);

  std::string out;
  out.reserve(rest.size());
  EscapeReader escape(rest, is_bytes ? LiteralKind::bytes : LiteralKind::text, out);
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c != '\\' || is_raw) {
      out += c;
    } else if (auto wrong = escape.read()) {
      return refuse_literal(std::move(*wrong));
    }
  }
  if (is_bytes) return Value(Bytes{std::move(out)});
  return Value(std::move(out));
}

}  // namespace praxis::expr
