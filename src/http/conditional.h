// Conditional requests (RFC 9110 §13) and the entity tags of compressed answers. A handler sets the
// tag of what it made; if the server then compresses a strongly tagged body, it appends the coding
// inside the quotes ("7" → "7-br"), for a strong tag must differ between codings (§8.8.3.3) and a
// weak one could never satisfy If-Match. The questions here see through that suffix, so handlers
// know only their own tags. Pure.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace praxis::http {

// Whether If-None-Match names `etag` ("\"7\"" or "W/\"7\""), by weak comparison: a GET is then
// answered 304.
bool is_not_modified(const Request& request, std::string_view etag);

enum class IfMatch { absent, matches, differs };

// What If-Match says about `etag`, by strong comparison: a weak tag on either side never matches.
IfMatch matches_if_match(const Request& request, std::string_view etag);

// The opaque part of the first tag in If-Match, without quotes and coding; "" if absent or "*".
std::string_view first_if_match(const Request& request);

// The tag under which a coding of the body goes out: weak tags stay as they are.
std::string etag_for_coding(std::string_view etag, std::string_view coding);

// The tag as If-None-Match wrote it, if it names `etag` with a coding; else `etag`. For 304
// answers: a cache updates what it stored under exactly this tag.
std::string etag_as_stored(const Request& request, std::string_view etag);

}  // namespace praxis::http
