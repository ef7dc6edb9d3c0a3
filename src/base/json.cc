#include "base/json.h"

#include <fmt/format.h>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <unordered_set>
#include <vector>

#include "base/text.h"

namespace praxis {
namespace {

namespace bj = boost::json;

tl::unexpected<Error> malformed(std::string message) {
  return fail(Code::invalid_argument, "json_malformed", std::move(message));
}

// Builds the value as Boost.JSON's own handler does, and does better where that one is lax: an
// object with the same key twice and a number beyond a double are refused, and a fraction is the
// nearest double, not one beside it.
struct StrictHandler {
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

  bj::value_stack stack{};
  std::vector<std::unordered_set<std::string>> open{};  // the keys so far of each object around
  std::string key{};
  std::string number{};
  std::string objection{};

  using Failure = boost::system::error_code;
  bool object_to(std::string reason, Failure& failure) {
    objection = std::move(reason);
    failure = boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
    return false;
  }

  bool on_document_begin(Failure&) { return true; }
  bool on_document_end(Failure&) { return true; }
  bool on_object_begin(Failure&) { return open.emplace_back(), true; }
  bool on_object_end(std::size_t count, Failure&) {
    return open.pop_back(), stack.push_object(count), true;
  }
  bool on_array_begin(Failure&) { return true; }
  bool on_array_end(std::size_t count, Failure&) { return stack.push_array(count), true; }
  bool on_key_part(bj::string_view part, std::size_t, Failure&) {
    key.append(part.data(), part.size());
    return stack.push_chars(part), true;
  }
  bool on_key(bj::string_view part, std::size_t, Failure& failure) {
    key.append(part.data(), part.size());
    if (!open.back().insert(key).second)
      return object_to(fmt::format("the key '{}' stands twice", key), failure);
    key.clear();
    return stack.push_key(part), true;
  }
  bool on_string_part(bj::string_view part, std::size_t, Failure&) {
    return stack.push_chars(part), true;
  }
  bool on_string(bj::string_view part, std::size_t, Failure&) {
    return stack.push_string(part), true;
  }
  bool on_number_part(bj::string_view part, Failure&) {
    return number.append(part.data(), part.size()), true;
  }
  bool on_int64(std::int64_t value, bj::string_view, Failure&) {
    return number.clear(), stack.push_int64(value), true;
  }
  bool on_uint64(std::uint64_t value, bj::string_view, Failure&) {
    return number.clear(), stack.push_uint64(value), true;
  }
  bool on_double(double near, bj::string_view part, Failure& failure) {
    number.append(part.data(), part.size());
    double exact = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), exact);
    const bool is_beyond = error == std::errc::result_out_of_range && std::abs(near) > 1;
    if (is_beyond || !std::isfinite(exact)) return object_to("a number is out of range", failure);
    number.clear();
    return stack.push_double(exact), true;
  }
  bool on_bool(bool value, Failure&) { return stack.push_bool(value), true; }
  bool on_null(Failure&) { return stack.push_null(), true; }
  bool on_comment_part(bj::string_view, Failure&) { return true; }
  bool on_comment(bj::string_view, Failure&) { return true; }
};

// Whether a string holds U+0000 by its escape; after an escaped backslash it is text.
bool has_nul_escape(std::string_view text) {
  for (auto at = text.find("\\u0000"); at != text.npos; at = text.find("\\u0000", at + 1)) {
    const auto before = text.find_last_not_of('\\', at);
    const auto backslashes = before == text.npos ? at + 1 : at - before;
    if (backslashes % 2 == 1) return true;
  }
  return false;
}

void append_canonical(std::string& out, const Json& value);

// RFC 8785 §3.2.3: keys are sorted by their UTF-16 code units.
std::u16string utf16(std::string_view text) {
  std::u16string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = size == 1 ? lead : lead & (0xFF >> (size + 1));
    for (std::size_t k = 1; k < size && i + k < text.size(); ++k)
      c = c << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    if (c > 0xFFFF) {
      out += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
      out += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      out += static_cast<char16_t>(c);
    }
    i += size;
  }
  return out;
}

bool key_before(std::string_view a, std::string_view b) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(a.begin(), a.end(), is_ascii) && std::all_of(b.begin(), b.end(), is_ascii))
    return a < b;
  return utf16(a) < utf16(b);
}

void append_canonical_object(std::string& out, const JsonObject& object) {
  std::vector<const bj::key_value_pair*> pairs;
  for (const auto& pair : object) pairs.push_back(&pair);
  std::sort(pairs.begin(), pairs.end(),
            [](auto* a, auto* b) { return key_before(a->key(), b->key()); });
  out += '{';
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i != 0) out += ',';
    append_canonical(out, Json(pairs[i]->key()));
    out += ':';
    append_canonical(out, pairs[i]->value());
  }
  out += '}';
}

