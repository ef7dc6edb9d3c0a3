// What follows from a change, with packs that go further than the shipped ones: rules that set off
// rules, rules at an instant, links whose other end may stay behind, models that change.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "support/databases.h"
#include "usecases/bootstrap.h"
#include "usecases/comment_record.h"
#include "usecases/create_record.h"
#include "usecases/link_record.h"
#include "usecases/read_records.h"
#include "usecases/tenant.h"
#include "usecases/timers.h"
#include "usecases/transition_record.h"
#include "usecases/update_record.h"

namespace praxis::usecases {
namespace {

// An errand in two models, of which one knows no check; it may be mirrored, counted and timed.
constexpr const char* errands = R"(
overlay: errands
version: 1.0.0
languages: [en, de]
---
choices: {errand_model: {long: {}, short: {}}}
links:
  goes_with:
    from: [errand]
    to: [errand]
    reverse: goes_before
    in_step: {fields: {note: note}, forward: {check: check, finish: finish}, refused: flag}
  echoes:
    from: [errand]
    to: [errand]
    reverse: is_echoed
    flows:
      there: {way: forward, comment: internal, offer: always}
      back: {way: backward, comment: internal, offer: always}
---
type: errand
number: ERR-{}
fields:
  title: {type: text, required: true, as: title}
  organization: {type: organization, required: true, as: organization}
  model: {type: choice, of: errand_model, required: true, default: long, fixed: 'title == "fixed"'}
  note: {type: text}
  count: {type: integer, default: 0}
  due_at: {type: instant}
  rung: {type: integer, default: 0}
states:
  begun: {phase: open, glyph: new}
  checked: {phase: open, glyph: in_progress}
  over: {phase: closed, glyph: closed}
transitions:
  create: {to: begun, roles: [agent]}
  check: {from: [begun], to: checked, roles: [agent]}
  finish: {from: [begun, checked], to: over, roles: [agent], guards: {noted: 'note != "stay"'}}
model_field: model
models:
  long: {}
  short: {states: {checked: ~}, transitions: {check: ~}}
rules:
  rings: {event: schedule, at: 'due_at', when: 'note != "quiet"', do: {set: {rung: 'rung + 1', due_at: 'due_at'}}}
  counts: {event: update, when: 'old.note != note', do: {set: {count: 'count + 1'}}}
permissions:
  read: {agent: true}
  create: {agent: true}
  comment_internal: {agent: true}
---
)";

std::string errand_texts() {
  const std::string words =
      "errand: {name: x, plural: x, fields: {title: x, organization: x, model: x, note: x, count: "
      "x, "
      "due_at: x, rung: x}, states: {begun: x, checked: x, over: x}, transitions: {create: x, "
      "check: x, "
      "finish: x}, guards: {noted: x}, rules: {rings: x, counts: x}}, choices: {errand_model: "
      "{long: x, "
      "short: x}}, links: {goes_with: x, goes_before: x, echoes: x, is_echoed: x}, flows: {there: "
      "x, "
      "back: x}";
  return fmt::format("texts: {{en: {{{0}}}, de: {{{0}}}}}\n", words);
}

std::string errand_overlay() { return errands + errand_texts(); }

class Effects : public testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override { open(errand_overlay()); }

  void open(std::string overlay) {
    fresh_ = std::make_unique<test::FreshDatabase>(GetParam());
    auto sources = *pack::read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs");
    sources.push_back({"errands", true, {{"errands.yaml", std::move(overlay)}}});
    auto model = open_tenant(**fresh_, sources, time_.now(),
                             [](std::size_t, std::size_t, const std::string&) {});
    ASSERT_TRUE(model.has_value()) << model.error().message;
    models_ = std::make_unique<Models>(*model);
    application_ = std::make_unique<Application>(Application{**fresh_, *models_, time_});
    const auto first = bootstrap(*application_, {"Harbor", "harbor", "Ada", "ada@x.example"});
    ASSERT_TRUE(first.has_value());
    harbor_ = to_text(first->organization);
  }

