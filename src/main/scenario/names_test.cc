#include "main/scenario/names.h"

#include <gtest/gtest.h>

namespace praxis::main::scenario {
namespace {

Id id(const char* text) { return *id_from_text(text); }

constexpr const char* of_mara = "0192f0c1-0000-7000-8000-000000000001";
constexpr const char* of_record = "0192f0c1-0000-7000-8000-000000000002";
constexpr const char* of_nobody = "0192f0c1-0000-7000-8000-000000000003";

Names two_names() {
  Names names;
  EXPECT_TRUE(names.add("mara", id(of_mara)));
  EXPECT_TRUE(names.add("INC-1", id(of_record)));
  return names;
}

TEST(Names, StandForIdsWhereTheyBeginAWord) {
  const auto names = two_names();
  const std::string mara = of_mara;
  struct Case {
    std::string text, with_ids;
  };
  const Case cases[] = {
      {R"({"requester": "@mara"})", R"({"requester": ")" + mara + R"("})"},
      {"/people/@mara/roles", "/people/" + mara + "/roles"},
      {"/records/@INC-1", "/records/" + std::string(of_record)},
      {"mara@mara.example", "mara@mara.example"},
      {"@maradona @", "@maradona @"},
      {"@mara@mara", mara + "@mara"},
      {"", ""},
  };
  for (const auto& each : cases) EXPECT_EQ(names.with_ids(each.text), each.with_ids) << each.text;
}

TEST(Names, TakeThePlaceOfIdsInAnswers) {
  const auto names = two_names();
  const std::string answer =
      std::string(R"({"a":")") + of_mara + R"(","b":["b)" + of_record + R"("]})";
  EXPECT_EQ(names.with_names(answer), R"({"a":"@mara","b":["b@INC-1"]})");
  EXPECT_EQ(names.with_names(of_nobody), of_nobody);
  EXPECT_EQ(names.with_names("0192f0c1"), "0192f0c1");
}

TEST(Names, MeanOneThingEach) {
  auto names = two_names();
  EXPECT_FALSE(names.add("mara", id(of_nobody)));
  EXPECT_TRUE(names.add("mara", id(of_mara)));
  EXPECT_TRUE(names.add("PER-1", id(of_mara)));
  EXPECT_EQ(names.of(id(of_mara)), "@mara");
  EXPECT_EQ(*names.find("PER-1"), id(of_mara));
  EXPECT_EQ(names.of(id(of_nobody)), of_nobody);
}

}  // namespace
}  // namespace praxis::main::scenario
