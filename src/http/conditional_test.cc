#include "http/conditional.h"

#include <gtest/gtest.h>

namespace praxis::http {
namespace {

Request with(std::string field, std::string value) {
  Request request;
  if (!value.empty()) request.headers.emplace_back(std::move(field), std::move(value));
  return request;
}

TEST(Conditional, IfNoneMatchComparesWeakly) {
  struct Case {
    const char* field;
    const char* etag;
    bool is_not_modified;
  };
  const Case cases[] = {
      {"", R"("7")", false},
      {R"("7")", R"("7")", true},
      {R"(W/"7")", R"("7")", true},
      {R"("7")", R"(W/"7")", true},
      {R"("8")", R"("7")", false},
      {R"("6", "7" , "8")", R"("7")", true},
      {R"("a,b", "7")", R"("7")", true},
      {R"("a,"7","b")", R"("7")", false},  // ill-formed: what follows is not a tag
      {"*", R"("7")", true},
      {R"("7-br")", R"("7")", true},
      {R"("7-gzip")", R"("7")", true},
      {R"("7-br")", R"("8")", false},
      {R"("7-br")", R"("7-br")", true},  // a handler's own tag may look like that
      {"7", R"("7")", false},
      {R"("7)", R"("7")", false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(is_not_modified(with("if-none-match", c.field), c.etag), c.is_not_modified)
        << c.field;
  }
}

TEST(Conditional, IfMatchComparesStrongly) {
  struct Case {
    const char* field;
    const char* etag;
    IfMatch expected;
  };
  const Case cases[] = {
      {"", R"("7")", IfMatch::absent},           {R"("7")", R"("7")", IfMatch::matches},
      {R"("7-br")", R"("7")", IfMatch::matches}, {R"("6","7")", R"("7")", IfMatch::matches},
      {"*", R"("7")", IfMatch::matches},         {R"(W/"7")", R"("7")", IfMatch::differs},
      {R"("7")", R"(W/"7")", IfMatch::differs},  {R"("8")", R"("7")", IfMatch::differs},
      {"nonsense", R"("7")", IfMatch::differs},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(matches_if_match(with("if-match", c.field), c.etag), c.expected) << c.field;
  }
}

TEST(Conditional, ReadsAllFieldsOfAName) {
  Request request = with("if-none-match", R"("1")");
  request.headers.emplace_back("if-none-match", R"("7")");
  EXPECT_TRUE(is_not_modified(request, R"("7")"));
}

TEST(Conditional, FirstIfMatchIsTheOpaquePartWithoutCoding) {
  EXPECT_EQ(first_if_match(with("if-match", R"(W/"12-br", "13")")), "12");
  EXPECT_EQ(first_if_match(with("if-match", "*")), "");
  EXPECT_EQ(first_if_match(Request{}), "");
}

TEST(Conditional, StrongTagsDifferBetweenCodingsAndWeakOnesStay) {
  EXPECT_EQ(etag_for_coding(R"("7")", "br"), R"("7-br")");
  EXPECT_EQ(etag_for_coding(R"(W/"7")", "br"), R"(W/"7")");
}

TEST(Conditional, NotModifiedCarriesTheTagThatWasStored) {
  EXPECT_EQ(etag_as_stored(with("if-none-match", R"("6-br", "7-gzip")"), R"("7")"), R"("7-gzip")");
  EXPECT_EQ(etag_as_stored(with("if-none-match", R"("7")"), R"("7")"), R"("7")");
  EXPECT_EQ(etag_as_stored(with("if-none-match", R"("7-br")"), R"(W/"7")"), R"(W/"7")");
}

}  // namespace
}  // namespace praxis::http
