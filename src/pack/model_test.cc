// What packs become: the model that other rooms read.
#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

class DeskModel : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::vector<PackSource> sources = {test::desk()};
    set() = load(sources).set;
  }
  static std::shared_ptr<const PackSet>& set() {
    static std::shared_ptr<const PackSet> loaded;
    return loaded;
  }
  void SetUp() override { ASSERT_TRUE(set()); }
  static const RecordType& ticket() { return *set()->type("ticket"); }
  static const RecordType& change() { return *set()->type("change"); }
  static std::vector<std::string> names_of(const RecordType& type, StateSet states) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < type.states.size(); ++i)
      if (states >> i & 1) names.push_back(type.states[i].name);
    return names;
  }
  using Names = std::vector<std::string>;
};

TEST_F(DeskModel, TypesKnowTheirKin) {
  EXPECT_EQ(ticket().chain, (Names{"ticket", "work"}));
  EXPECT_EQ(ticket().family, "work");
  EXPECT_EQ(ticket().practice, "desk");
  EXPECT_TRUE(ticket().is_a("work"));
  EXPECT_FALSE(ticket().is_a("change"));
  const auto& work = *set()->type("work");
  EXPECT_TRUE(work.is_abstract);
  EXPECT_EQ(work.subtypes, (Names{"ticket", "change"}));
  EXPECT_EQ(set()->type("server"), nullptr);
  // Parents stand before their children.
  std::vector<std::string> seen;
  for (const auto& type : set()->types()) {
    for (std::size_t i = 1; i < type->chain.size(); ++i)
      EXPECT_NE(std::find(seen.begin(), seen.end(), type->chain[i]), seen.end());
    seen.push_back(type->name);
  }
}

TEST_F(DeskModel, FieldsHaveRolesTargetsAndDefaults) {
  EXPECT_EQ(ticket().fields[0].name, "title");
  EXPECT_EQ(ticket().fields[0].declared_by, "work");
  EXPECT_EQ(ticket().field("answer")->declared_by, "ticket");
  EXPECT_EQ(ticket().field_with(FieldRole::requester), ticket().find_field("requester"));
  EXPECT_EQ(ticket().field("requester")->target, "person");
  EXPECT_EQ(ticket().field("impact")->default_value, expr::Value("low"));
  EXPECT_EQ(ticket().field("title")->required.kind, Rule::Kind::always);
  EXPECT_EQ(ticket().field("title")->search_weight, 4);
  EXPECT_EQ(names_of(ticket(), ticket().field("answer")->required.states), (Names{"done"}));
  EXPECT_EQ(ticket().field("priority")->list, "priority");
  EXPECT_TRUE(set()->type("organization")->field("key")->is_unique);
}

TEST_F(DeskModel, RulesOfStatesHoldForTypesThatHaveThem) {
  EXPECT_EQ(names_of(ticket(), ticket().field("hold_reason")->required.states), (Names{"hold"}));
  EXPECT_EQ(change().field("hold_reason")->required.kind, Rule::Kind::in_states);
  EXPECT_EQ(change().field("hold_reason")->required.states, 0U);
}

TEST_F(DeskModel, TransitionsHaveStatesGuardsAndEffects) {
  const auto& lifecycle = ticket().lifecycle;
  EXPECT_EQ(lifecycle.transitions[static_cast<std::size_t>(lifecycle.create)].name, "create");
  const auto* finish = lifecycle.find("finish");
  ASSERT_TRUE(finish);
  EXPECT_EQ(names_of(ticket(), finish->from), (Names{"new", "active", "hold"}));
  EXPECT_EQ(ticket().states[static_cast<std::size_t>(finish->to)].name, "done");
  ASSERT_EQ(finish->guards.size(), 1U);
  EXPECT_EQ(finish->guards[0].name, "children_open");
  EXPECT_EQ(finish->guards[0].declared_by, "ticket");
  EXPECT_EQ(finish->guards[0].holds->meanings[0].kind, Meaning::Kind::link);
  ASSERT_EQ(finish->effects.notify.size(), 1U);
  EXPECT_EQ(finish->effects.notify[0].message, "finished");
  EXPECT_EQ(finish->effects.notify[0].to, (Names{"requester"}));
  const auto* take = lifecycle.find("take");
  ASSERT_EQ(take->effects.set.size(), 1U);
  EXPECT_EQ(take->effects.set[0].field, ticket().find_field("assignee"));
  EXPECT_TRUE(lifecycle.find("close")->needs_reason);
  ASSERT_TRUE(lifecycle.find("close_late")->after);
  EXPECT_EQ(lifecycle.find("close_late")->after->times, 1);
  EXPECT_TRUE(lifecycle.find("close_late")->roles.empty());
}

