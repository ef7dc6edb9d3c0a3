#include "api/world_for_test.h"

namespace praxis::api {
namespace {

class ApiPacks : public testing::TestWithParam<db::Engine> {
 protected:
  World world{GetParam()};
};

TEST_P(ApiPacks, WhatIsNoNumberIsRefusedByName) {
  const auto tried = world.post(
      "/api/v1/packs/try",
      R"({"overlay": {"name": "harbor", "files": {"harbor/pack.yaml": "x"}}, "records": "many"})",
      world.ada_token);
  EXPECT_EQ(tried.status, 422) << tried.body;
  EXPECT_EQ(text_at(json_of(tried), "errors.0.field"), "records") << tried.body;
  EXPECT_EQ(text_at(json_of(tried), "errors.0.reason"), "not_a_number");

  const auto back = world.post("/api/v1/packs/rollback", R"({"to": "the first", "reason": "oops"})",
                               world.ada_token);
  EXPECT_EQ(back.status, 422) << back.body;
  EXPECT_EQ(text_at(json_of(back), "errors.0.field"), "to") << back.body;
}

TEST_P(ApiPacks, OnlyAnOwnerOfTheRootOrganizationTriesAnything) {
  for (const std::string_view verb : {"diff", "try", "apply", "rollback"})
    EXPECT_EQ(world.post("/api/v1/packs/" + std::string(verb), "{}", world.ines_token).status, 403)
        << verb;
}

INSTANTIATE_TEST_SUITE_P(Engines, ApiPacks, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::api
