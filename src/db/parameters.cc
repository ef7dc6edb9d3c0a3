#include "db/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace praxis::db {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_in_name(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

// The end of the literal, quoted identifier or comment that begins at `at`; `at` itself if none
// does.
std::size_t end_of_quoted(std::string_view sql, std::size_t at) {
  const auto after = [&](std::string_view closing, std::size_t from) {
    const auto found = sql.find(closing, from);
    return found == std::string_view::npos ? sql.size() : found + closing.size();
  };
  if (sql[at] == '\'' || sql[at] == '"') return after(sql.substr(at, 1), at + 1);
  if (sql.substr(at, 2) == "--") return after("\n", at + 2);
  if (sql.substr(at, 2) == "/*") return after("*/", at + 2);
  return at;
}

Status check_text(std::string_view text) {
  if (text.find('\0') != std::string_view::npos)
    return fail(Code::invalid_argument, "nul_in_text", "text cannot hold the character U+0000");
  const bool is_ascii = std::all_of(text.begin(), text.end(),
                                    [](char c) { return static_cast<signed char>(c) >= 0; });
  if (!is_ascii && !is_valid_text(text))
    return fail(Code::invalid_argument, "ill_formed_text", "text must be well-formed UTF-8");
  return {};
}

}  // namespace

ParameterText rewrite_parameters(std::string_view sql) {
  ParameterText out{std::string(sql)};
  std::size_t at = 0;
  while (at < sql.size()) {
    const auto end = end_of_quoted(sql, at);
    if (end != at) {
      at = end;
      continue;
    }
    const bool is_parameter = sql[at] == '$' && at + 1 < sql.size() && is_digit(sql[at + 1]) &&
                              (at == 0 || !is_in_name(sql[at - 1]));
    if (is_parameter) {
      out.sql[at] = '?';
      std::size_t number = 0;
      std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number);
      out.count = std::max(out.count, number);
    }
    ++at;
  }
  return out;
}

Status check_parameters(std::span<const Parameter> parameters) {
  for (const auto& parameter : parameters) {
    if (const auto* text = std::get_if<std::string_view>(&parameter)) TRY(check_text(*text));
    if (const auto* real = std::get_if<double>(&parameter); real != nullptr && std::isnan(*real))
      return fail(Code::invalid_argument, "not_a_number", "NaN cannot be stored");
  }
  return {};
}

Error wrong_parameter_count(std::string_view sql, std::size_t wanted, std::size_t given) {
  return {Code::internal, "sql.parameter_count",
          fmt::format("the statement has {} parameters, {} were given: {}", wanted, given, sql)};
}

}  // namespace praxis::db
