#include "identity/permission.h"

#include <algorithm>

#include "identity/world_for_test.h"
#include "record/list.h"

namespace praxis::identity {
namespace {

// Who is who:                               What there is (all by jonas at quay unless said):
//   mara    everyone's roles, at quay         plain
//   ines    agent for harbor and quay, desk   maras     mara asked for it
//   tomasz  practice manager for both         behalf    on behalf of mara
//   olaf    agent for both, practice manager  at_harbor, at_ferry
//           for quay alone                    secret    confidential, another group's
//   owen    practice owner for both           secret_desk, secret_ines (the desk's, assigned to
//   ines) aida    auditor for quay                  ferry_ines   at ferry, ines asked for it core
//   the engine                        ferry_behalf at ferry, on behalf of ines
class Permission : public testing::Test {
 protected:
  static Id named(std::string_view name) {
    static std::map<std::string, Id, std::less<>> ids;
    const auto found = ids.find(name);
    return found != ids.end() ? found->second : ids.emplace(name, new_id(Instant{1})).first->second;
  }

  static record::Scope actor(std::string_view name) {
    if (name == "core") return record::Scope::system();
    record::Scope scope;
    scope.person = named(name);
    scope.organization = named("quay");
    scope.roles["requester"] = {named("quay"), named("harbor")};
    const std::vector<Id> both{named("harbor"), named("quay")};
    if (name == "aida") scope.roles["auditor"] = {named("quay")};
    if (name == "mara" || name == "aida") return scope;
    scope.groups = {named("desk")};
    scope.roles["agent"] = both;
    if (name == "tomasz" || name == "owen") scope.roles["practice_manager"] = both;
    if (name == "olaf") scope.roles["practice_manager"] = {named("quay")};
    if (name == "owen") scope.roles["practice_owner"] = both;
    return scope;
  }

  static record::Record incident(std::string_view name) {
    Values values{{"title", "Wireless is down"},
                  {"organization", named(name.starts_with("ferry") || name == "at_ferry" ? "ferry"
                                         : name == "at_harbor"                           ? "harbor"
                                                                                         : "quay")},
                  {"requester", named(name == "maras"        ? "mara"
                                      : name == "ferry_ines" ? "ines"
                                                             : "jonas")},
                  {"confidential", name.starts_with("secret")},
                  {"group", named(name == "secret_desk" ? "desk" : "network")}};
    if (name == "secret_ines") values.push_back({"assignee", named("ines")});
    if (name == "behalf") values.push_back({"on_behalf_of", named("mara")});
    if (name == "ferry_behalf") values.push_back({"on_behalf_of", named("ines")});
    return record_of("incident", values);
  }

  // Asks `ask` with the rights of an actor on a record.
  template <class F>
  static auto with_rights(const record::Scope& scope, const record::Record& record, F&& ask) {
    const auto model = shipped_model();
    const ActorRights rights(scope, model->packs(), *record.type);
    const record::Surroundings in{.model = model.get(), .scope = &scope, .record = &record};
    return ask(RecordRights(rights, in));
  }
  template <class F>
  static auto with_rights(std::string_view who, const record::Record& record, F&& ask) {
    return with_rights(actor(who), record, std::forward<F>(ask));
  }

  static std::string actions(std::string_view who, const record::Record& record) {
    using pack::Action;
    constexpr std::pair<Action, const char*> all[]{{Action::read, "read"},
                                                   {Action::update, "update"},
                                                   {Action::comment_public, "public"},
                                                   {Action::comment_internal, "internal"},
                                                   {Action::link, "link"}};
    return with_rights(who, record, [&](const RecordRights& rights) {
      std::string text;
      for (const auto& [action, name] : all)
        if (rights.may(action)) text += std::string(text.empty() ? "" : " ") + name;
      return text;
    });
  }

