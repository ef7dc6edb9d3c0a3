#include "api/etag.h"

#include <fmt/format.h>

#include <charconv>

#include "http/conditional.h"

namespace praxis::api {
namespace {

// Not a cryptographic hash: the tag has to tell one client's copies apart, not to withstand
// anybody.
std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>{}(text); }

}  // namespace

std::string etag_of(const record::Record& record, std::string_view representation) {
  return fmt::format("\"v{}.{}.{:016x}\"", record.version, record.journal_seq,
                     hash_of(representation));
}

std::string etag_of(std::int64_t version, std::string_view representation) {
  return fmt::format("\"v{}.{:016x}\"", version, hash_of(representation));
}

std::string etag_of(std::string_view representation) {
  return fmt::format("\"{:016x}{:x}\"", hash_of(representation), representation.size());
}

std::optional<std::int64_t> version_in_etag(std::string_view opaque) {
  if (!opaque.starts_with('v')) return std::nullopt;
  std::int64_t version = 0;
  const auto* end = opaque.data() + opaque.size();
  const auto [at, error] = std::from_chars(opaque.data() + 1, end, version);
  if (error != std::errc() || version < 1 || (at != end && *at != '.')) return std::nullopt;
  return version;
}

Result<std::optional<std::int64_t>> wanted_version(const http::Request& request) {
  const auto header = request.header("if-match");
  if (header.empty() || header == "*") return std::optional<std::int64_t>();
  const auto version = version_in_etag(http::first_if_match(request));
  if (!version) return fail(Code::invalid_argument, "header.if_match", "no tag of a record");
  return version;
}

}  // namespace praxis::api
