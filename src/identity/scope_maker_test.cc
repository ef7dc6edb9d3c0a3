#include "identity/scope_maker.h"

#include <algorithm>

#include "identity/world_for_test.h"

namespace praxis::identity {
namespace {

std::vector<Id> sorted(std::vector<Id> ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

class ScopeMaker : public testing::TestWithParam<db::Engine> {
 protected:
  void grant(Id person, std::string role, Id organization) {
    must(world_.write([&](db::Transaction& tx, const Author& author) {
      return grant_role(tx, author, {person, role, organization});
    }));
  }
  World world_{GetParam()};
};

TEST_P(ScopeMaker, GivesWithoutAnyRoleWhatEveryoneHoldsUpToTheRoot) {
  const auto scope = world_.scope_of(world_.add_person("mara", world_.quay));
  EXPECT_EQ(scope->organization, world_.quay);
  EXPECT_EQ(scope->organizations("requester"), sorted({world_.quay, world_.harbor}));
  EXPECT_EQ(scope->side, pack::Side::requester);
  EXPECT_FALSE(scope->has_role("agent"));
  EXPECT_FALSE(scope->is_system);
  EXPECT_EQ(scope->directory_version, world_.directory->version());
}

TEST_P(ScopeMaker, HoldsARoleForAnOrganizationAndAllBelowIt) {
  const auto ines = world_.add_person("ines", world_.ferry);
  grant(ines, "agent", world_.harbor);
  const auto scope = world_.scope_of(ines);
  EXPECT_EQ(scope->organizations("agent"), sorted({world_.harbor, world_.quay, world_.crane}));
  EXPECT_FALSE(scope->holds("agent", world_.ferry));
  EXPECT_EQ(scope->side, pack::Side::agent);
}

TEST_P(ScopeMaker, HoldsIncludedRolesForTheSameOrganizationsAndNoOthers) {
  const auto olga = world_.add_person("olga", world_.harbor);
  grant(olga, "practice_owner", world_.quay);
  grant(olga, "agent", world_.ferry);
  const auto scope = world_.scope_of(olga);
  EXPECT_EQ(scope->organizations("practice_owner"), sorted({world_.quay, world_.crane}));
  EXPECT_EQ(scope->organizations("practice_manager"), sorted({world_.quay, world_.crane}));
  EXPECT_EQ(scope->organizations("agent"), sorted({world_.quay, world_.crane, world_.ferry}));
}

TEST_P(ScopeMaker, CountsOverlappingHoldingsOnce) {
  const auto ines = world_.add_person("ines", world_.harbor);
  grant(ines, "agent", world_.harbor);
  grant(ines, "agent", world_.quay);
  EXPECT_EQ(world_.scope_of(ines)->organizations("agent").size(), 3u);
}

TEST_P(ScopeMaker, TakesGroupsSiteLanguageAndTimeZoneFromThePersonsRecord) {
  const auto desk = world_.add("group", {{"title", "Desk"}, {"organization", world_.harbor}});
  const auto net = world_.add("group", {{"title", "Network"}, {"organization", world_.harbor}});
  const auto site = world_.add(
      "site", {{"title", "Pier"}, {"organization", world_.harbor}, {"time_zone", "Europe/Berlin"}});
  const auto ines = world_.add("person", {{"title", "Ines"},
                                          {"organization", world_.harbor},
                                          {"site", site},
                                          {"groups", expr::List{desk, net}},
                                          {"language", "de"}});
  const auto scope = world_.scope_of(ines);
  EXPECT_EQ(scope->groups, sorted({desk, net}));
  EXPECT_EQ(scope->group, std::min(desk, net));
  EXPECT_EQ(scope->site, site);
  EXPECT_EQ(scope->language, "de");
  EXPECT_EQ(scope->time_zone, "Europe/Berlin");
}

TEST_P(ScopeMaker, FindsNobodyUnderAnotherRecordsId) {
  const auto made = world_.read([&](db::Transaction& tx) {
    return make_scope(tx, *world_.model, *world_.directory, world_.harbor);
  });
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Code::not_found);
}

TEST_P(ScopeMaker, CachesAScopeUntilTheDirectoryMovesOn) {
  const auto ines = world_.add_person("ines", world_.harbor);
  ScopeCache cache;
  const auto cached = [&] {
    world_.reload();
    auto scope = world_.read([&](db::Transaction& tx) {
      return cache.scope_of(tx, *world_.model, *world_.directory, ines);
    });
    must(scope);
    return *scope;
  };
  const auto first = cached();
  EXPECT_EQ(cached(), first);
  grant(ines, "agent", world_.quay);
  const auto second = cached();
  EXPECT_FALSE(first->has_role("agent"));
  EXPECT_TRUE(second->has_role("agent"));
}

INSTANTIATE_TEST_SUITE_P(Engines, ScopeMaker, test::both_engines(), test::engine_name);

ScopeCache::Pointer scope_of_person(Id person) {
  auto scope = std::make_shared<record::Scope>();
  scope->person = person;
  return scope;
}

TEST(ScopeCache, ForgetsWhatWasNotAskedForLongest) {
  ScopeCache cache(2);
  const Id a = new_id(Instant{1}), b = new_id(Instant{2}), c = new_id(Instant{3});
  cache.add(scope_of_person(a), {1, 1});
  cache.add(scope_of_person(b), {1, 1});
  EXPECT_TRUE(cache.find(a, {1, 1}));
  cache.add(scope_of_person(c), {1, 1});
  EXPECT_TRUE(cache.find(a, {1, 1}));
  EXPECT_FALSE(cache.find(b, {1, 1}));
  EXPECT_TRUE(cache.find(c, {1, 1}));
}

TEST(ScopeCache, AnswersForTheStateItWasFilledInAlone) {
  ScopeCache cache;
  const Id person = new_id(Instant{1});
  cache.add(scope_of_person(person), {1, 5});
  EXPECT_TRUE(cache.find(person, {1, 5}));
  EXPECT_FALSE(cache.find(person, {1, 6}));
  EXPECT_FALSE(cache.find(person, {2, 5}));
}

TEST(ScopeCache, IsNotThrownOutByASlowRequestWithAnOlderState) {
  ScopeCache cache;
  const Id person = new_id(Instant{1}), other = new_id(Instant{2});
  cache.add(scope_of_person(person), {1, 6});
  cache.add(scope_of_person(other), {1, 5});
  EXPECT_TRUE(cache.find(person, {1, 6}));
  EXPECT_FALSE(cache.find(other, {1, 5}));
}

TEST(ScopeCache, KeepsTheLatestOfOnePerson) {
  ScopeCache cache(1);
  const Id person = new_id(Instant{1});
  cache.add(scope_of_person(person), {1, 1});
  const auto latest = scope_of_person(person);
  cache.add(latest, {1, 1});
  EXPECT_EQ(cache.find(person, {1, 1}), latest);
}

}  // namespace
}  // namespace praxis::identity
