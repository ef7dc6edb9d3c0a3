#include "api/error_response.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace praxis::api {
namespace {

std::string header_named(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

TEST(ErrorResponse, EveryCodeHasItsStatus) {
  struct Row {
    Error error;
    Precondition precondition;
    int status;
  };
  const std::vector<FieldError> fields{{"title", "required"}};
  const Row rows[] = {
      {{Code::invalid_argument, "json_malformed"}, Precondition::none, 400},
      {{Code::invalid_argument, "query.bad_value"}, Precondition::none, 400},
      {{Code::invalid_argument, "list.cursor"}, Precondition::none, 400},
      {{Code::invalid_argument, "header.if_match"}, Precondition::if_match, 400},
      {{Code::invalid_argument, "body.type"}, Precondition::none, 415},
      {{Code::invalid_argument, "invalid_fields", "", fields}, Precondition::none, 422},
      {{Code::invalid_argument, "link.unknown"}, Precondition::none, 422},
      {{Code::unauthenticated, "session.missing"}, Precondition::none, 401},
      {{Code::forbidden, "create_not_allowed"}, Precondition::none, 403},
      {{Code::not_found, "record.not_found"}, Precondition::none, 404},
      {{Code::conflict, "record.changed"}, Precondition::none, 409},
      {{Code::conflict, "record.changed"}, Precondition::if_match, 412},
      {{Code::conflict, "incident.guards.children_open"}, Precondition::if_match, 409},
      {{Code::too_large, "body"}, Precondition::none, 413},
      {{Code::rate_limited, "sign_in.throttled"}, Precondition::none, 429},
      {{Code::unavailable, "time_limit"}, Precondition::none, 503},
      {{Code::internal, "database"}, Precondition::none, 500},
  };
  for (const auto& row : rows)
    EXPECT_EQ(status_of(row.error, row.precondition), row.status) << row.error.reason;
}

TEST(ErrorResponse, EveryWrongFieldIsNamedWithWhatWouldBeRight) {
  const Error error{Code::invalid_argument,
                    "invalid_fields",
                    "",
                    {{"title", "too_long", {{"max", 200}}},
                     {"impact", "unknown_choice", {{"allowed", {"high"}}}}}};
  const auto response =
      problem(error, {.request_id = "r1", .instance = "/api/v1/x", .language = "de"});
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(
      response.body,
      R"({"type":"urn:praxis:problem:invalid_argument","title":"Der Inhalt ist nicht gültig","status":422,)"
      R"("reason":"invalid_fields","detail":"einige Angaben stimmen nicht","instance":"/api/v1/x","request_id":"r1",)"
      R"("errors":[{"field":"title","reason":"too_long","max":200,"message":"darf höchstens 200 Zeichen haben"},)"
      R"({"field":"impact","reason":"unknown_choice","allowed":["high"],"message":"muss eines von high sein"}]})");
}

TEST(ErrorResponse, InternalErrorTellsNothingOfItself) {
  const Error error{Code::internal,
                    "sqlite.corrupt",
                    "table work is broken",
                    {{"secret", "x"}},
                    {{"path", "/var"}}};
  const auto response = problem(error, {});
  EXPECT_EQ(response.status, 500);
  for (const auto* word : {"sqlite", "work", "secret", "/var"})
    EXPECT_EQ(response.body.find(word), std::string::npos) << word;
  EXPECT_NE(response.body.find(R"("reason":"internal")"), std::string::npos);
}

TEST(ErrorResponse, WhoMustWaitIsToldHowLongAndWhoMustSignInHow) {
  EXPECT_EQ(header_named(problem({Code::rate_limited, "x", "", {}, {{"retry_after", 7}}}, {}),
                         "Retry-After"),
            "7");
  EXPECT_EQ(header_named(problem({Code::unavailable, "x"}, {}), "Retry-After"), "1");
  EXPECT_EQ(header_named(problem({Code::unauthenticated, "x"}, {}), "WWW-Authenticate"),
            "Bearer realm=\"praxis\"");
  EXPECT_EQ(header_named(problem({Code::forbidden, "x"}, {}), "Retry-After"), "");
}

TEST(ErrorResponse, WhatHasNoSentenceIsSaidInItsOwnWords) {
  const auto response = problem({Code::conflict, "something.new", "the moon is full"}, {});
  EXPECT_NE(response.body.find(R"("detail":"the moon is full")"), std::string::npos)
      << response.body;
}

}  // namespace
}  // namespace praxis::api
