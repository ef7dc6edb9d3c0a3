#include "identity/sign_in.h"

#include <atomic>
#include <thread>

#include "identity/credential_store.h"
#include "identity/world_for_test.h"

namespace praxis::identity {
namespace {

constexpr std::string_view right_password = "correct horse battery";

class SigningIn : public testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override { set_password(ines_, right_password); }

  void set_password(Id person, std::string_view password, Id session = {}) {
    const auto hash = *hasher_.hash(password);
    must(world_.write([&](db::Transaction& tx, const Author& author) {
      return set_credential(tx, author, {person, hash, session});
    }));
  }
  Result<NewSession> sign_in(std::string email, std::string_view password,
                             std::string peer = "192.0.2.7") {
    const SignIn door(world_.database(), hasher_, {});
    return door.sign_in(*world_.model,
                        {std::move(email), std::string(password), std::move(peer), "Browser/1"},
                        world_.time.now());
  }
  std::string refusal(const Result<NewSession>& signed_in) {
    return signed_in ? "" : signed_in.error().reason;
  }
  bool is_open(const NewSession& session) {
    return world_
        .read([&](db::Transaction& tx) {
          return authenticate_session(tx, {}, session.secret, world_.time.now());
        })
        .has_value();
  }
  std::string stored_hash(Id person) {
    std::string hash;
    must(world_.read([&](db::Transaction& tx) -> Status {
      return tx.query(R"(SELECT "hash" FROM "credential" WHERE "person" = $1)", {person},
                      [&](const db::Row& row) -> Status {
                        hash = row.text(0);
                        return {};
                      });
    }));
    return hash;
  }

  World world_{GetParam()};
  PasswordHasher hasher_{{.passes = 1, .memory_bytes = 8192}};
  Id ines_ = world_.add_person("ines", world_.harbor);
};

TEST_P(SigningIn, OpensASessionForTheRightPassword) {
  const auto made = sign_in("ines@harbor.example", right_password);
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->session.person, ines_);
  EXPECT_EQ(made->session.peer, "192.0.2.7");
  EXPECT_EQ(made->session.user_agent, "Browser/1");
  EXPECT_TRUE(is_open(*made));
}

TEST_P(SigningIn, TakesTheEmailInAnyLetterCase) {
  EXPECT_TRUE(sign_in("INES@Harbor.Example", right_password));
}

TEST_P(SigningIn, AnswersAlikeForAWrongPasswordAnUnknownAccountAndOneWithoutAPassword) {
  world_.add_person("mara", world_.quay);
  const std::pair<std::string, std::string_view> attempts[]{
      {"ines@harbor.example", "wrong"},
      {"nobody@harbor.example", right_password},
      {"mara@harbor.example", right_password},
      {"mara@harbor.example", ""},
      {"", ""},
      {"\xff", "\xff"},
      {"ines", right_password},
      {std::string(5000, 'a'), std::string(5000, 'a')}};
  for (const auto& [email, password] : attempts) {
    const auto made = sign_in(email, password, "");
    ASSERT_FALSE(made) << email;
    EXPECT_EQ(made.error().code, Code::unauthenticated);
    EXPECT_EQ(made.error().reason, "sign_in.wrong");
    EXPECT_TRUE(made.error().details.empty());
  }
}

TEST_P(SigningIn, IsThrottledAfterFiveFailuresEvenWithTheRightPassword) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(refusal(sign_in("ines@harbor.example", "wrong")), "sign_in.wrong");
  const auto held = sign_in("ines@harbor.example", right_password);
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().code, Code::rate_limited);
  EXPECT_EQ(held.error().reason, "sign_in.throttled");
  EXPECT_EQ(held.error().details.at("retry_after").as_int64(), 1);
  world_.time.set(world_.time.now() + seconds(1));
  EXPECT_TRUE(sign_in("ines@harbor.example", right_password));
}

TEST_P(SigningIn, LetsManyAttemptsAtOnceThroughNoMoreThanOneAfterTheOther) {
  std::atomic<int> looked_at = 0;
  std::vector<std::thread> guessers;
  for (int i = 0; i < 16; ++i)
    guessers.emplace_back([&] {
      if (refusal(sign_in("ines@harbor.example", "wrong")) == "sign_in.wrong") ++looked_at;
    });
  for (auto& guesser : guessers) guesser.join();
  EXPECT_EQ(looked_at, 5);
}

