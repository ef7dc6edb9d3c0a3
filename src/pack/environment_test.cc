// What names stand for in expressions, and which may select records.
#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

class DeskNames : public testing::Test {
 protected:
  void SetUp() override {
    const std::vector<PackSource> sources = {test::desk()};
    set_ = load(sources).set;
    ASSERT_TRUE(set_);
  }
  // "kind name.part / inner" of the first meaning, or the error.
  std::string meaning_of(const char* text, const char* type = "ticket",
                         ExpressionContext context = {}) const {
    context.wanted = std::nullopt;
    const auto compiled = set_->compile(*set_->type(type), text, context);
    if (!compiled) return compiled.error().reason;
    const auto slots = (*compiled)->program->slots();
    if (slots.empty()) return "constant";
    return shown((*compiled)->meanings[slots.front()]) + " : " +
           expr::to_text((*compiled)->program->type());
  }
  static std::string shown(const Meaning& meaning) {
    constexpr const char* kinds[] = {"field",   "meta",      "through", "me",     "now",
                                     "setting", "choices",   "link",    "clock",  "old",
                                     "entry",   "candidate", "journal", "within", "text",
                                     "date_of", "instant_of"};
    std::string out = kinds[static_cast<int>(meaning.kind)];
    if (!meaning.name.empty()) out += " " + meaning.name;
    if (!meaning.part.empty()) out += "." + meaning.part;
    for (const auto& argument : meaning.arguments) out += "(" + argument.text() + ")";
    return meaning.inner ? out + " / " + shown(*meaning.inner) : out;
  }
  std::shared_ptr<const PackSet> set_;
};

TEST_F(DeskNames, StandForWhatTheTableSays) {
  const struct {
    const char *text, *wanted;
  } table[] = {
      {"title", "field title : text"},
      {"impact", "field impact : choice(level)"},
      {"cost", "field cost : decimal(2)"},
      {"due_on", "field due_on : timestamp"},
      {"assignee", "field assignee : reference(person)"},
      {"requester.organization.title",
       "through requester / through organization / field title : text"},
      {"requester.groups", "through requester / field groups : list(reference(group))"},
      {"organization.created_at", "through organization / meta created_at : timestamp"},
      {"id", "meta id : reference(ticket)"},
      {"self", "meta self : reference(ticket)"},
      {"state", "meta state : choice(ticket states)"},
      {"phase", "meta phase : choice(phase)"},
      {"type", "meta type : choice(type)"},
      {"created_by", "meta created_by : reference(person)"},
      {"next_target_at", "meta next_target_at : timestamp"},
      {"version + 1", "meta version : int"},
      {"me", "me : reference(person)"},
      {"me.groups", "me groups : list(reference(group))"},
      {"me.organization", "me organization : reference(organization)"},
      {"me.side", "me side : choice(side)"},
      {"now", "now : timestamp"},
      {"settings.close_after", "setting close_after : duration"},
      {"settings.priority_matrix", "setting priority_matrix : map(text, map(text, int))"},
      {"choices.hold_reason[\"date\"].pauses", "choices hold_reason : dyn"},
      {"links.children.open", "link children.open : int"},
      {"clock.resolve.due_at", "clock resolve.due_at : timestamp"},
      {"clock.resolve.state", "clock resolve.state : choice(clock state)"},
      {"entered_at(\"phase.resolved\")", "journal entered_at(phase.resolved) : timestamp"},
      {"time_in(\"hold\")", "journal time_in(hold) : duration"},
      {"first_comment_at(\"public\", \"agent\")",
       "journal first_comment_at(public)(agent) : timestamp"},
      {"changes(\"group\")", "journal changes(group) : int"},
      {"entries(\"agent\")", "journal entries(agent) : int"},
      {"made_by(\"take\")", "journal made_by(take) : reference(person)"},
      {"within(category, \"hardware\")", "within(hardware) / field category : bool"},
      {"within(organization, \"harbor\")", "within(harbor) / field organization : bool"},
      {"within(requester.organization, \"harbor\")",
       "within(harbor) / through requester / field organization : bool"},
      {"text(\"ticket.messages.finished.body\")",
       "text ticket.messages.finished.body(ticket.messages.finished.body) : text"},
      {"date(now)", "date_of / now : timestamp"},
      {"date(hold_until)", "date_of / field hold_until : timestamp"},
      {"instant(due_on)", "instant_of / field due_on : timestamp"},
      {"instant(hold_until)", "expression.unknown_function"},
      {"date(due_on)", "expression.unknown_function"},
      {"within(category, \"hardwear\")", "expression.unknown_function"},
      {"within(title, \"x\")", "expression.unknown_function"},
      {"text(\"nothing\")", "expression.unknown_function"},
      {"times(\"tak\")", "expression.unknown_function"},
      {"me.salary", "expression.unknown_name"},
      {"old.title", "expression.unknown_name"},
      {"entry.side", "expression.unknown_name"},
      {"it.title", "expression.unknown_name"},
      {"links.children", "expression.unknown_name"},
      {"requester.organization.parent.title", "expression.unknown_name"},
  };
  for (const auto& [text, wanted] : table) EXPECT_EQ(meaning_of(text), wanted) << text;
}

