#include "api/authentication.h"

#include <gtest/gtest.h>

namespace praxis::api {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

http::Request request_with(Headers headers) {
  http::Request request;
  request.headers = std::move(headers);
  return request;
}

TEST(Authentication, CredentialsComeByTokenThenByCookie) {
  struct Row {
    Headers headers;
    std::string result;
  };
  for (const auto& row :
       {Row{{}, "session.missing"}, Row{{{"authorization", "Bearer abc"}}, "token abc"},
        Row{{{"authorization", "bearer  abc "}}, "token abc"},
        Row{{{"authorization", "Basic abc"}}, "authorization.scheme"},
        Row{{{"cookie", "praxis=abc"}}, "session.missing"},
        Row{{{"cookie", "a=b; __Host-praxis=abc"}}, "session abc"},
        Row{{{"cookie", "__Host-praxis=abc"}, {"authorization", "Bearer t"}}, "token t"}}) {
    const auto found = credentials_of(request_with(row.headers), CookieMode::secure);
    const auto text = !found                                   ? found.error().reason
                      : found->means == identity::Means::token ? "token " + found->secret
                                                               : "session " + found->secret;
    EXPECT_EQ(text, row.result);
  }
}

TEST(Authentication, CookieIsSecureButInTheStatedPlainMode) {
  EXPECT_EQ(session_cookie(CookieMode::secure, "s"),
            "__Host-praxis=s; Path=/; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(session_cookie(CookieMode::plain, "s"), "praxis=s; Path=/; HttpOnly; SameSite=Lax");
}

TEST(Authentication, ChangeByCookieNeedsEvidenceOfItsOrigin) {
  const Headers header{{"x-praxis-request", "1"}, {"host", "desk.example:8080"}};
  struct Row {
    Headers headers;
    std::string reason;
  };
  for (const auto& row :
       {Row{{}, "csrf.header"}, Row{{{"sec-fetch-site", "same-origin"}}, "csrf.header"}}) {
    EXPECT_EQ(check_same_origin(request_with(row.headers)).error().reason, row.reason);
  }
  for (const auto& row :
       {Row{{}, "csrf.origin"}, Row{{{"sec-fetch-site", "cross-site"}}, "csrf.origin"},
        Row{{{"sec-fetch-site", "same-site"}}, "csrf.origin"},
        Row{{{"sec-fetch-site", "same-origin"}}, ""},
        Row{{{"origin", "https://desk.example:8080"}}, ""},
        Row{{{"origin", "https://evil.example"}}, "csrf.origin"},
        Row{{{"origin", "https://desk.example"}}, "csrf.origin"},
        Row{{{"origin", "null"}}, "csrf.origin"},
        Row{{{"sec-fetch-site", "cross-site"}, {"origin", "https://desk.example:8080"}},
            "csrf.origin"}}) {
    auto headers = header;
    headers.insert(headers.end(), row.headers.begin(), row.headers.end());
    const auto checked = check_same_origin(request_with(headers));
    EXPECT_EQ(checked ? "" : checked.error().reason, row.reason);
  }
}

}  // namespace
}  // namespace praxis::api