TEST_F(DeskModel, AModelIsTheBaseWithItsPatch) {
  EXPECT_EQ(change().model_field, change().find_field("model"));
  const auto& normal = change().lifecycle_for("normal");
  const auto& standard = change().lifecycle_for("standard");
  EXPECT_EQ(names_of(change(), normal.states), (Names{"draft", "checked", "planned", "over"}));
  EXPECT_EQ(names_of(change(), standard.states), (Names{"draft", "planned", "over"}));
  EXPECT_EQ(standard.find("check"), nullptr);
  EXPECT_EQ(names_of(change(), standard.find("plan")->from), (Names{"draft"}));
  EXPECT_EQ(standard.find("plan")->roles, (Names{"manager", "agent"}));
  EXPECT_EQ(normal.find("plan")->roles, (Names{"manager"}));
  // A removed state falls out of every list of states.
  EXPECT_EQ(names_of(change(), standard.find("end")->from), (Names{"draft", "planned"}));
  EXPECT_EQ(&change().lifecycle_for("unheard"), &change().lifecycle);
}

TEST_F(DeskModel, PermissionsMergeAlongTheTypes) {
  const auto roles = [](const std::vector<Grant>& grants) {
    Names names;
    for (const auto& grant : grants) names.push_back(grant.role);
    return names;
  };
  EXPECT_EQ(roles(ticket().permissions.at(Action::read)), (Names{"agent", "requester"}));
  EXPECT_EQ(roles(change().permissions.at(Action::read)), (Names{"agent"}));
  EXPECT_TRUE(ticket().permissions.at(Action::update)[0].is_always);
  EXPECT_TRUE(ticket().permissions.at(Action::read)[0].when);
  EXPECT_EQ(ticket().permissions.count(Action::link), 0U);
  const auto& cost = ticket().field_permissions.at("cost");
  EXPECT_EQ(roles(*cost.read), (Names{"manager"}));
  EXPECT_EQ(ticket().field_permissions.count("title"), 0U);
}

TEST_F(DeskModel, RolesAreClosedOverWhatTheyInclude) {
  EXPECT_EQ(set()->role("manager")->includes, (Names{"manager", "agent"}));
  EXPECT_TRUE(set()->role("requester")->is_held_by_everyone);
  EXPECT_EQ(set()->role("requester")->side, Side::requester);
  EXPECT_FALSE(set()->role("manager")->owns_organization);
}

TEST_F(DeskModel, LinksReadFromBothEnds) {
  bool is_reverse = false;
  const auto* link = set()->link("children", is_reverse);
  ASSERT_TRUE(link);
  EXPECT_TRUE(is_reverse);
  EXPECT_EQ(link->name, "child_of");
  EXPECT_EQ(link->to_max, 1);
  EXPECT_TRUE(link->is_acyclic);
  EXPECT_EQ(link->flows[0].comment, "public");
  EXPECT_FALSE(link->flows[0].is_forward);
  EXPECT_EQ(set()->link("follows", is_reverse)->carries.at("title"), "title");
  EXPECT_FALSE(is_reverse);
}

TEST_F(DeskModel, ClocksPartTheStates) {
  const auto& clock = ticket().clocks[0];
  EXPECT_EQ(names_of(ticket(), clock.runs_in), (Names{"new", "active"}));
  EXPECT_EQ(names_of(ticket(), clock.paused_in), (Names{"hold"}));
  EXPECT_EQ(names_of(ticket(), clock.met_in), (Names{"done", "closed"}));
  ASSERT_EQ(clock.targets.size(), 2U);
  EXPECT_FALSE(clock.targets[1].when);
  EXPECT_EQ(clock.targets[1].is->text, "duration(\"28800s\")");
  EXPECT_EQ(clock.thresholds[0].used_percent, 100);
}

TEST_F(DeskModel, ChoicesAreTreesInOrder) {
  const auto& category = *set()->choices("category");
  EXPECT_EQ(category.choices[1].key, "printer");
  EXPECT_EQ(category.choices[1].parent, 0);
  EXPECT_TRUE(category.lies_within("printer", "hardware"));
  EXPECT_TRUE(category.lies_within("hardware", "hardware"));
  EXPECT_FALSE(category.lies_within("software", "hardware"));
  EXPECT_TRUE(set()->choices("priority")->has_integer_keys);
  EXPECT_EQ(set()->choices("hold_reason")->choices[0].attributes.at("pauses"), Json(true));
}

TEST_F(DeskModel, SettingsHaveTypedDefaults) {
  EXPECT_EQ(praxis::to_text(set()->setting("priority_matrix")->default_value),
            R"({"high":{"high":1,"low":1},"low":{"high":1,"low":2}})");
  EXPECT_EQ(set()->setting("priority_matrix")->type, FieldType::integer);
  EXPECT_EQ(set()->setting("close_after")->type, FieldType::duration);
}