  std::string make(JsonObject fields) {
    fields.insert({{"organization", harbor_}, {"title", "x"}});
    Draft draft;
    draft.fields = std::move(fields);
    const auto made = create_record(*application_, caller_, "errand", draft);
    EXPECT_TRUE(made.has_value()) << made.error().reason;
    return made ? made->record.number : "";
  }
  Result<Outcome> update(const std::string& number, JsonObject fields) {
    Draft draft;
    draft.fields = std::move(fields);
    return update_record(*application_, caller_, {"", number}, draft);
  }
  Result<Outcome> transition(const std::string& number, const std::string& name,
                             DryRun dry_run = DryRun::no) {
    Draft draft;
    draft.dry_run = dry_run;
    return transition_record(*application_, caller_, {"", number}, name, draft);
  }
  record::Record read(const std::string& number) {
    return in_read(*application_, caller_,
                   [&](Work& work) {
                     return record::read(work.tx, work.lister(), record::RecordName{"", number});
                   })
        .value();
  }
  std::string value(const std::string& number, const std::string& field) {
    const auto record = read(number);
    const auto& found = record.value(field);
    if (const auto* whole = found.get<std::int64_t>()) return std::to_string(*whole);
    const auto* text = found.get<std::string>();
    return text ? *text : "";
  }
  std::string out_of_step(const std::string& number) {
    return in_read(*application_, caller_,
                   [&](Work& work) -> Result<std::string> {
                     for (const auto& seen :
                          TRY(read_links(work, TRY(record::read(work.tx, work.lister(),
                                                                record::RecordName{"", number})))))
                       if (!seen.link.out_of_step.empty()) return seen.link.out_of_step;
                     return std::string();
                   })
        .value();
  }
  std::int64_t comments(const std::string& number) {
    const auto id = read(number).id;
    return in_read(*application_, caller_,
                   [&](Work& work) -> Result<std::int64_t> {
                     return std::ssize(
                         TRY(record::read_entries(work.tx, id, {record::EntryKind::comment})));
                   })
        .value();
  }
  void link(const std::string& from, const std::string& name, const std::string& to) {
    const auto linked = link_record(*application_, caller_, {"", from}, name, {"", to});
    EXPECT_TRUE(linked.has_value()) << linked.error().reason;
  }
  void pass(Span span) {
    time_.set(time_.now() + span);
    EXPECT_TRUE(fire_due_timers(*application_, 100).has_value());
  }

  ManualTime time_{*instant_from_text("2026-03-02T09:00:00Z")};
  std::unique_ptr<test::FreshDatabase> fresh_;
  std::unique_ptr<Models> models_;
  std::unique_ptr<Application> application_;
  Caller caller_ = operator_caller("api");
  std::string harbor_;
};

TEST_P(Effects, ARuleIsNotFiredByItsOwnEffect) {
  const auto errand = make({});
  EXPECT_TRUE(update(errand, {{"note", "a"}}));
  EXPECT_EQ(value(errand, "count"), "1");
}

// Each of them sets off all that do not run yet: without an end a write would never be over.
TEST_P(Effects, AChainOfRulesEndsAtItsLimitAndTheWriteWithIt) {
  std::string rules, words;
  for (int i = 0; i <= effect_chain_max; ++i) {
    rules += fmt::format(
        "  more_{0}: {{event: update, when: 'count >= 0', do: {{set: {{count: 'count + 1'}}}}}}\n",
        i);
    words += fmt::format(", more_{}: x", i);
  }
  auto overlay = errand_overlay();
  overlay.insert(overlay.find("permissions:"), rules);
  for (auto at = overlay.find("counts: x"); at != overlay.npos;
       at = overlay.find("counts: x", at + 9))
    overlay.insert(at + 9, words);
  open(overlay);
  const auto errand = make({});
  const auto changed = update(errand, {{"note", "a"}});
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().reason, effect_chain_reason);
  EXPECT_EQ(changed.error().code, Code::conflict);
  EXPECT_EQ(value(errand, "note"), "");
}

