// Answers: JSON bodies, entity tags, Location, paging links. Pure.
#pragma once

#include <string>
#include <string_view>

#include "api/call.h"
#include "base/json.h"

namespace praxis::api {

http::Response json_response(int status, std::string body);
http::Response no_content();
// The problem that an error would be answered with, for an answer that tells of several.
std::string problem_inside(const Call& call, Error error);
// 200 with the tag, or 304 if the peer has this very representation.
http::Response tagged_response(const Call& call, std::string body, std::string etag);

// Link headers (RFC 8288) of a list: the address asked for, with other cursors. "" for none.
void set_paging_links(const Call& call, http::Response& response, std::string_view next,
                      std::string_view previous);

// The body as JSON; "body.type" if it says it is something else. An empty body is an empty object.
Result<Json> json_body(const Call& call);
// The same where only an object makes sense.
Result<JsonObject> object_body(const Call& call);

std::string percent_encoded(std::string_view text);

}  // namespace praxis::api
