#include "api/etag.h"

#include <gtest/gtest.h>

namespace praxis::api {
namespace {

TEST(Etag, NamesVersionJournalAndRepresentation) {
  record::Record record;
  record.version = 3;
  record.journal_seq = 17;
  const auto one = etag_of(record, "a"), other = etag_of(record, "b");
  EXPECT_EQ(one.substr(0, 7), "\"v3.17.");
  EXPECT_NE(one, other);
  EXPECT_EQ(one, etag_of(record, "a"));
}

TEST(Etag, VersionIsReadFromTheBeginning) {
  struct Row {
    std::string_view tag;
    std::optional<std::int64_t> version;
  };
  for (const auto& row :
       {Row{"v3.17.00ff", 3}, Row{"v12", 12}, Row{"v0.1.ff", std::nullopt},
        Row{"3.17", std::nullopt}, Row{"v", std::nullopt}, Row{"vx.1", std::nullopt},
        Row{"v3x", std::nullopt}, Row{"", std::nullopt}})
    EXPECT_EQ(version_in_etag(row.tag), row.version) << row.tag;
}

TEST(Etag, IfMatchGivesItsVersionAndAStrangeOneIsRefused) {
  const auto wanted = [](std::string header) {
    http::Request request;
    if (!header.empty()) request.headers.emplace_back("if-match", std::move(header));
    return wanted_version(request);
  };
  EXPECT_EQ(*wanted(""), std::nullopt);
  EXPECT_EQ(*wanted("*"), std::nullopt);
  EXPECT_EQ(*wanted("\"v4.9.aa\""), 4);
  EXPECT_EQ(*wanted("\"v4.9.aa-br\""), 4);
  EXPECT_EQ(wanted("\"abc\"").error().reason, "header.if_match");
  EXPECT_EQ(wanted("nonsense").error().reason, "header.if_match");
}

}  // namespace
}  // namespace praxis::api
