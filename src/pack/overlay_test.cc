// Overlays on the worked examples and on the desk: that they apply, and how their difference reads.
#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

using test::findings_text;

std::string difference(std::span<const PackSource> base, const PackSource& overlay) {
  std::vector<PackSource> with(base.begin(), base.end());
  with.push_back(overlay);
  const auto before = load(base);
  const auto after = load(with);
  if (!before.set || !after.set) return findings_text(before) + findings_text(after);
  std::string out;
  for (const auto& line : diff(*before.set, *after.set)) out += line + "\n";
  return out;
}

struct SharedOverlay {
  const char* file;
  const char* difference;
};

TEST(Overlay, SharedExamplesReadAsTheyShould) {
  const auto folder = test::shared_packs_folder();
  if (folder.empty()) GTEST_SKIP() << "the worked examples are not beside this repository";
  const SharedOverlay table[] = {
      {"1_waiting_for_supplier.yaml", R"(+ incident.states.waiting_for_supplier
+ incident.transitions.hand_to_supplier
~ incident.clocks.resolution.runs_in + waiting_for_supplier
+ texts.en.incident.states.waiting_for_supplier Waiting for supplier
+ texts.en.incident.transitions.hand_to_supplier Hand to supplier
+ texts.de.incident.states.waiting_for_supplier Wartet auf Lieferanten
+ texts.de.incident.transitions.hand_to_supplier An Lieferanten geben
)"},
      {"2_fourth_urgency.yaml", R"(+ choices.urgency.critical
+ settings.priority_matrix.default.high.critical 1
+ settings.priority_matrix.default.medium.critical 1
+ settings.priority_matrix.default.low.critical 2
+ texts.en.choices.urgency.critical Danger to people
+ texts.de.choices.urgency.critical Gefahr für Menschen
)"},
      {"3_cost_center.yaml", R"(+ request.fields.cost_center
~ request.forms.agent.sections.what.fields + cost_center
~ request.forms.portal.sections.why.fields + cost_center
+ texts.en.request.fields.cost_center Cost center
+ texts.de.request.fields.cost_center Kostenstelle
)"},
      {"4_robot.yaml", R"(+ links.steered_by
+ links.hands_to
+ robot
+ texts.en.links.hands_to hands to
+ texts.en.links.steered_by is steered by
+ texts.en.links.steers steers
+ texts.en.links.takes_from takes from
+ texts.en.robot.fields.payload_kg Payload (kg)
+ texts.en.robot.name Robot
+ texts.en.robot.plural Robots
+ texts.de.links.hands_to übergibt an
+ texts.de.links.steered_by wird gesteuert von
+ texts.de.links.steers steuert
+ texts.de.links.takes_from übernimmt von
+ texts.de.robot.fields.payload_kg Traglast (kg)
+ texts.de.robot.name Roboter
+ texts.de.robot.plural Roboter
)"},
      {"5_word.yaml", "~ texts.de.incident.states.resolved Gelöst → Erledigt\n"},
  };
  const auto base = read_sources(folder + "/packs");
  ASSERT_TRUE(base);
  for (const auto& [file, wanted] : table) {
    const auto overlay = read_source(folder + "/overlays/" + file, true);
    ASSERT_TRUE(overlay) << file;
    EXPECT_EQ(difference(*base, *overlay), wanted) << file;
  }
}

struct DeskOverlay {
  const char* claim;
  const char* overlay;
  const char* difference;
};

TEST(Overlay, DifferenceNamesEachAddress) {
  const DeskOverlay table[] = {
      {"a changed rule", "type: ticket\nfields: {answer: {required: false}}\n",
       "~ ticket.fields.answer.required [\"done\"] → false\n"},
      {"a list that shrinks", "type: ticket\nviews: {of_my_groups: {columns-: [title]}}\n",
       "~ ticket.views.of_my_groups.columns - title\n"},
      {"a removed view", "type: ticket\nviews: {of_my_groups: ~}\n",
       "- ticket.views.of_my_groups\n"},
      {"a moved state", "type: ticket\nstates: {hold: {above: active}}\n",
       "~ ticket.states order: new, hold, active, done, closed\n"},
      {"a patch of a model",
       "type: change\nmodels: {standard: {transitions: {end: {roles: [manager]}}}}\n",
       "+ change.models.standard.transitions.end\n"},
      {"nothing", "texts: {en: {site: {name: Site}}}\n", ""},
      {"a removed state falls out of every list of states",
       "type: ticket\nstates: {hold: ~}\ntransitions: {hold: ~, resume: ~}\nclocks: {resolve: "
       "{paused_in: []}}\n"
       "---\ntype: work\nfields: {hold_reason: {required-: [hold]}}\n",
       "~ work.fields.hold_reason.required - hold\n- ticket.states.hold\n- "
       "ticket.transitions.hold\n"
       "- ticket.transitions.resume\n~ ticket.clocks.resolve.paused_in - phase.pending\n"},
  };
  const std::vector<PackSource> base = {test::desk()};
  for (const auto& [claim, overlay, wanted] : table)
    EXPECT_EQ(difference(base, test::overlay(overlay)), wanted) << claim;
}

TEST(Overlay, MayBeAFolderWithAHeaderAndALanguage) {
  PackSource overlay{"house",
                     true,
                     {{"house/house.yaml",
                       "overlay: house\nversion: 0.1.0\nneeds: {desk: ^1}\n---\ntype: "
                       "ticket\nfields: {room: {type: text}}\n"},
                      {"house/i18n/en.yaml", "ticket: {fields: {room: Room}}\n"}}};
  const std::vector<PackSource> sources = {test::desk(), overlay};
  const auto result = load(sources);
  EXPECT_EQ(findings_text(result), "");
  ASSERT_TRUE(result.set);
  EXPECT_EQ(result.set->text("en", "ticket.fields.room"), "Room");
  EXPECT_EQ(result.set->packs().back().name, "house");
  EXPECT_TRUE(result.set->packs().back().is_overlay);
  EXPECT_EQ(result.set->packs().back().version, "0.1.0");
}

TEST(Overlay, ComesAfterAnother) {
  const std::vector<PackSource> sources = {
      test::desk(),
      {"a",
       true,
       {{"a.yaml",
         "type: ticket\nstates: {late: {phase: open, glyph: new, below: new}}\ntransitions: "
         "{delay: {from: [new], to: late, roles: [agent]}, take: {from+: [late]}}\n"
         "texts: {en: {ticket: {states: {late: Late}, transitions: {delay: Delay}}}}\n"}}},
      {"b", true, {{"b.yaml", "type: ticket\nstates: {late: {glyph: planned}}\n"}}}};
  const auto result = load(sources);
  EXPECT_EQ(findings_text(result), "");
  ASSERT_TRUE(result.set);
  EXPECT_EQ(result.set->type("ticket")->states[1].name, "late");
  EXPECT_EQ(result.set->type("ticket")->states[1].glyph, "planned");
}

}  // namespace
}  // namespace praxis::pack
