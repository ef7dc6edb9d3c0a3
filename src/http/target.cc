#include "http/target.h"

#include "base/text.h"

namespace praxis::http {
namespace {

constexpr std::size_t query_parameters_max = 256;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

tl::unexpected<Error> bad_target(std::string message) {
  return fail(Code::invalid_argument, "http.target_malformed", std::move(message));
}

enum class Plus { literal, space };

Result<std::string> percent_decoded(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '+' && plus == Plus::space) {
      out += ' ';
    } else if (c != '%') {
      out += c;
    } else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return bad_target("a percent sign without two hexadecimal digits");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

Status check_segment(std::string_view segment) {
  if (segment == "." || segment == "..") return bad_target("a dot segment");
  for (const char c : segment) {
    if (c == '/') return bad_target("an encoded slash");
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return bad_target("a control character");
  }
  return {};
}

Result<std::string> path_from_text(std::string_view text) {
  std::string path;
  path.reserve(text.size());
  std::size_t at = 1;
  for (;;) {
    const auto end = text.find('/', at);
    const auto raw = text.substr(at, end == text.npos ? text.npos : end - at);
    if (raw.empty() && end != text.npos) return bad_target("an empty segment");
    const auto segment = TRY(percent_decoded(raw, Plus::literal));
    TRY(check_segment(segment));
    path += '/';
    path += segment;
    if (end == text.npos) break;
    at = end + 1;
  }
  if (!is_valid_text(path)) return bad_target("the path is not UTF-8");
  return path;
}

Result<std::vector<std::pair<std::string, std::string>>> query_from_text(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> query;
  while (!text.empty()) {
    const auto end = text.find('&');
    const auto pair = text.substr(0, end);
    text = end == text.npos ? std::string_view{} : text.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto key = TRY(percent_decoded(pair.substr(0, equals), Plus::space));
    auto value = equals == pair.npos ? std::string{}
                                     : TRY(percent_decoded(pair.substr(equals + 1), Plus::space));
    if (!is_valid_text(key) || !is_valid_text(value)) return bad_target("the query is not UTF-8");
    if (query.size() == query_parameters_max) return bad_target("too many parameters");
    query.emplace_back(std::move(key), std::move(value));
  }
  return query;
}

// "http://host/a?b" → "/a?b". RFC 9112 §3.2.2: a server takes the absolute form, too.
std::string_view without_authority(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto start = text.find_first_of("/?", scheme.size());
    return start == text.npos ? std::string_view("/") : text.substr(start);
  }
  return text;
}

}  // namespace

Result<Target> target_from_text(std::string_view text) {
  if (text == "*") return Target{"*", {}};
  text = without_authority(text);
  if (!text.starts_with('/')) return bad_target("a target begins with a slash");
  if (text.find('#') != text.npos) return bad_target("a fragment");
  const auto question = text.find('?');
  Target target;
  target.path = TRY(path_from_text(text.substr(0, question)));
  if (question != text.npos) target.query = TRY(query_from_text(text.substr(question + 1)));
  return target;
}

}  // namespace praxis::http
