// Overlays tried on history, and upgrades of the shipped packs under an overlay, on both engines.
#include <gtest/gtest.h>

#include "support/databases.h"
#include "usecases/bootstrap.h"
#include "usecases/change_packs.h"
#include "usecases/create_record.h"
#include "usecases/transition_record.h"
#include "usecases/try_packs.h"
#include "usecases/upgrade_packs.h"

namespace praxis::usecases {
namespace {

constexpr auto silent = [](std::size_t, std::size_t, const std::string&) {};

std::vector<pack::PackSource> shipped() {
  auto sources = pack::read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs");
  must(sources.has_value());
  return *sources;
}

pack::PackSource overlay(std::string yaml) {
  return {"house", true, {{"house.yaml", std::move(yaml)}}};
}

// The shipped packs as a later version would bring them: one text of one file replaced.
std::vector<pack::PackSource> newer(const std::string& path, const std::string& from,
                                    const std::string& to) {
  auto sources = shipped();
  for (auto& source : sources)
    for (auto& file : source.files)
      if (file.path == path) {
        const auto at = file.text.find(from);
        must(at != std::string::npos);
        file.text.replace(at, from.size(), to);
        return sources;
      }
  must(false);
  return sources;
}

class TryPacksTest : public testing::TestWithParam<db::Engine> {
 public:
  TryPacksTest() : fresh(GetParam()), models(open(shipped())), application{*fresh, models, time} {
    const auto first = bootstrap(application, {"Harbor", "harbor", "Ada", "ada@harbor.example"});
    must(first.has_value());
    ada = to_text(first->person);
  }

  std::shared_ptr<const record::Model> open(const std::vector<pack::PackSource>& sources) {
    auto model = open_tenant(*fresh, sources, time.now(), silent);
    if (!model) ADD_FAILURE() << model.error().message;
    must(model.has_value());
    return *model;
  }

  std::string incident(const std::string& impact) {
    Draft draft;
    draft.fields = {{"title", "Printer on fire"}, {"description", "It burns."},
                    {"requester", ada},           {"impact", impact},
                    {"urgency", "high"},          {"category", "hardware"},
                    {"channel", "phone"}};
    time.set(time.now() + minutes(5));
    const auto made = create_record(application, caller, "incident", draft);
    if (!made) ADD_FAILURE() << made.error().message;
    must(made.has_value());
    return made->record.number;
  }
  void move(const std::string& number, const std::string& transition, JsonObject fields = {}) {
    time.set(time.now() + minutes(5));
    Draft draft;
    draft.fields = std::move(fields);
    const auto made = transition_record(application, caller, {"", number}, transition, draft);
    if (!made) ADD_FAILURE() << transition << ": " << made.error().message;
  }
  void resolve(const std::string& number) {
    move(number, "resolve",
         {{"resolution_code", "fixed"}, {"resolution", "Out."}, {"closing_category", "hardware"}});
  }

  std::string tried(const std::string& yaml) {
    const auto sources = sources_with(application, {overlay(yaml)});
    if (!sources) return sources.error().message;
    const auto report = try_packs(application, caller, {*sources, 100}, silent);
    if (!report) return report.error().message;
    std::string text;
    for (const auto& finding : report->findings) {
      text += std::string(name(finding.kind)) + " " + std::to_string(finding.count) + " " +
              finding.address + " " + finding.what;
      for (const auto& number : finding.examples) text += " " + number;
      text += "\n";
    }
    return text;
  }

  test::FreshDatabase fresh;
  ManualTime time{*instant_from_text("2026-03-02T09:00:00Z")};
  Models models;
  Application application;
  Caller caller = operator_caller("cli");
  std::string ada;
};

TEST_P(TryPacksTest, WhatChangesNothingFindsNothing) {
  const auto number = incident("high");
  move(number, "take");
  resolve(number);
  EXPECT_EQ(tried("texts: {en: {incident: {states: {resolved: Done}}}}\n"), "");
}

TEST_P(TryPacksTest, StepsThatWouldBeRefusedAreCountedWithTheirReason) {
  const auto first = incident("high"), second = incident("low");
  for (const auto& number : {first, second}) {
    move(number, "take");
    resolve(number);
  }
  incident("low");
  EXPECT_EQ(tried(R"(type: incident
transitions:
  resolve: {guards: {not_so_fast: 'urgency != "high" || impact != "high"'}}
  take: {requires+: [contact]}
texts:
  en: {incident: {guards: {not_so_fast: Too fast}}}
  de: {incident: {guards: {not_so_fast: Zu schnell}}}
)"),
            "refused 2 incident.transitions.take contact: required " + second + " " + first +
                "\nrefused 1 incident.transitions.resolve incident.guards.not_so_fast " + first +
                "\n");
}

TEST_P(TryPacksTest, ValuesThatWouldBeComputedOtherwiseAreShownBothWays) {
  const auto high = incident("high");
  incident("low");
  EXPECT_EQ(tried("settings: {priority_matrix: {default: {high: {high: 2}}}}\n"),
            "computed 1 incident.fields.priority 1 → 2 " + high + "\n");
}

TEST_P(TryPacksTest, RecordsInAStateThatIsGoneAreStuck) {
  const auto number = incident("high");
  Draft draft;
  draft.reason = "It went out by itself.";
  ASSERT_TRUE(transition_record(application, caller, {"", number}, "cancel", draft));
  EXPECT_EQ(tried("type: incident\nstates: {canceled: ~}\ntransitions: {cancel: ~}\n"),
            "stuck 1 incident.states.canceled there is no such state " + number + "\n");
}

TEST_P(TryPacksTest, AnUpgradeGoesUnderTheOverlayAndSaysWhereTheyMeet) {
  const auto sources = sources_with(
      application,
      {overlay("settings: {close_after: {default: 9d}, remind_every: {default: 4d}}\n")});
  ASSERT_TRUE(sources);
  ASSERT_TRUE(apply_packs(application, caller, *sources, "slow house", silent));
  const auto upgraded = open(newer("core/settings.yaml", "default: 5d", "default: 7d"));
  EXPECT_EQ(upgraded->packs().setting("close_after")->default_value, Json("9d"));
  const auto generation =
      fresh->read([&](db::Transaction& tx) { return read_generation(tx, upgraded->generation()); });
  ASSERT_TRUE(generation && *generation);
  EXPECT_EQ(
      to_text((*generation)->report.at("meetings")),
      R"([{"address":"settings.close_after.default","before":"5d","upgraded":"7d","overlaid":"9d"}])");
}

TEST_P(TryPacksTest, AnUpgradeThatTheOverlayDoesNotFitLeavesTheOldPacksInForce) {
  const auto sources =
      sources_with(application, {overlay("settings: {remind_every: {default: 4d}}\n")});
  ASSERT_TRUE(sources);
  ASSERT_TRUE(apply_packs(application, caller, *sources, "slow house", silent));
  const auto before = application.models.current().model->generation();
  // The newer packs bring what this overlay adds: that is a finding.
  const auto fits_not =
      newer("core/settings.yaml", "remind_every:    {type: duration, default: 2d}",
            "remind_each:    {type: duration, default: 2d}");
  EXPECT_EQ(open(fits_not)->generation(), before);
  const auto plan = plan_upgrade(*sources, fits_not);
  EXPECT_FALSE(plan.findings.empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, TryPacksTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace praxis::usecases