TEST_F(DeskModel, ComputedFieldsComeAfterWhatTheyRead) {
  const auto result = test::load_with(
      "type: ticket\nfields: {a: {type: integer, computed: 'b + 1'}, b: {type: integer, computed: "
      "'changes(\"group\")'}}\n"
      "texts: {en: {ticket: {fields: {a: A, b: B}}}}\n");
  EXPECT_EQ(test::findings_text(result), "");
  ASSERT_TRUE(result.set);
  const auto& type = *result.set->type("ticket");
  const auto& order = type.computed_order;
  EXPECT_LT(std::find(order.begin(), order.end(), type.find_field("b")),
            std::find(order.begin(), order.end(), type.find_field("a")));
  EXPECT_EQ(order.size(), 4U);
  EXPECT_TRUE(type.field("b")->is_stored_journal_figure);
  EXPECT_FALSE(type.field("a")->is_stored_journal_figure);
  EXPECT_TRUE(type.field("done_at")->is_stored_journal_figure);
}

TEST_F(DeskModel, FormsGiveTheFieldsOfTheOwnClass) {
  const auto result = test::load_with(
      "type: work\nforms: {all: {for: [agent], sections: {what: {fields: [title]}, class: {fields: "
      "own}}}}\n"
      "texts: {en: {work: {forms: {all: {what: What, class: Own}}}}}\n");
  EXPECT_EQ(test::findings_text(result), "");
  ASSERT_TRUE(result.set);
  const auto& type = *result.set->type("ticket");
  for (const auto& form : type.forms) {
    if (form.name != "all") continue;
    EXPECT_EQ(form.declared_by, "work");
    std::vector<std::string> fields;
    for (const int field : form.sections[1].fields)
      fields.push_back(type.fields[static_cast<std::size_t>(field)].name);
    EXPECT_EQ(fields, (Names{"category", "answer", "done_at"}));
  }
}

TEST_F(DeskModel, TextsLookAlongTheTypesAndThenInEnglish) {
  EXPECT_EQ(set()->text("en", "ticket.fields.title"), "Title");
  EXPECT_EQ(set()->text("en", "ticket.fields.hold_until"), "Until");
  EXPECT_EQ(set()->text("en", "ticket.fields.hold_until.hint"), "At most a month");
  EXPECT_EQ(set()->text("fr", "ticket.name"), "Ticket");
  EXPECT_EQ(set()->text("en", "ticket.messages.finished.subject"), "{number} is done");
  EXPECT_EQ(set()->text("en", "nothing.of.this"), "nothing.of.this");
  EXPECT_TRUE(set()->has_text("en", "change.fields.title"));
  EXPECT_FALSE(set()->has_text("fr", "change.fields.title"));
}

TEST_F(DeskModel, ASubtypeMayTightenARuleAndSpeakInItsOwnWords) {
  const auto result = test::load_with(
      "type: change\nfields: {requester: {required: false}, due_on: {required: true}}\n"
      "texts: {en: {change: {fields: {due_on: Wanted by}}}}\n");
  EXPECT_EQ(test::findings_text(result), "");
  ASSERT_TRUE(result.set);
  EXPECT_EQ(result.set->type("change")->field("requester")->required.kind, Rule::Kind::never);
  EXPECT_EQ(result.set->type("ticket")->field("requester")->required.kind, Rule::Kind::always);
  EXPECT_EQ(result.set->type("change")->field("requester")->role, FieldRole::requester);
  EXPECT_EQ(result.set->text("en", "change.fields.due_on"), "Wanted by");
  EXPECT_EQ(result.set->text("en", "ticket.fields.due_on"), "Due on");
}

TEST_F(DeskModel, RecipientsAreTheFieldsOfThatMeaning) {
  const auto result = test::load_with(
      "type: site\nfields: {keeper: {type: person, as: assignee}}\nstates: {open: {phase: open, "
      "glyph: new}, shut: {phase: closed, glyph: closed}}\n"
      "transitions: {create: {to: open, roles: [agent]}, shut: {from: [open], to: shut, roles: "
      "[agent], do: {notify: {shut: [assignee, manager]}}}}\n"
      "texts: {en: {site: {fields: {keeper: Keeper}, states: {open: Open, shut: Shut}, "
      "transitions: {create: Create, shut: Shut}, messages: {shut: {subject: s, body: b}}}}}\n");
  EXPECT_EQ(test::findings_text(result), "");
  ASSERT_TRUE(result.set);
  EXPECT_EQ(result.set->type("site")->lifecycle.find("shut")->effects.notify[0].to,
            (Names{"keeper", "manager"}));
}

}  // namespace
}  // namespace praxis::pack