TEST_P(SigningIn, DoesNotTrustAPasswordThatWasSetAnewMeanwhile) {
  const Credential looked_at{ines_, stored_hash(ines_)};
  const auto is_current = [&] {
    return *world_.write(
        [&](db::Transaction& tx, const Author&) { return lock_credential(tx, looked_at); });
  };
  EXPECT_TRUE(is_current());
  set_password(ines_, right_password);
  EXPECT_FALSE(is_current());
}

TEST_P(SigningIn, ThrottlesUnknownAccountsAlike) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(refusal(sign_in("nobody@harbor.example", "wrong")), "sign_in.wrong");
  EXPECT_EQ(refusal(sign_in("nobody@harbor.example", "wrong")), "sign_in.throttled");
}

TEST_P(SigningIn, RoundsTheWaitUpToWholeSeconds) {
  for (int i = 0; i < 5; ++i) sign_in("ines@harbor.example", "wrong");
  world_.time.set(world_.time.now() + Span{1});
  EXPECT_EQ(sign_in("ines@harbor.example", "wrong").error().details.at("retry_after").as_int64(),
            1);
}

TEST_P(SigningIn, StartsToCountAnewAfterTheRightPassword) {
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(refusal(sign_in("ines@harbor.example", "wrong", "")), "sign_in.wrong");
    EXPECT_TRUE(sign_in("ines@harbor.example", right_password, ""));
  }
}

TEST_P(SigningIn, CountsNoFailureWhenThePasswordCouldNotBeLookedAt) {
  const PasswordHasher busy(
      {.passes = 1, .memory_bytes = 8192, .at_once_max = 0, .waiting_max = 0});
  const SignIn door(world_.database(), busy, {});
  for (int i = 0; i < 10; ++i) {
    const auto made = door.sign_in(*world_.model, {"ines@harbor.example", "x", "192.0.2.7", ""},
                                   world_.time.now());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().reason, "sign_in.busy");
  }
}

TEST_P(SigningIn, HashesAnewWhenTheCostHasGrown) {
  const auto before = stored_hash(ines_);
  PasswordHasher costlier({.passes = 2, .memory_bytes = 16384});
  const SignIn door(world_.database(), costlier, {});
  const auto made =
      door.sign_in(*world_.model, {"ines@harbor.example", std::string(right_password), "", ""},
                   world_.time.now());
  ASSERT_TRUE(made);
  EXPECT_NE(stored_hash(ines_), before);
  EXPECT_FALSE(costlier.needs_rehash(stored_hash(ines_)));
  EXPECT_TRUE(sign_in("ines@harbor.example", right_password));
}

TEST_P(SigningIn, ANewPasswordEndsTheOldOneAndAllSessionsButOne) {
  const auto other = *sign_in("ines@harbor.example", right_password);
  const auto own = *sign_in("ines@harbor.example", right_password);
  set_password(ines_, "another long password", own.session.id);
  EXPECT_FALSE(is_open(other));
  EXPECT_TRUE(is_open(own));
  EXPECT_EQ(refusal(sign_in("ines@harbor.example", right_password)), "sign_in.wrong");
  EXPECT_TRUE(sign_in("ines@harbor.example", "another long password"));
}

TEST_P(SigningIn, ANewPasswordForgetsTheFailures) {
  for (int i = 0; i < 6; ++i) sign_in("ines@harbor.example", "wrong");
  set_password(ines_, right_password);
  EXPECT_TRUE(sign_in("ines@harbor.example", right_password));
}

TEST_P(SigningIn, IsOverWhenThePasswordIsRemoved) {
  const auto open = *sign_in("ines@harbor.example", right_password);
  must(world_.write([&](db::Transaction& tx, const Author& author) {
    return remove_credential(tx, author, ines_);
  }));
  EXPECT_FALSE(is_open(open));
  EXPECT_EQ(refusal(sign_in("ines@harbor.example", right_password)), "sign_in.wrong");
}

TEST_P(SigningIn, JournalsThatAPasswordWasSetAndNeverWhich) {
  set_password(ines_, "another long password");
  const auto entries = world_.settings_journaled(ines_);
  ASSERT_EQ(entries.size(), 2u);
  for (const auto& entry : entries) {
    ASSERT_EQ(entry.changes.size(), 1u);
    EXPECT_EQ(entry.changes[0].name, "password");
  }
  EXPECT_TRUE(entries[0].changes[0].from.is_null());
  EXPECT_EQ(entries[1].changes[0].to.as_string(), "set anew");
  const auto journal = world_.journal_text(ines_);
  for (const auto* secret : {"another long", "correct horse", "argon2id"})
    EXPECT_EQ(journal.find(secret), std::string::npos) << secret;
}

INSTANTIATE_TEST_SUITE_P(Engines, SigningIn, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::identity
