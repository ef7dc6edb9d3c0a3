#include "api/messages.h"

#include <gtest/gtest.h>

namespace praxis::api {
namespace {

TEST(Messages, EverySentenceIsFoundBySearchingForIt) {
  // The first, some in between, the last: a table out of order hides some from a binary search.
  for (const auto reason :
       {"body.type", "check", "csrf.origin", "fixed", "http.503", "in_the_past", "internal",
        "not_a_boolean", "not_texts", "pattern", "record.changed", "required", "sign_in.wrong",
        "title.unavailable", "token.revoked", "too_small", "type.unknown", "unknown_field"})
    EXPECT_TRUE(message(reason, {}, "en")) << reason;
  EXPECT_FALSE(message("no.such.reason", {}, "en"));
}

TEST(Messages, DetailsFillTheSentenceInEitherLanguage) {
  const JsonObject details{{"allowed", {"high", "low"}}, {"max", 200}};
  EXPECT_EQ(*message("unknown_choice", details, "en"), "must be one of high, low");
  EXPECT_EQ(*message("unknown_choice", details, "de-AT"), "muss eines von high, low sein");
  EXPECT_EQ(*message("too_long", details, "fr"), "must have 200 characters at most");
  EXPECT_EQ(*message("too_long", {}, "en"), "must have … characters at most");
}

}  // namespace
}  // namespace praxis::api
