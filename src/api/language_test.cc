#include "api/language.h"

#include <gtest/gtest.h>

namespace praxis::api {
namespace {

TEST(Language, IsTheOneAskedForThenAcceptedThenThePersonsThenEnglish) {
  struct Row {
    std::string parameter, accept, person, language;
  };
  const std::vector<std::string> available{"en", "de", "pt"};
  for (const auto& row :
       {Row{"", "", "", "en"}, Row{"", "", "de", "de"}, Row{"", "fr", "de", "de"},
        Row{"", "de-AT,en;q=0.5", "", "de"}, Row{"", "en;q=0.3, de;q=0.8", "", "de"},
        Row{"", "de;q=0", "", "en"}, Row{"pt", "de", "en", "pt"}, Row{"xx", "de", "", "de"},
        Row{"", "DE", "", "de"}}) {
    http::Request request;
    if (!row.parameter.empty()) request.query.emplace_back("language", row.parameter);
    if (!row.accept.empty()) request.headers.emplace_back("accept-language", row.accept);
    EXPECT_EQ(language_of(request, available, row.person), row.language)
        << row.parameter << '|' << row.accept << '|' << row.person;
  }
}

}  // namespace
}  // namespace praxis::api
