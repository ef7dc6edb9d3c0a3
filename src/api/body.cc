#include "api/body.h"

#include <algorithm>

namespace praxis::api {

void Body::refuse(std::string_view name, std::string_view reason, JsonObject details) {
  errors_.push_back({std::string(name), std::string(reason), std::move(details)});
}

std::optional<Json> Body::take(std::string_view name) {
  auto* found = members_.if_contains(name);
  if (!found) return std::nullopt;
  auto value = std::move(*found);
  members_.erase(name);
  return value;
}

std::optional<Json> Body::value(std::string_view name, Needed needed) {
  auto given = take(name);
  if (!given && needed == Needed::yes) refuse(name, "required");
  return given;
}

std::string Body::text(std::string_view name, Needed needed) {
  const auto given = take(name);
  const bool is_absent = !given || given->is_null() || *given == "";
  if (is_absent && needed == Needed::yes) refuse(name, "required");
  if (is_absent) return {};
  if (!given->is_string()) {
    refuse(name, "not_a_text");
    return {};
  }
  return std::string(given->get_string());
}

std::optional<Instant> Body::instant(std::string_view name) {
  const auto given = text(name, Needed::no);
  if (given.empty()) return std::nullopt;
  const auto at = instant_from_text(given);
  if (at) return *at;
  refuse(name, "not_an_instant", {{"form", "2026-03-02T09:00:00Z"}});
  return std::nullopt;
}

std::optional<std::int64_t> Body::integer(std::string_view name) {
  const auto given = take(name);
  if (!given || given->is_null()) return std::nullopt;
  if (given->is_int64()) return given->get_int64();
  refuse(name, "not_a_number");
  return std::nullopt;
}

std::string Body::choice(std::string_view name, std::initializer_list<std::string_view> allowed) {
  const auto given = text(name, Needed::no);
  if (given.empty()) return std::string(*allowed.begin());
  if (std::find(allowed.begin(), allowed.end(), given) != allowed.end()) return given;
  JsonArray names;
  for (const auto each : allowed) names.emplace_back(each);
  refuse(name, "unknown_choice", {{"allowed", std::move(names)}});
  return {};
}

Status Body::check() const {
  auto errors = errors_;
  for (const auto& member : members_)
    errors.push_back({std::string(member.key()), "unknown_field"});
  if (errors.empty()) return {};
  return fail(
      Error{Code::invalid_argument, "invalid_fields", "some fields are wrong", std::move(errors)});
}

}  // namespace praxis::api