  static std::string field_rights(std::string_view who, const record::Record& record,
                                  std::string_view field) {
    const auto bit = static_cast<std::size_t>(record.type->find_field(field));
    return with_rights(who, record, [&](const RecordRights& rights) {
      return std::string(rights.readable_fields()[bit] ? "r" : "-") +
             (rights.updatable_fields()[bit] ? "u" : "-");
    });
  }
};

TEST_F(Permission, GivesEachActorTheirActionsAndNoOthers) {
  constexpr const char* all = "read update public internal link";
  const struct {
    const char *who, *what, *actions;
  } cases[]{
      {"mara", "plain", ""},
      {"mara", "maras", "read public"},
      {"mara", "behalf", "read public"},  // by the grant of a field, and so may comment
      {"mara", "secret", ""},
      {"ines", "plain", all},
      {"ines", "at_harbor", all},
      {"ines", "at_ferry", ""},
      {"ines", "secret", ""},  // in her organization, but her role's own read does not hold
      {"ines", "secret_desk", all},
      {"ines", "secret_ines", all},
      {"ines", "ferry_ines", "read public"},  // as anyone who asked for something
      {"ines", "ferry_behalf",
       "read public"},  // a grant opens it to everyone's roles, not to the agent's
      {"tomasz", "plain", all},
      {"tomasz", "secret", ""},
      {"olaf", "at_harbor", all},
      {"aida", "plain", "read"},
      {"aida", "secret", "read"},
      {"core", "secret", all},
      {"core", "at_ferry", all},
  };
  for (const auto& [who, what, expected] : cases)
    EXPECT_EQ(actions(who, incident(what)), expected) << who << " " << what;
}

// What is remembered of one record answers for the next only where that has the same values.
TEST_F(Permission, AnswersForNeighborsInAListAsForEachAlone) {
  const auto model = shipped_model();
  constexpr std::string_view names[]{"plain",       "at_harbor",   "at_ferry",   "secret",
                                     "secret_desk", "secret_ines", "ferry_ines", "ferry_behalf",
                                     "maras",       "behalf"};
  for (const auto* who : {"mara", "ines", "tomasz", "olaf", "owen", "aida", "core"}) {
    const auto scope = actor(who);
    for (const auto first : names)
      for (const auto second : names) {
        const auto before = incident(first), after = incident(second);
        const ActorRights rights(scope, model->packs(), *before.type);
        ReadableFields readable(rights);
        record::Surroundings in{.model = model.get(), .scope = &scope, .record = &before};
        EXPECT_EQ(readable.of(in), RecordRights(rights, in).readable_fields());
        in.record = &after;
        EXPECT_EQ(readable.of(in), RecordRights(rights, in).readable_fields())
            << who << " " << first << " " << second;
      }
  }
}

TEST_F(Permission, OpensFieldsByTheirOwnGrantsAndOthersWithTheirRecord) {
  const struct {
    const char *who, *what, *field, *rights;
  } cases[]{
      {"mara", "maras", "title", "r-"},
      {"mara", "maras", "group", "r-"},
      {"mara", "maras", "confidential", "--"},
      {"mara", "maras", "hand_offs", "--"},
      {"mara", "plain", "title", "--"},
      {"mara", "behalf", "title", "r-"},
      {"ines", "plain", "title", "ru"},
      {"ines", "plain", "confidential", "ru"},
      {"ines", "plain", "group", "ru"},
      {"ines", "plain", "is_major", "r-"},
      {"ines", "secret", "title", "--"},
      {"ines", "ferry_ines", "title", "r-"},
      {"ines", "ferry_ines", "touches", "--"},  // an agent elsewhere
      {"tomasz", "plain", "is_major", "ru"},
      {"tomasz", "secret", "is_major", "--"},
      {"olaf", "plain", "is_major", "ru"},
      {"olaf", "at_harbor", "is_major", "r-"},  // a practice manager, but not for harbor
      {"aida", "plain", "title", "r-"},
      {"aida", "plain", "confidential", "--"},
      {"core", "secret", "is_major", "ru"},
  };
  for (const auto& [who, what, field, expected] : cases)
    EXPECT_EQ(field_rights(who, incident(what), field), expected)
        << who << " " << what << " " << field;
}

TEST_F(Permission, ToUpdateAFieldTakesTheRightToReadIt) {
  auto type = *shipped_model()->type("incident");
  const std::vector<pack::Grant> nobody, agents{{.role = "agent", .is_always = true}};
  type.field_permissions["contact"] = {.read = nobody, .update = agents};
  type.field_permissions["channel"] = {.read = agents, .update = agents};
  auto record = incident("plain");
  record.type = &type;
  EXPECT_EQ(field_rights("ines", record, "contact"), "--");
  EXPECT_EQ(field_rights("ines", record, "channel"), "ru");
}

TEST_F(Permission, OfPeopleAndOrganizationsFollowsTheirOwnGrants) {
  auto self = record_of("person", {{"title", "Mara"}, {"organization", named("quay")}});
  self.id = named("mara");
  const auto other = record_of("person", {{"title", "Jonas"}, {"organization", named("quay")}});
  EXPECT_EQ(field_rights("mara", self, "title"), "r-");
  EXPECT_EQ(field_rights("mara", self, "handling"), "--");
  EXPECT_EQ(field_rights("mara", other, "title"), "--");
  EXPECT_EQ(field_rights("ines", self, "handling"), "r-");
  EXPECT_EQ(field_rights("tomasz", self, "handling"), "ru");
  EXPECT_EQ(field_rights("tomasz", self, "title"), "r-");
  EXPECT_EQ(field_rights("owen", self, "title"), "ru");

  auto quay = record_of("organization", {{"title", "Quay"}, {"key", "quay"}});
  quay.id = named("quay");
  EXPECT_EQ(actions("mara", quay), "read");
  EXPECT_EQ(actions("mara", record_of("organization", {{"title", "Ferry"}, {"key", "ferry"}})), "");
}

TEST_F(Permission, CountsARoleOfATransitionWhereItIsHeldAndItsReadHolds) {
  const struct {
    const char *who, *what, *role;
    bool holds;
  } cases[]{
      {"ines", "plain", "agent", true},
      {"ines", "at_ferry", "agent", false},
      {"ines", "secret", "agent", false},
      {"ines", "plain", "practice_manager", false},
      {"olaf", "plain", "practice_manager", true},
      {"olaf", "at_harbor", "practice_manager", false},
      {"mara", "maras", "requester", true},
      {"mara", "plain", "requester", false},
      {"mara", "behalf", "requester", true},
      {"ines", "plain", "requester", false},
      {"ines", "ferry_ines", "requester", true},
      {"ines", "ferry_ines", "agent", false},
      {"aida", "plain", "auditor", true},
      {"aida", "at_harbor", "auditor", false},  // may read it, holds no role there
      {"core", "secret", "agent", true},
      {"ines", "plain", "no_such_role", false},
  };
  for (const auto& [who, what, role, expected] : cases) {
    const std::vector<std::string> roles{role};
    EXPECT_EQ(with_rights(who, incident(what),
                          [&](const RecordRights& r) { return r.holds_one_of(roles); }),
              expected)
        << who << " " << what << " " << role;
  }
}

TEST_F(Permission, LeavesTransitionsWithoutRolesToRulesAndTime) {
  const auto ask = [](const RecordRights& rights) { return rights.holds_one_of({}); };
  EXPECT_FALSE(with_rights("owen", incident("plain"), ask));
  EXPECT_TRUE(with_rights("core", incident("plain"), ask));
}

TEST_F(Permission, ToCreateAsksNoReadButWhereTheRoleIsHeld) {
  const auto may_create = [](std::string_view who, const record::Record& draft) {
    return with_rights(who, draft,
                       [](const RecordRights& rights) { return rights.may(pack::Action::create); });
  };
  EXPECT_TRUE(may_create("mara", incident("at_ferry")));
  EXPECT_TRUE(may_create("ines", incident("secret")));
  const auto person = [](std::string_view organization) {
    return record_of("person", {{"title", "New"}, {"organization", named(organization)}});
  };
  EXPECT_TRUE(may_create("owen", person("quay")));
  EXPECT_FALSE(may_create("owen", person("ferry")));
  EXPECT_FALSE(may_create("ines", person("quay")));
  EXPECT_FALSE(may_create("mara", person("quay")));
  EXPECT_TRUE(may_create("core", person("ferry")));
}

TEST_F(Permission, CreatesAsARoleWhereItIsHeld) {
  const auto may_create_as = [](std::string_view who, std::string_view what,
                                std::vector<std::string> roles) {
    return with_rights(who, incident(what),
                       [&](const RecordRights& rights) { return rights.may_create_as(roles); });
  };
  EXPECT_TRUE(may_create_as("mara", "at_ferry", {"agent", "requester"}));
  EXPECT_FALSE(may_create_as("mara", "plain", {"agent"}));
  EXPECT_TRUE(may_create_as("ines", "plain", {"agent"}));
  EXPECT_TRUE(may_create_as("ines", "secret", {"agent"}));
  EXPECT_FALSE(may_create_as("ines", "at_ferry", {"agent"}));
  EXPECT_FALSE(may_create_as("owen", "plain", {}));
}

TEST_F(Permission, ToReadAgreesWithWhatTheRecordRoomShows) {
  World world(db::Engine::sqlite);
  const auto model = shipped_model();
  int readable = 0, hidden = 0;
  for (const auto* who : {"mara", "ines", "tomasz", "olaf", "owen", "aida", "core"})
    for (const auto* what : {"plain", "maras", "behalf", "at_harbor", "at_ferry", "secret",
                             "secret_desk", "secret_ines", "ferry_ines", "ferry_behalf"}) {
      const auto scope = actor(who);
      const auto record = incident(what);
      const auto shown = world.read([&](db::Transaction& tx) -> Result<bool> {
        return record::may_read(tx, {*model, *world.directory, scope, Instant{}}, record);
      });
      const bool may_here = with_rights(
          scope, record, [](const auto& rights) { return rights.may(pack::Action::read); });
      EXPECT_EQ(may_here, *shown) << who << " " << what;
      ++(may_here ? readable : hidden);
    }
  EXPECT_GT(readable, 10);
  EXPECT_GT(hidden, 10);
}

}  // namespace
}  // namespace praxis::identity
