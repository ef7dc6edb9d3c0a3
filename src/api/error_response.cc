#include "api/error_response.h"

#include <algorithm>
#include <array>

#include "api/messages.h"
#include "base/json.h"
#include "base/log.h"

namespace praxis::api {
namespace {

constexpr std::string_view problem_type = "application/problem+json";

struct CodeRow {
  Code code;
  int status;
  std::string_view name;
  std::string_view title;
};
constexpr std::array<CodeRow, 9> code_rows{{
    {Code::invalid_argument, 422, "invalid_argument", "The content is not valid"},
    {Code::unauthenticated, 401, "unauthenticated", "Sign in first"},
    {Code::forbidden, 403, "forbidden", "Not allowed"},
    {Code::not_found, 404, "not_found", "Not found"},
    {Code::conflict, 409, "conflict", "In conflict with the present state"},
    {Code::too_large, 413, "too_large", "Too large"},
    {Code::rate_limited, 429, "rate_limited", "Too many requests"},
    {Code::unavailable, 503, "unavailable", "Not available now"},
    {Code::internal, 500, "internal", "Something went wrong on our side"},
}};

const CodeRow& row_of(Code code) {
  return *std::find_if(code_rows.begin(), code_rows.end(),
                       [&](const CodeRow& row) { return row.code == code; });
}

// Reasons that say the request itself was not understood.
bool is_malformed_request(std::string_view reason) {
  constexpr std::array<std::string_view, 5> prefixes{"json_malformed", "query.", "header.", "list.",
                                                     "body."};
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return reason.starts_with(prefix); });
}

std::string title_of(int status, const CodeRow& row, std::string_view language) {
  if (status == 400) return message("title.malformed", {}, language).value_or("Not understood");
  if (status == 412) return message("title.precondition", {}, language).value_or("Changed since");
  return message("title." + std::string(row.name), {}, language).value_or(std::string(row.title));
}

// "detail": in the reader's language where the dictionary has the reason, else what the error says.
std::string detail_of(const Error& error, std::string_view language) {
  if (error.code == Code::internal)
    return message("internal", {}, language).value_or("something went wrong on our side");
  return message(error.reason, error.details, language).value_or(error.message);
}

void add_headers(http::Response& response, const Error& error) {
  response.set("Cache-Control", "no-store");
  if (error.code == Code::unauthenticated)
    response.set("WWW-Authenticate", R"(Bearer realm="praxis")");
  if (error.code != Code::rate_limited && error.code != Code::unavailable) return;
  const auto* wait = error.details.if_contains("retry_after");
  const std::int64_t seconds_left = wait && wait->is_int64() ? wait->get_int64() : 1;
  response.set("Retry-After", std::to_string(std::max<std::int64_t>(seconds_left, 1)));
}

}  // namespace

void write_field_error(JsonWriter& writer, const FieldError& field, std::string_view language) {
  writer.begin_object().key("field").text(field.field).key("reason").text(field.reason);
  for (const auto& detail : field.details) {
    const std::string_view key(detail.key().data(), detail.key().size());
    if (key == "field" || key == "reason" || key == "message") continue;
    writer.key(key).value(detail.value());
  }
  if (const auto text = message(field.reason, field.details, language))
    writer.key("message").text(*text);
  writer.end_object();
}

int status_of(const Error& error, Precondition precondition) {
  if (error.code == Code::invalid_argument && error.fields.empty() &&
      is_malformed_request(error.reason))
    return error.reason == "body.type" ? 415 : 400;
  if (error.code == Code::conflict && precondition == Precondition::if_match &&
      error.reason == "record.changed")
    return 412;
  return row_of(error.code).status;
}

http::Response problem(const Error& error, const ProblemContext& context) {
  const auto& row = row_of(error.code);
  http::Response response;
  response.status = status_of(error, context.precondition);
  response.content_type = problem_type;
  const bool is_internal = error.code == Code::internal;
  if (is_internal)
    log::error("api.internal", {{"request", std::string(context.request_id)},
                                {"reason", error.reason},
                                {"message", error.message}});
  JsonWriter writer(response.body);
  writer.begin_object().key("type").text("urn:praxis:problem:" + std::string(row.name));
  writer.key("title").text(title_of(response.status, row, context.language));
  writer.key("status").integer(response.status);
  writer.key("reason").text(is_internal ? std::string_view("internal")
                                        : std::string_view(error.reason));
  if (const auto detail = detail_of(error, context.language); !detail.empty())
    writer.key("detail").text(detail);
  if (!context.instance.empty()) writer.key("instance").text(context.instance);
  if (!context.request_id.empty()) writer.key("request_id").text(context.request_id);
  if (!is_internal && !error.fields.empty()) {
    writer.key("errors").begin_array();
    for (const auto& field : error.fields) write_field_error(writer, field, context.language);
    writer.end_array();
  }
  if (!is_internal && !error.details.empty()) writer.key("details").value(Json(error.details));
  writer.end_object();
  add_headers(response, error);
  return response;
}

http::Response server_problem(const http::Trouble& trouble) {
  http::Response response;
  response.status = trouble.status;
  response.content_type = problem_type;
  response.set("Cache-Control", "no-store");
  JsonWriter writer(response.body);
  writer.begin_object().key("type").text("urn:praxis:problem:http");
  writer.key("title").text(
      message("http." + std::to_string(trouble.status), {}, "en").value_or("HTTP"));
  writer.key("status").integer(trouble.status).key("reason").text(trouble.reason);
  if (!trouble.message.empty()) writer.key("detail").text(trouble.message);
  if (!trouble.request_id.empty()) writer.key("request_id").text(trouble.request_id);
  writer.end_object();
  return response;
}

}  // namespace praxis::api
