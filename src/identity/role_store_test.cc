#include "identity/role_store.h"

#include <algorithm>

#include "identity/world_for_test.h"

namespace praxis::identity {
namespace {

class RoleStore : public testing::TestWithParam<db::Engine> {
 protected:
  Result<Effect> grant(std::string role, Id organization) {
    return world_.write([&](db::Transaction& tx, const Author& author) {
      return grant_role(tx, author, {ines_, role, organization});
    });
  }
  Result<Effect> revoke(std::string role, Id organization) {
    return world_.write([&](db::Transaction& tx, const Author& author) {
      return revoke_role(tx, author, {ines_, role, organization});
    });
  }
  std::string wrong_field(const Result<Effect>& granted) {
    return granted || granted.error().fields.empty()
               ? ""
               : granted.error().fields[0].field + " " + granted.error().fields[0].reason;
  }

  World world_{GetParam()};
  Id ines_ = world_.add_person("ines", world_.harbor);
};

TEST_P(RoleStore, GrantsOnceForEachOrganization) {
  EXPECT_EQ(*grant("agent", world_.quay), Effect::done);
  EXPECT_EQ(*grant("agent", world_.quay), Effect::nothing_to_do);
  EXPECT_EQ(*grant("agent", world_.ferry), Effect::done);
  const auto held = *world_.read([&](db::Transaction& tx) { return holdings_of(tx, ines_); });
  ASSERT_EQ(held.size(), 2u);
  EXPECT_EQ(held[0].role, "agent");
  EXPECT_EQ(held[0].organization, std::min(world_.quay, world_.ferry));
  EXPECT_EQ(held[1].organization, std::max(world_.quay, world_.ferry));
  EXPECT_EQ(held[0].granted_at, world_.time.now());
}

TEST_P(RoleStore, ListsWhoHoldsARoleForThisVeryOrganization) {
  must(grant("agent", world_.quay));
  must(grant("auditor", world_.quay));
  must(grant("agent", world_.harbor));
  const auto roles = [&](Id organization, std::string_view role) {
    std::vector<std::string> names;
    for (const auto& each :
         *world_.read([&](db::Transaction& tx) { return holders(tx, organization, role); }))
      names.push_back(each.role);
    return names;
  };
  EXPECT_EQ(roles(world_.quay, ""), (std::vector<std::string>{"agent", "auditor"}));
  EXPECT_EQ(roles(world_.quay, "auditor"), (std::vector<std::string>{"auditor"}));
  EXPECT_TRUE(roles(world_.crane, "").empty());
}

TEST_P(RoleStore, RefusesWhatCannotBeGranted) {
  EXPECT_EQ(wrong_field(grant("pirate", world_.quay)), "role unknown_choice");
  EXPECT_EQ(wrong_field(grant("requester", world_.quay)), "role role.held_by_everyone");
  EXPECT_EQ(wrong_field(grant("agent", ines_)), "organization not_found");
  const auto nobody = world_.write([&](db::Transaction& tx, const Author& author) {
    return grant_role(tx, author, {world_.quay, "agent", world_.quay});
  });
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, Code::not_found);
}

TEST_P(RoleStore, RaisesTheDirectoryVersionOnlyWhereSomethingChanged) {
  const auto before = world_.directory_version();
  must(grant("agent", world_.quay));
  const auto granted = world_.directory_version();
  EXPECT_GT(granted, before);
  must(grant("agent", world_.quay));
  EXPECT_EQ(world_.directory_version(), granted);
  must(revoke("agent", world_.quay));
  const auto revoked = world_.directory_version();
  EXPECT_GT(revoked, granted);
  EXPECT_EQ(*revoke("agent", world_.quay), Effect::nothing_to_do);
  EXPECT_EQ(world_.directory_version(), revoked);
}

TEST_P(RoleStore, JournalsGrantAndRevocationInThePersonsRecord) {
  must(grant("agent", world_.quay));
  must(grant("agent", world_.quay));
  must(revoke("agent", world_.quay));
  const auto entries = world_.settings_journaled(ines_);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].changes.at(0).name, "roles.agent");
  EXPECT_TRUE(entries[0].changes.at(0).from.is_null());
  EXPECT_EQ(entries[0].changes.at(0).to.as_string(), to_text(world_.quay));
  EXPECT_EQ(entries[1].changes.at(0).from.as_string(), to_text(world_.quay));
  EXPECT_TRUE(entries[1].changes.at(0).to.is_null());
  EXPECT_EQ(entries[0].side, pack::Side::system);
  EXPECT_EQ(entries[0].occurred_at, world_.time.now());
}

TEST_P(RoleStore, LeavesTheChainOfThePersonsJournalWhole) {
  must(grant("agent", world_.quay));
  must(revoke("agent", world_.quay));
  const auto faults = world_.read(
      [&](db::Transaction& tx) { return record::verify_chains(tx, "person", [](auto) {}); });
  ASSERT_TRUE(faults) << faults.error().message;
  EXPECT_TRUE(faults->empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, RoleStore, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::identity
