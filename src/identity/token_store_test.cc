#include "identity/token_store.h"

#include "identity/world_for_test.h"

namespace praxis::identity {
namespace {

class TokenStore : public testing::TestWithParam<db::Engine> {
 protected:
  Result<NewToken> make(TokenWanted wanted) {
    wanted.person = mara_;
    return world_.write(
        [&](db::Transaction& tx, const Author& author) { return make_token(tx, author, wanted); });
  }
  Result<Authenticated> authenticate(std::string_view secret) {
    return world_.read(
        [&](db::Transaction& tx) { return authenticate_token(tx, secret, world_.time.now()); });
  }
  std::string refusal(std::string_view secret) {
    const auto found = authenticate(secret);
    return found ? "" : found.error().reason;
  }
  std::vector<Token> list() {
    return *world_.read([&](db::Transaction& tx) { return tokens_of(tx, mara_); });
  }
  Status revoke(Id person, Id token) {
    return world_.write([&](db::Transaction& tx, const Author& author) {
      return revoke_token(tx, author, person, token);
    });
  }
  std::string wrong_field(const TokenWanted& wanted) {
    const auto made = make(wanted);
    return made || made.error().fields.empty()
               ? ""
               : made.error().fields[0].field + " " + made.error().fields[0].reason;
  }

  World world_{GetParam()};
  Id mara_ = world_.add_person("mara", world_.quay);
};

TEST_P(TokenStore, FindsThePersonAndWhatTheTokenMay) {
  const auto full = *make({.name = "monitoring"});
  const auto reader = *make({.name = "report", .access = Access::read_only});
  const auto found = authenticate(full.secret);
  ASSERT_TRUE(found) << found.error().reason;
  EXPECT_EQ(found->person, mara_);
  EXPECT_EQ(found->means, Means::token);
  EXPECT_EQ(found->access, Access::full);
  EXPECT_EQ(found->tenant.directory_version, world_.directory_version());
  EXPECT_EQ(authenticate(reader.secret)->access, Access::read_only);
}

TEST_P(TokenStore, RefusesARevokedTokenAtOnce) {
  const auto made = *make({.name = "monitoring"});
  ASSERT_TRUE(authenticate(made.secret));
  ASSERT_TRUE(revoke(mara_, made.token.id));
  EXPECT_EQ(refusal(made.secret), "token.revoked");
  EXPECT_TRUE(list().empty());
}

TEST_P(TokenStore, RevokesItsOwnersTokensAlone) {
  const auto made = *make({.name = "monitoring"});
  const auto strange = revoke(world_.add_person("jonas", world_.quay), made.token.id);
  ASSERT_FALSE(strange);
  EXPECT_EQ(strange.error().code, Code::not_found);
  EXPECT_EQ(refusal(made.secret), "");
}

TEST_P(TokenStore, ExpiresWhenItSaid) {
  const auto now = world_.time.now();
  const auto made = *make({.name = "monitoring", .expires_at = now + days(1)});
  world_.time.set(now + days(1) - Span{1});
  EXPECT_EQ(refusal(made.secret), "");
  world_.time.set(now + days(1));
  EXPECT_EQ(refusal(made.secret), "token.expired");
}

TEST_P(TokenStore, NotesItsUseEveryFiveMinutesAtMost) {
  const auto made = *make({.name = "monitoring"});
  const auto use = [&] {
    must(touch(world_.database(), *authenticate(made.secret), world_.time.now()));
  };
  EXPECT_FALSE(list().at(0).last_used_at);
  const auto start = world_.time.now();
  use();
  EXPECT_EQ(list().at(0).last_used_at, start);
  world_.time.set(start + minutes(5) - Span{1});
  use();
  EXPECT_EQ(list().at(0).last_used_at, start);
  world_.time.set(start + minutes(5));
  use();
  EXPECT_EQ(list().at(0).last_used_at, start + minutes(5));
}

TEST_P(TokenStore, RefusesWhatIsWanting) {
  const auto now = world_.time.now();
  must(make({.name = "taken"}));
  EXPECT_EQ(wrong_field({.name = ""}), "name required");
  EXPECT_EQ(wrong_field({.name = " \t"}), "name required");
  EXPECT_EQ(wrong_field({.name = std::string(81, 'x')}), "name too_long");
  EXPECT_EQ(wrong_field({.name = "\xff"}), "name not_text");
  EXPECT_EQ(wrong_field({.name = "taken"}), "name not_unique");
  EXPECT_EQ(wrong_field({.name = "other", .expires_at = now}), "expires_at in_the_past");
  EXPECT_EQ(list().size(), 1u);
}

TEST_P(TokenStore, JournalsMakingAndRevokingWithoutTheSecret) {
  const auto made = *make({.name = "monitoring", .access = Access::read_only});
  must(revoke(mara_, made.token.id));
  const auto entries = world_.settings_journaled(mara_);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].via, "cli");
  ASSERT_EQ(entries[0].changes.size(), 1u);
  EXPECT_EQ(entries[0].changes[0].name, "tokens.monitoring");
  EXPECT_TRUE(entries[0].changes[0].from.is_null());
  EXPECT_EQ(entries[0].changes[0].to.as_object().at("access").as_string(), "read_only");
  EXPECT_TRUE(entries[1].changes[0].to.is_null());
  const auto journal = world_.journal_text(mara_);
  EXPECT_EQ(journal.find("prx_"), std::string::npos);
  EXPECT_EQ(journal.find(made.secret.substr(4, 20)), std::string::npos);
  EXPECT_EQ(journal.find(to_hex(view(sha256(made.secret)))), std::string::npos);
}

TEST_P(TokenStore, ListsByNameWhatWasMade) {
  must(make({.name = "b", .expires_at = world_.time.now() + days(1)}));
  must(make({.name = "a", .access = Access::read_only}));
  const auto tokens = list();
  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_EQ(tokens[0].name, "a");
  EXPECT_EQ(tokens[0].access, Access::read_only);
  EXPECT_FALSE(tokens[0].expires_at);
  EXPECT_EQ(tokens[1].expires_at, world_.time.now() + days(1));
  EXPECT_EQ(tokens[1].created_at, world_.time.now());
}

TEST_P(TokenStore, AllowsAHundredOfAPerson) {
  for (std::int64_t i = 0; i < tokens_of_person_max; ++i) must(make({.name = std::to_string(i)}));
  const auto full = make({.name = "one more"});
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().reason, "token.too_many");
}

INSTANTIATE_TEST_SUITE_P(Engines, TokenStore, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::identity
