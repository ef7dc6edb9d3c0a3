#include "http/conditional.h"

#include <optional>

#include "base/function_ref.h"

namespace praxis::http {
namespace {

struct EntityTag {
  bool is_weak = false;
  std::string_view opaque{};  // without quotes
  std::string_view text{};    // as written
};

void skip_separators(std::string_view& rest) {
  while (!rest.empty() && (rest[0] == ' ' || rest[0] == '\t' || rest[0] == ',')) {
    rest.remove_prefix(1);
  }
}

std::optional<EntityTag> next_tag(std::string_view& rest) {
  skip_separators(rest);
  EntityTag tag;
  const auto whole = rest;
  if (rest.starts_with("W/")) {
    tag.is_weak = true;
    rest.remove_prefix(2);
  }
  if (!rest.starts_with('"')) return std::nullopt;
  const auto end = rest.find('"', 1);
  if (end == rest.npos) return std::nullopt;
  tag.opaque = rest.substr(1, end - 1);
  rest.remove_prefix(end + 1);
  tag.text = whole.substr(0, whole.size() - rest.size());
  return tag;
}

std::string_view without_coding(std::string_view opaque) {
  for (const std::string_view suffix : {"-br", "-gzip"}) {
    if (opaque.ends_with(suffix)) return opaque.substr(0, opaque.size() - suffix.size());
  }
  return opaque;
}

// Finds the first tag of all fields of that name that `is_wanted`; "*" is asked as a tag with the
// text "*".
std::optional<EntityTag> find_tag(const Request& request, std::string_view field,
                                  FunctionRef<bool(const EntityTag&)> is_wanted) {
  for (const auto& [key, value] : request.headers) {
    if (key != field) continue;
    std::string_view rest = value;
    skip_separators(rest);
    if (rest.starts_with('*')) {
      const EntityTag star{false, {}, rest.substr(0, 1)};
      if (is_wanted(star)) return star;
    }
    while (const auto tag = next_tag(rest)) {
      if (is_wanted(*tag)) return tag;
    }
  }
  return std::nullopt;
}

bool has_field(const Request& request, std::string_view field) {
  for (const auto& header : request.headers) {
    if (header.first == field) return true;
  }
  return false;
}

bool is_same_opaque(const EntityTag& theirs, const EntityTag& ours) {
  return theirs.opaque == ours.opaque || without_coding(theirs.opaque) == ours.opaque;
}

}  // namespace

bool is_not_modified(const Request& request, std::string_view etag) {
  auto rest = etag;
  const auto ours = next_tag(rest);
  return find_tag(request, "if-none-match",
                  [&](const EntityTag& theirs) {
                    return theirs.text == "*" || (ours && is_same_opaque(theirs, *ours));
                  })
      .has_value();
}

IfMatch matches_if_match(const Request& request, std::string_view etag) {
  if (!has_field(request, "if-match")) return IfMatch::absent;
  auto rest = etag;
  const auto ours = next_tag(rest);
  const auto found = find_tag(request, "if-match", [&](const EntityTag& theirs) {
    if (theirs.text == "*") return true;
    return ours && !ours->is_weak && !theirs.is_weak && is_same_opaque(theirs, *ours);
  });
  return found ? IfMatch::matches : IfMatch::differs;
}

std::string_view first_if_match(const Request& request) {
  const auto tag =
      find_tag(request, "if-match", [](const EntityTag& theirs) { return theirs.text != "*"; });
  return tag ? without_coding(tag->opaque) : std::string_view{};
}

std::string etag_for_coding(std::string_view etag, std::string_view coding) {
  std::string out(etag);
  if (etag.size() < 2 || etag.starts_with("W/") || !etag.ends_with('"')) return out;
  out.insert(out.size() - 1, "-" + std::string(coding));
  return out;
}

std::string etag_as_stored(const Request& request, std::string_view etag) {
  auto rest = etag;
  const auto ours = next_tag(rest);
  if (!ours || ours->is_weak) return std::string(etag);
  const auto stored = find_tag(request, "if-none-match", [&](const EntityTag& theirs) {
    return !theirs.is_weak && theirs.opaque != ours->opaque &&
           without_coding(theirs.opaque) == ours->opaque;
  });
  return std::string(stored ? stored->text : etag);
}

}  // namespace praxis::http
