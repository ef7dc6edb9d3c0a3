// Errors as HTTP answers: RFC 9457 problem+json. The one place where protocol-free codes become
// status codes. An internal error tells the peer nothing of what happened: the log does, under the
// same request id. Pure. Documented in docs/api.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "http/server.h"

namespace praxis::api {

// Whether the request carried If-Match: a version that differs is then a failed precondition, not a
// conflict.
enum class Precondition { none, if_match };

struct ProblemContext {
  std::string_view request_id{};
  std::string_view instance{};  // the path asked for
  std::string_view language = "en";
  Precondition precondition = Precondition::none;
};

// invalid_argument is 400 where the request itself cannot be understood (JSON, query parameters,
// headers), 415 where its body has another type, 422 where it can and its content is wrong.
// conflict is 409, and 412 where If-Match named a version that is not the newest.
int status_of(const Error& error, Precondition precondition);

http::Response problem(const Error& error, const ProblemContext& context);
// {"field", "reason", what would be right …, "message"}
void write_field_error(JsonWriter& writer, const FieldError& field, std::string_view language);

// Errors that the server raises before a handler is found: 404, 405, 413 …
http::Response server_problem(const http::Trouble& trouble);

}  // namespace praxis::api
