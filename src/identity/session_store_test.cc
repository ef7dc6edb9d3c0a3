#include "identity/session_store.h"

#include "identity/world_for_test.h"

namespace praxis::identity {
namespace {

class SessionStore : public testing::TestWithParam<db::Engine> {
 protected:
  NewSession make(std::string user_agent = "Browser/1") {
    auto made = world_.write([&](db::Transaction& tx, const Author&) {
      return make_session(tx, limits_, {mara_, "192.0.2.7", user_agent}, world_.time.now());
    });
    must(made);
    return *made;
  }
  Result<Authenticated> authenticate(std::string_view secret) {
    return world_.read([&](db::Transaction& tx) {
      return authenticate_session(tx, limits_, secret, world_.time.now());
    });
  }
  std::string refusal(std::string_view secret) {
    const auto found = authenticate(secret);
    return found ? "" : found.error().reason;
  }
  std::vector<Session> list() {
    return *world_.read(
        [&](db::Transaction& tx) { return sessions_of(tx, limits_, mara_, world_.time.now()); });
  }
  void pass(Span span) { world_.time.set(world_.time.now() + span); }

  World world_{GetParam()};
  SessionLimits limits_;
  Id mara_ = world_.add_person("mara", world_.quay);
};

TEST_P(SessionStore, FindsThePersonBySecretTogetherWithTheTenantsState) {
  const auto made = make();
  const auto found = authenticate(made.secret);
  ASSERT_TRUE(found) << found.error().reason;
  EXPECT_EQ(found->person, mara_);
  EXPECT_EQ(found->id, made.session.id);
  EXPECT_EQ(found->means, Means::session);
  EXPECT_EQ(found->access, Access::full);
  EXPECT_FALSE(found->is_touch_due);
  EXPECT_EQ(found->tenant.directory_version, world_.directory_version());
}

TEST_P(SessionStore, StoresNoSecret) {
  const auto made = make();
  std::string stored;
  must(world_.read([&](db::Transaction& tx) -> Status {
    return tx.query(R"(SELECT "secret_hash" FROM "session")", {},
                    [&](const db::Row& row) -> Status {
                      stored = row.bytes(0);
                      return {};
                    });
  }));
  EXPECT_EQ(stored, view(sha256(made.secret)));
}

TEST_P(SessionStore, RefusesASecretThatNobodyWasGiven) {
  make();
  EXPECT_EQ(refusal(make_session_secret().text), "session.ended");
  EXPECT_EQ(refusal("x"), "session.malformed");
}

TEST_P(SessionStore, EndsAfterTwelveHoursHoweverBusy) {
  const auto made = make();
  for (int hour = 1; hour < 12; ++hour) {
    pass(hours(1));
    const auto found = authenticate(made.secret);
    ASSERT_TRUE(found) << hour;
    ASSERT_TRUE(touch(world_.database(), *found, world_.time.now()));
  }
  pass(Span{hours(1).us - 1});
  EXPECT_EQ(refusal(made.secret), "");
  pass(Span{1});
  EXPECT_EQ(refusal(made.secret), "session.expired");
  EXPECT_TRUE(list().empty());
}

TEST_P(SessionStore, EndsAfterTwoIdleHours) {
  const auto made = make();
  pass(Span{hours(2).us - 1});
  EXPECT_EQ(refusal(made.secret), "");
  pass(Span{1});
  EXPECT_EQ(refusal(made.secret), "session.expired");
}

TEST_P(SessionStore, NotesItsUseEveryFiveMinutesAtMost) {
  const auto made = make();
  const auto seen_at = [&] { return list().at(0).last_seen_at; };
  const auto start = world_.time.now();
  pass(Span{minutes(5).us - 1});
  const auto early = *authenticate(made.secret);
  EXPECT_FALSE(early.is_touch_due);
  must(touch(world_.database(), early, world_.time.now()));
  EXPECT_EQ(seen_at(), start);
  pass(Span{1});
  const auto due = *authenticate(made.secret);
  EXPECT_TRUE(due.is_touch_due);
  must(touch(world_.database(), due, world_.time.now()));
  EXPECT_EQ(seen_at(), start + minutes(5));
  // A second request that found it due at the same time finds it done.
  must(touch(world_.database(), due, world_.time.now() + seconds(1)));
  EXPECT_EQ(seen_at(), start + minutes(5));
}

TEST_P(SessionStore, ListsAPersonsSessionsNewestFirst) {
  make("Browser/1");
  pass(minutes(1));
  make("Browser/2");
  const auto sessions = list();
  ASSERT_EQ(sessions.size(), 2u);
  EXPECT_EQ(sessions[0].user_agent, "Browser/2");
  EXPECT_EQ(sessions[1].user_agent, "Browser/1");
  EXPECT_EQ(sessions[0].peer, "192.0.2.7");
  EXPECT_EQ(sessions[0].expires_at, world_.time.now() + hours(12));
}

TEST_P(SessionStore, EndsOneAtOnceAndOnlyItsOwnersOne) {
  const auto one = make(), other = make();
  const auto end = [&](Id person, Id session) {
    return world_.write(
        [&](db::Transaction& tx, const Author&) { return end_session(tx, person, session); });
  };
  const auto strange = end(world_.add_person("jonas", world_.quay), one.session.id);
  ASSERT_FALSE(strange);
  EXPECT_EQ(strange.error().code, Code::not_found);
  EXPECT_EQ(refusal(one.secret), "");
  ASSERT_TRUE(end(mara_, one.session.id));
  EXPECT_EQ(refusal(one.secret), "session.ended");
  EXPECT_EQ(refusal(other.secret), "");
}

TEST_P(SessionStore, EndsAllButTheOneThatAsks) {
  const auto one = make(), kept = make();
  must(world_.write([&](db::Transaction& tx, const Author&) {
    return end_all_sessions(tx, mara_, kept.session.id);
  }));
  EXPECT_EQ(refusal(one.secret), "session.ended");
  EXPECT_EQ(refusal(kept.secret), "");
  must(world_.write(
      [&](db::Transaction& tx, const Author&) { return end_all_sessions(tx, mara_); }));
  EXPECT_EQ(refusal(kept.secret), "session.ended");
}

TEST_P(SessionStore, KeepsAHundredOfAPersonAndEndsTheOldest) {
  const auto make_later = [&] {
    pass(seconds(1));
    return make();
  };
  const auto oldest = make_later(), second = make_later();
  for (std::size_t i = 2; i < sessions_of_person_max; ++i) make_later();
  EXPECT_EQ(refusal(oldest.secret), "");
  make_later();
  EXPECT_EQ(refusal(oldest.secret), "session.ended");
  EXPECT_EQ(refusal(second.secret), "");
}

TEST_P(SessionStore, CutsAUserAgentAtACharactersEnd) {
  struct Case {
    std::string given, kept;
  };
  const Case cases[]{{std::string(300, 'a'), std::string(200, 'a')},
                     {std::string(199, 'a') + "é", std::string(199, 'a')},
                     {"broken \xff\x01 bytes", "broken ?? bytes"},
                     {"", ""}};
  for (const auto& [given, kept] : cases) {
    make(given);
    EXPECT_EQ(list().at(0).user_agent, kept);
    pass(seconds(1));
  }
}

TEST_P(SessionStore, RemovesWhatIsOverAlone) {
  const auto idle = make();
  pass(hours(2));
  const auto live = make();
  must(world_.write([&](db::Transaction& tx, const Author&) {
    return remove_old_sessions(tx, limits_, world_.time.now());
  }));
  EXPECT_EQ(refusal(idle.secret), "session.ended");
  EXPECT_EQ(refusal(live.secret), "");
}

INSTANTIATE_TEST_SUITE_P(Engines, SessionStore, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::identity
