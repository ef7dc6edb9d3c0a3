#include "api/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "http/field.h"

namespace praxis::api {
namespace {

JsonArray names_as_json(std::initializer_list<std::string_view> names) {
  JsonArray array;
  for (const auto name : names) array.emplace_back(name);
  return array;
}

}  // namespace

tl::unexpected<Error> bad_parameter(std::string_view name, std::string_view expected) {
  return fail(Error{Code::invalid_argument,
                    "query.bad_value",
                    fmt::format("{} must be {}", name, expected),
                    {},
                    {{"parameter", name}, {"expected", expected}}});
}

Status Query::only(std::initializer_list<std::string_view> known) const {
  for (const auto& [name, value] : request_.query) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    return fail(Error{Code::invalid_argument,
                      "query.unknown_parameter",
                      fmt::format("there is no parameter '{}'", name.substr(0, 64)),
                      {},
                      {{"parameter", name.substr(0, 64)}, {"allowed", names_as_json(known)}}});
  }
  return {};
}

std::string Query::text(std::string_view name) const {
  return std::string(request_.parameter(name).value_or(std::string_view{}));
}

std::vector<std::string> Query::words(std::string_view name) const {
  std::vector<std::string> words;
  http::for_each_item(request_.parameter(name).value_or(std::string_view{}),
                      [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

Result<std::int64_t> Query::integer(std::string_view name, IntegerBounds bounds) const {
  const auto given = request_.parameter(name);
  if (!given) return bounds.otherwise;
  std::int64_t value = 0;
  const auto* end = given->data() + given->size();
  const auto [at, error] = std::from_chars(given->data(), end, value);
  if (error != std::errc() || at != end || value < bounds.min || value > bounds.max)
    return bad_parameter(name, fmt::format("{} to {}", bounds.min, bounds.max));
  return value;
}

Result<std::optional<double>> Query::share(std::string_view name) const {
  const auto given = request_.parameter(name);
  if (!given) return std::optional<double>();
  double value = 0;
  const auto* end = given->data() + given->size();
  const auto [at, error] = std::from_chars(given->data(), end, value, std::chars_format::fixed);
  if (error != std::errc() || at != end || !(value >= 0 && value <= 1))
    return bad_parameter(name, "0 to 1, as 0.43");
  return std::optional(value);
}

Result<Flag> Query::flag(std::string_view name, Flag otherwise) const {
  const auto given = request_.parameter(name);
  if (!given) return otherwise;
  if (*given == "true") return Flag::on;
  if (*given == "false") return Flag::off;
  return bad_parameter(name, "true or false");
}

Result<std::string> Query::one_of(std::string_view name,
                                  std::initializer_list<std::string_view> allowed) const {
  const auto given = request_.parameter(name);
  if (!given) return std::string(*allowed.begin());
  if (std::find(allowed.begin(), allowed.end(), *given) != allowed.end())
    return std::string(*given);
  return fail(Error{Code::invalid_argument,
                    "query.unknown_choice",
                    fmt::format("{} is none of its values", name),
                    {},
                    {{"parameter", name}, {"allowed", names_as_json(allowed)}}});
}

}  // namespace praxis::api