TEST_P(Effects, ARuleAtAnInstantFiresOnceForEach) {
  const auto errand = make({{"due_at", "2026-03-03T09:00:00Z"}});
  pass(hours(23));
  EXPECT_EQ(value(errand, "rung"), "0");
  pass(hours(1));
  EXPECT_EQ(value(errand, "rung"), "1");
  pass(days(1));
  EXPECT_TRUE(update(errand, {{"title", "y"}}));
  pass(days(1));
  EXPECT_EQ(value(errand, "rung"), "1");
  EXPECT_TRUE(update(errand, {{"due_at", "2026-03-08T09:00:00Z"}}));
  pass(days(5));
  EXPECT_EQ(value(errand, "rung"), "2");
}

TEST_P(Effects, ARuleAtAPastInstantFiresWhenItsConditionComesTrue) {
  const auto errand = make({{"due_at", "2026-03-03T09:00:00Z"}, {"note", "quiet"}});
  pass(days(2));
  EXPECT_EQ(value(errand, "rung"), "0");
  EXPECT_TRUE(update(errand, {{"note", "loud"}}));
  pass(hours(0));
  EXPECT_EQ(value(errand, "rung"), "1");
  EXPECT_TRUE(update(errand, {{"note", "louder"}}));
  pass(hours(0));
  EXPECT_EQ(value(errand, "rung"), "1");
}

TEST_P(Effects, WhatCannotFollowIsFlaggedUntilItDoes) {
  const auto first = make({}), second = make({});
  link(first, "goes_with", second);
  EXPECT_TRUE(transition(first, "check"));
  EXPECT_EQ(read(second).state_name(), "checked");
  EXPECT_TRUE(update(second, {{"note", "stay"}}));
  EXPECT_EQ(value(first, "note"), "stay");
  EXPECT_TRUE(update(first, {{"note", "go"}}));
  EXPECT_EQ(value(second, "note"), "go");

  // A third that is short has no check: it stays behind, and the others know why.
  const auto third = make({{"model", "short"}});
  const auto fourth = make({});
  link(fourth, "goes_with", third);
  EXPECT_TRUE(transition(fourth, "check", DryRun::yes)->refusal == std::nullopt);
  EXPECT_TRUE(transition(fourth, "check"));
  EXPECT_EQ(read(fourth).state_name(), "checked");
  EXPECT_EQ(read(third).state_name(), "begun");
  EXPECT_NE(out_of_step(fourth).find("transition.unknown"), std::string::npos)
      << out_of_step(fourth);
  EXPECT_NE(out_of_step(third).find(third), std::string::npos);
  EXPECT_TRUE(transition(fourth, "finish"));
  EXPECT_EQ(read(third).state_name(), "over");
  EXPECT_EQ(out_of_step(fourth), "");
}

TEST_P(Effects, ACommentThatFlowsBothWaysDoesNotComeBack) {
  const auto first = make({}), second = make({}), third = make({});
  link(first, "echoes", second);
  link(second, "echoes", third);
  ASSERT_TRUE(comment_record(*application_, caller_, {"", second}, {.body = "Hello?"}).has_value());
  for (const auto& errand : {first, second, third}) EXPECT_EQ(comments(errand), 1) << errand;
}

// Its author said it is not fixed, so the checker believes it; the record stays in a state it has.
TEST_P(Effects, AModelChangesOnlyWhereAllModelsHaveTheState) {
  const auto errand = make({});
  EXPECT_TRUE(update(errand, {{"model", "short"}}));
  EXPECT_TRUE(update(errand, {{"model", "long"}}));
  EXPECT_TRUE(transition(errand, "check"));
  const auto changed = update(errand, {{"model", "short"}});
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().code, Code::conflict);
  EXPECT_EQ(changed.error().fields.at(0).reason, "model_not_here");
  EXPECT_TRUE(transition(errand, "finish"));
}

INSTANTIATE_TEST_SUITE_P(Engines, Effects, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::usecases
