#include "api/respond.h"

#include <fmt/format.h>

#include "api/error_response.h"
#include "http/conditional.h"
#include "http/field.h"

namespace praxis::api {
namespace {

bool is_json_type(std::string_view content_type) {
  const auto type = http::trimmed(content_type.substr(0, content_type.find(';')));
  return http::equals_ignoring_case(type, "application/json") ||
         http::equals_ignoring_case(type, "application/merge-patch+json");
}

// The target asked for with another cursor.
std::string target_with_cursor(const http::Request& request, std::string_view cursor) {
  std::string target = request.target.substr(0, request.target.find('?'));
  char separator = '?';
  const auto add = [&](std::string_view name, std::string_view value) {
    target += separator;
    target.append(percent_encoded(name)).append("=").append(percent_encoded(value));
    separator = '&';
  };
  for (const auto& [name, value] : request.query)
    if (name != "cursor") add(name, value);
  add("cursor", cursor);
  return target;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    static constexpr char digits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain)
      out += c;
    else
      out.append({'%', digits[byte >> 4], digits[byte & 15]});
  }
  return out;
}

http::Response json_response(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.set("Cache-Control", "private, no-cache");
  response.body = std::move(body);
  return response;
}

std::string problem_inside(const Call& call, Error error) {
  explain_by_packs(call, error);
  return problem(error, {.language = call.language}).body;
}

http::Response no_content() {
  http::Response response;
  response.status = 204;
  response.set("Cache-Control", "no-store");
  return response;
}

http::Response tagged_response(const Call& call, std::string body, std::string etag) {
  if (http::is_not_modified(call.request, etag)) {
    http::Response response;
    response.status = 304;
    response.set("Cache-Control", "private, no-cache");
    response.set("ETag", http::etag_as_stored(call.request, etag));
    return response;
  }
  auto response = json_response(200, std::move(body));
  response.set("ETag", std::move(etag));
  return response;
}

void set_paging_links(const Call& call, http::Response& response, std::string_view next,
                      std::string_view previous) {
  std::string links;
  const auto add = [&](std::string_view cursor, std::string_view relation) {
    if (cursor.empty()) return;
    links += fmt::format("{}<{}>; rel=\"{}\"", links.empty() ? "" : ", ",
                         target_with_cursor(call.request, cursor), relation);
  };
  add(next, "next");
  add(previous, "prev");
  if (!links.empty()) response.set("Link", std::move(links));
}

Result<Json> json_body(const Call& call) {
  const auto& request = call.request;
  if (request.body.empty()) return Json(JsonObject{});
  if (!is_json_type(request.header("content-type")))
    return fail(Error{Code::invalid_argument,
                      "body.type",
                      "the body must be application/json",
                      {},
                      {{"expected", "application/json"}}});
  return json_from_text(request.body);
}

Result<JsonObject> object_body(const Call& call) {
  auto body = TRY(json_body(call));
  if (!body.is_object())
    return fail(Code::invalid_argument, "json_malformed", "the body must be a JSON object");
  return std::move(body.get_object());
}

}  // namespace praxis::api