TEST_F(DeskNames, DependOnTheContext) {
  const ExpressionContext rules{.has_old = true, .has_entry = true};
  EXPECT_EQ(meaning_of("old.group", "ticket", rules), "old / field group : reference(group)");
  EXPECT_EQ(meaning_of("entry.visibility", "ticket", rules),
            "entry visibility : choice(visibility)");
  const ExpressionContext among{.candidate = set_->type("person")};
  EXPECT_EQ(meaning_of("it.groups", "ticket", among),
            "candidate / field groups : list(reference(group))");
  EXPECT_EQ(meaning_of("it == me", "ticket", among), "candidate / meta self : bool");
}

TEST_F(DeskNames, OfAnAbstractTypeCoverItsSubtypes) {
  EXPECT_EQ(meaning_of("state == \"hold\"", "work"), "meta state : bool");
  EXPECT_EQ(meaning_of("type == \"change\"", "work"), "meta type : bool");
  EXPECT_EQ(meaning_of("type == \"change\"", "ticket"), "expression.unknown_choice");
  EXPECT_EQ(meaning_of("times(\"take\")", "work"), "journal times(take) : int");
}

TEST_F(DeskNames, SelectRecordsWhereTheyHaveATranslation) {
  const struct {
    const char* text;
    bool is_selecting;
  } table[] = {
      {"group in me.groups && state == \"new\"", true},
      {"requester.organization == me.organization", true},
      {"now - created_at > duration(\"1h\")", true},
      {"choices.hold_reason[hold_reason].pauses", true},
      {"within(category, \"hardware\")", true},
      {"due_on < date(now)", true},
      {"cost > 9.99", true},
      {"settings.close_after > duration(\"1h\")", true},
      {"requester.organization.title == \"x\"", false},
      {"links.children.count > 0", false},
      {"changes(\"group\") > 1", false},
      {"settings.priority_matrix[impact][urgency] == 1", false},
      {"text(\"ticket.name\") == title", false},
      {"title.matches(\"a+\")", false},
      {"[1, 2].exists(x, x == version)", false},
  };
  for (const auto& [text, is_selecting] : table) {
    const auto compiled = set_->compile(*set_->type("ticket"), text, {.must_compile_to_sql = true});
    EXPECT_EQ(compiled.has_value(), is_selecting)
        << text << ": " << (compiled ? "" : compiled.error().message);
    if (!compiled) {
      EXPECT_EQ(compiled.error().reason, "expression.not_in_sql") << text;
    }
  }
}

}  // namespace
}  // namespace praxis::pack