// RFC 8785 §3.2.2.3: numbers as ECMAScript prints them.
void append_number(std::string& out, double value) {
  must(std::isfinite(value));
  if (value == 0) {
    out += '0';
    return;
  }
  char digits[32];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, value, std::chars_format::scientific).ptr;
  std::string_view text(digits, static_cast<std::size_t>(end - digits));
  if (text.front() == '-') {
    out += '-';
    text.remove_prefix(1);
  }
  const auto e = text.find('e');
  const int exponent = std::stoi(std::string(text.substr(e + 1)));
  std::string mantissa;
  for (const char c : text.substr(0, e))
    if (c != '.') mantissa += c;
  const int count = static_cast<int>(mantissa.size());
  if (exponent >= 21 || exponent < -6) {
    out += mantissa[0];
    if (count > 1) out.append(1, '.').append(mantissa, 1);
    out += fmt::format("e{}{}", exponent < 0 ? '-' : '+', std::abs(exponent));
  } else if (exponent >= count - 1) {
    out.append(mantissa).append(static_cast<std::size_t>(exponent - count + 1), '0');
  } else if (exponent >= 0) {
    out.append(mantissa, 0, std::size_t(exponent) + 1)
        .append(1, '.')
        .append(mantissa, std::size_t(exponent) + 1);
  } else {
    out.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(mantissa);
  }
}

void append_canonical(std::string& out, const Json& value) {
  switch (value.kind()) {
    case bj::kind::object:
      return append_canonical_object(out, value.get_object());
    case bj::kind::array: {
      out += '[';
      for (std::size_t i = 0; i < value.get_array().size(); ++i) {
        if (i != 0) out += ',';
        append_canonical(out, value.get_array()[i]);
      }
      out += ']';
      return;
    }
    case bj::kind::double_:
      return append_number(out, value.get_double());
    case bj::kind::string:
      JsonWriter(out).text(value.get_string());
      return;
    default:
      out += bj::serialize(value);
  }
}

}  // namespace

Result<Json> json_from_text(std::string_view text) {
  bj::parse_options options;
  options.max_depth = json_depth_max;
  boost::system::error_code error;
  bj::basic_parser<StrictHandler> parser(options);
  auto& handler = parser.handler();
  handler.stack.reset();
  const auto read = parser.write_some(false, text.data(), text.size(), error);
  if (!handler.objection.empty()) return malformed(handler.objection);
  if (error) return malformed(fmt::format("at byte {}: {}", read, error.message()));
  if (read != text.size())
    return malformed(fmt::format("at byte {}: text after the end of the value", read));
  if (!is_valid_text(text)) return malformed("not valid UTF-8");
  if (has_nul_escape(text)) return malformed("U+0000 cannot be stored");
  return handler.stack.release();
}

std::string to_text(const Json& value) { return bj::serialize(value); }

std::string to_canonical(const Json& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  needs_comma_ = true;
  return *this;
}

void JsonWriter::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}

JsonName::JsonName(std::string_view name) {
  JsonWriter(text_).text(name);
  text_ += ':';
}

JsonWriter& JsonWriter::key(const JsonName& name) {
  if (needs_comma_) out_ += ',';
  out_ += name.text();
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::id(const Id& value) {
  separate();
  char text[id_text_size + 2];
  text[0] = text[id_text_size + 1] = '"';
  write_text(value, text + 1);
  out_.append(text, sizeof text);
  return *this;
}

JsonWriter& JsonWriter::instant(Instant value) {
  separate();
  out_ += '"';
  append_text(out_, value);
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  separate();
  quote(value);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  separate();
  char digits[24];
  out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  return *this;
}

JsonWriter& JsonWriter::real(double value) {
  separate();
  append_number(out_, value);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::value(const Json& json) { return raw(bj::serialize(json)); }

namespace {

// Whether a text stands in JSON as it is; eight characters at a time. The tests of one byte borrow
// from the next only where that one is found too.
bool needs_no_escape(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
  const auto has_zero = [](std::uint64_t x) { return (x - ones) & ~x & highs; };
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t x = 0;
    std::memcpy(&x, text.data() + i, 8);
    const auto below_space = (x - ones * 0x20) & ~x & highs;
    if ((below_space | has_zero(x ^ ones * '"') | has_zero(x ^ ones * '\\')) != 0) return false;
  }
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
  });
}

}  // namespace

// RFC 8785 §3.2.2.2: the short escapes, \u00xx for the other controls, everything else as it is.
void JsonWriter::quote(std::string_view text) {
  if (needs_no_escape(text)) {
    out_ += '"';
    out_ += text;
    out_ += '"';
    return;
  }
  out_ += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out_.append(text, from, i - from);
    from = i + 1;
    switch (c) {
      case '"':
        out_ += "\\\"";
        break;
      case '\\':
        out_ += "\\\\";
        break;
      case '\b':
        out_ += "\\b";
        break;
      case '\f':
        out_ += "\\f";
        break;
      case '\n':
        out_ += "\\n";
        break;
      case '\r':
        out_ += "\\r";
        break;
      case '\t':
        out_ += "\\t";
        break;
      default:
        out_ += fmt::format("\\u{:04x}", c);
    }
  }
  out_.append(text, from);
  out_ += '"';
}

}  // namespace praxis
