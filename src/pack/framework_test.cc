// Frameworks over the desk of tests: what is loaded, what lies over the packs' words, and, with one
// fault each, what is said of it and where.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

constexpr std::string_view header =
    "framework: house\n"
    "version: 1.0.0\n"
    "languages: [en]\n"
    "needs: {desk: ^1}\n";
constexpr std::string_view guide =
    "practice: ticket\n"
    "roles: {first_line: agent}\n"
    "activities: [listen]\n"
    "metrics: [open_now]\n"
    "expected:\n"
    "  owned: {in: [phase.open], done: 'assignee != null', do: {update: [assignee]}}\n";
constexpr std::string_view requirements =
    "requirements:\n"
    "  H-1:\n"
    "    practices: [ticket]\n"
    "    evidence:\n"
    "      sorted: {practice: ticket, should: 'true', fulfills: 'category != null', at: "
    "created_at, over: 30d}\n";
constexpr std::string_view terms =
    "texts:\n"
    "  en: {ticket: {name: Call, about: Taking calls}}\n";
constexpr std::string_view words =
    "name: House rules\n"
    "ticket:\n"
    "  purpose: Help.\n"
    "  scope: Whatever people bring.\n"
    "  roles: {first_line: Takes the call}\n"
    "  activities: {listen: Listen first}\n"
    "  expected: {owned: Let one person own it}\n"
    "requirements: {H-1: Calls are sorted}\n"
    "evidence: {sorted: with a category}\n";

PackSource house() {
  return {"house",
          false,
          {{"house/framework.yaml", std::string(header)},
           {"house/i18n/en.yaml", std::string(words)},
           {"house/requirements.yaml", std::string(requirements)},
           {"house/terms.yaml", std::string(terms)},
           {"house/ticket.yaml", std::string(guide)}}};
}

LoadResult load_beside_desk(PackSource framework) {
  const std::vector<PackSource> sources = {test::desk(), std::move(framework)};
  return load(sources);
}

TEST(Framework, IsALensOverPracticesAsPacksDeclareThem) {
  const auto loaded = load_beside_desk(house());
  EXPECT_EQ(test::findings_text(loaded), "");
  ASSERT_TRUE(loaded.set);
  const auto* framework = loaded.set->framework("house");
  ASSERT_TRUE(framework);
  const auto* ticket = framework->guide("ticket");
  ASSERT_TRUE(ticket);
  EXPECT_EQ(ticket->roles.front(), (std::pair<std::string, std::string>("first_line", "agent")));
  const auto& owned = ticket->expected.at("ticket").front();
  EXPECT_EQ(owned.action, ExpectedStep::Do::update);
  EXPECT_FALSE(owned.is_in_every_state);
  EXPECT_NE(owned.states, StateSet{0});
  EXPECT_EQ(framework->requirement("H-1")->evidence.front().over, hours(24 * 30));
  EXPECT_EQ(framework->text("de", "ticket.purpose"), "Help.");
}

TEST(Framework, LaysItsWordsOverThoseOfPacks) {
  const auto loaded = load_beside_desk(house());
  ASSERT_TRUE(loaded.set) << test::findings_text(loaded);
  const auto* lens = loaded.set->framework("house");
  EXPECT_EQ(loaded.set->text_under(lens, "en", "ticket.name"), "Call");
  EXPECT_EQ(loaded.set->text_under(nullptr, "en", "ticket.name"),
            loaded.set->text("en", "ticket.name"));
  EXPECT_EQ(loaded.set->text_under(lens, "en", "ticket.fields.title"),
            loaded.set->text("en", "ticket.fields.title"));
}

TEST(Framework, ShowsInTheDifferenceBetweenTwoSets) {
  auto changed = house();
  changed.files[1].text.replace(changed.files[1].text.find("Help."), 5, "Help soon.");
  const auto before = load_beside_desk(house());
  const auto after = load_beside_desk(std::move(changed));
  ASSERT_TRUE(before.set && after.set);
  EXPECT_EQ(
      diff(*before.set, *after.set),
      (std::vector<std::string>{"~ frameworks.house.texts.en.ticket.purpose Help. → Help soon."}));
}

// One fault: a piece of one file, written otherwise.
struct WrongFramework {
  const char* claim;
  std::size_t file;
  const char* piece;
  const char* instead;
  const char* findings;
};
enum File : std::size_t { of_header, of_words, of_requirements, of_terms, of_guide };

// clang-format off
const WrongFramework wrong_frameworks[] = {
    {"another name than its folder's", of_header, "framework: house", "framework: home",
     "house/framework.yaml:1:12: house.framework: the framework is called home but lies in the folder house\n"},
    {"no version", of_header, "version: 1.0.0\n", "",
     "house/framework.yaml:1:1: house: version is missing\n"},
    {"a version that is none", of_header, "1.0.0", "one",
     "house/framework.yaml:2:10: house.version: one is no version: write three numbers, as 1.0.0\n"},
    {"no language", of_header, "languages: [en]\n", "",
     "house/framework.yaml:1:1: house: languages is missing: name at least one\n"
     "house/terms.yaml:2:3: house.texts.en: languages does not name en\n"},
    {"a language without its dictionary", of_header, "[en]", "[en, de]",
     "house/framework.yaml:1:1: house: there is no i18n/de.yaml\n"
     "house/ticket.yaml:1:1: house.terms.ticket.about: there is no de text for terms.ticket.about\n"},
    {"a pack that is not there", of_header, "desk: ^1", "desk: ^1, change: ^1",
     "house/framework.yaml:4:19: house.needs.change: there is no pack change\n"},
    {"a pack of another version", of_header, "desk: ^1", "desk: ^7",
     "house/framework.yaml:4:9: house.needs.desk: wants desk ^7, but version 1.2.0 is here\n"},
    {"a need that is none", of_header, "desk: ^1", "desk: any",
     "house/framework.yaml:4:15: house.needs.desk: write a need as ^1 or ^1.2\n"},
    {"an unknown key of the header", of_header, "needs:", "needz:",
     "house/framework.yaml:4:1: house.needz: unknown key (did you mean needs?)\n"},
    {"a guide of nothing", of_guide, "practice: ticket\n", "",
     "house/i18n/en.yaml:2:1: house.ticket: a text of nothing: there is no ticket\n"
     "house/ticket.yaml:1:1: house: practice is missing: of which type of records?\n"},
    {"a guide of an unknown type", of_guide, "practice: ticket", "practice: tickt",
     "house/i18n/en.yaml:2:1: house.ticket: a text of nothing: there is no ticket\n"
     "house/ticket.yaml:1:11: house.tickt.practice: there is no type tickt (did you mean ticket?)\n"},
    {"an unknown key of a guide", of_guide, "metrics:", "metric:",
     "house/ticket.yaml:4:1: house.ticket.metric: unknown key (did you mean metrics?)\n"},
    {"an unknown role", of_guide, "agent", "agnt",
     "house/ticket.yaml:2:21: house.ticket.roles.first_line: there is no role agnt (did you mean agent?)\n"},
    {"an unknown metric", of_guide, "[open_now]", "[opn_now]",
     "house/ticket.yaml:4:11: house.ticket.metrics: ticket has no metric opn_now (did you mean open_now?)\n"},
    {"an unknown state", of_guide, "[phase.open]", "[actve]",
     "house/ticket.yaml:6:16: house.ticket.expected.owned.in: there is no state actve (did you mean active?)\n"},
    {"an unknown phase", of_guide, "[phase.open]", "[phase.opened]",
     "house/ticket.yaml:6:16: house.ticket.expected.owned.in: there is no phase opened (did you mean open?)\n"},
    {"an unknown field in an expression", of_guide, "assignee != null", "asignee != null",
     "house/ticket.yaml:6:36: house.ticket.expected.owned.done: \"asignee\" is not known; did you mean \"assignee\"?\n"},
    {"a condition that is none", of_guide, "assignee != null", "title",
     "house/ticket.yaml:6:36: house.ticket.expected.owned.done: this gives text, wanted is bool\n"},
    {"a state that is not there, in an expression", of_guide, "assignee != null", "state == \"actve\"",
     "house/ticket.yaml:6:45: house.ticket.expected.owned.done: \"actve\" is not in choice(ticket states); did you mean \"active\"?\n"},
    {"nothing that says whether it is there", of_guide, "done: 'assignee != null', ", "",
     "house/ticket.yaml:6:3: house.ticket.expected.owned: done is missing: when is it there?\n"},
    {"nothing to do", of_guide, ", do: {update: [assignee]}", "",
     "house/ticket.yaml:6:3: house.ticket.expected.owned: do is missing: what is the one thing to do?\n"},
    {"two things to do", of_guide, "update: [assignee]", "update: [assignee], comment: public",
     "house/ticket.yaml:6:80: house.ticket.expected.owned.do: one thing to do is wanted, not two\n"},
    {"an unknown thing to do", of_guide, "update: [assignee]", "updte: [assignee]",
     "house/ticket.yaml:6:55: house.ticket.expected.owned.do: write one of update, transition, comment, link, create\n"
     "house/ticket.yaml:6:60: house.ticket.expected.owned.do.updte: unknown key (did you mean update?)\n"},
    {"a field to fill that is not there", of_guide, "[assignee]", "[asignee]",
     "house/ticket.yaml:6:69: house.ticket.expected.owned.do.update: ticket has no field asignee (did you mean assignee?)\n"},
    {"a transition to make that is not there", of_guide, "update: [assignee]", "transition: tke",
     "house/ticket.yaml:6:72: house.ticket.expected.owned.do.transition: ticket has no transition tke (did you mean take?)\n"},
    {"a link to make that is not there", of_guide, "update: [assignee]", "link: childs",
     "house/ticket.yaml:6:66: house.ticket.expected.owned.do.link: ticket has no link childs\n"},
    {"a comment that is neither", of_guide, "update: [assignee]", "comment: loud",
     "house/ticket.yaml:6:69: house.ticket.expected.owned.do.comment: \"loud\" is not known here (one of: public, internal)\n"},
    {"a thing expected without a text", of_guide, "  owned:", "  taken: {done: 'assignee != null', do: {comment: public}}\n  owned:",
     "house/ticket.yaml:6:3: house.ticket.expected.taken: there is no en text for ticket.expected.taken\n"},
    {"an activity without a text", of_guide, "[listen]", "[listen, talk]",
     "house/ticket.yaml:3:22: house.ticket.activities.talk: there is no en text for ticket.activities.talk\n"},
    {"a role without a text", of_guide, "{first_line: agent}", "{first_line: agent, owner: agent}",
     "house/ticket.yaml:2:28: house.ticket.roles.owner: there is no en text for ticket.roles.owner\n"},
    {"a practice that the framework has no name for", of_terms, ", about: Taking calls", "",
     "house/ticket.yaml:1:1: house.terms.ticket.about: there is no en text for terms.ticket.about\n"},
    {"a word laid over nothing", of_terms, "name: Call", "nme: Call",
     "house/terms.yaml:2:17: house.terms.en.ticket.nme: a text of nothing: packs have no ticket.nme\n"},
    {"a word in a language that the framework lacks", of_terms, "texts:\n", "texts:\n  fr: {ticket: {name: Appel}}\n",
     "house/terms.yaml:2:3: house.texts.fr: languages does not name fr\n"},
    {"no purpose", of_words, "  purpose: Help.\n", "",
     "house/ticket.yaml:1:1: house.ticket.purpose: there is no en text for ticket.purpose\n"},
    {"no name", of_words, "name: House rules\n", "",
     "house/framework.yaml:1:1: house.name: there is no en text for name\n"},
    {"a text of nothing", of_words, "  scope:", "  limits: None.\n  scope:",
     "house/i18n/en.yaml:4:3: house.ticket.limits: a text of nothing: there is no ticket.limits\n"},
    {"a requirement without a text", of_words, "{H-1: Calls are sorted}", "{}",
     "house/requirements.yaml:2:3: house.requirements.H-1: there is no en text for requirements.H-1\n"},
    {"evidence without a text", of_words, "evidence: {sorted: with a category}\n", "",
     "house/requirements.yaml:5:7: house.evidence.sorted: there is no en text for evidence.sorted\n"},
    {"a requirement called by what is no word", of_requirements, "H-1:", "H/1:",
     "house/i18n/en.yaml:8:16: house.requirements.H-1: a text of nothing: there is no requirements.H-1\n"
     "house/requirements.yaml:2:3: house.requirements.H/1: a requirement is called by letters, digits, -, . and _\n"
     "house/requirements.yaml:2:3: house.requirements.H/1: there is no en text for requirements.H/1\n"},
    {"a requirement of an unknown type", of_requirements, "[ticket]", "[ticket, tickt]",
     "house/requirements.yaml:3:25: house.requirements.H-1.practices: there is no type tickt (did you mean ticket?)\n"},
    {"a requirement that concerns nobody", of_requirements, "    practices: [ticket]\n", "",
     "house/requirements.yaml:2:3: house.requirements.H-1: practices is missing: whom does it concern?\n"
     "house/requirements.yaml:4:26: house.requirements.H-1.evidence.sorted.practice: ticket is not among the requirement's practices\n"},
    {"an unknown key of a requirement", of_requirements, "evidence:\n", "evidenz:\n",
     "house/i18n/en.yaml:9:1: house.evidence: a text of nothing: there is no evidence\n"
     "house/requirements.yaml:2:3: house.requirements.H-1: evidence is missing: which records show it?\n"
     "house/requirements.yaml:4:5: house.requirements.H-1.evidenz: unknown key (did you mean evidence?)\n"},
    {"evidence of a type that lacks the field", of_requirements, "practice: ticket", "practice: change",
     "house/requirements.yaml:5:61: house.requirements.H-1.evidence.sorted.fulfills: \"category\" is not known\n"},
    {"evidence that names no records", of_requirements, "should: 'true', ", "",
     "house/requirements.yaml:5:7: house.requirements.H-1.evidence.sorted: should is missing: which records does it speak of?\n"},
    {"evidence that nothing fulfills", of_requirements, "fulfills: 'category != null', ", "",
     "house/requirements.yaml:5:7: house.requirements.H-1.evidence.sorted: fulfills is missing: which records do it?\n"},
    {"evidence that cannot select records", of_requirements, "category != null", "text(\"ticket.name\") != null",
     "house/requirements.yaml:5:61: house.requirements.H-1.evidence.sorted.fulfills: text() cannot select records\n"},
    {"evidence with a constant that is not in the list", of_requirements, "category != null", "category == \"hardwar\"",
     "house/requirements.yaml:5:73: house.requirements.H-1.evidence.sorted.fulfills: \"hardwar\" is not in choice(category); did you mean \"hardware\"?\n"},
    {"evidence by an instant that is none", of_requirements, "at: created_at", "at: title",
     "house/requirements.yaml:5:84: house.requirements.H-1.evidence.sorted.at: title is no instant of ticket (one of: created_at, updated_at, hold_until, done_at)\n"},
    {"a window of nothing", of_requirements, "at: created_at, ", "",
     "house/requirements.yaml:5:86: house.requirements.H-1.evidence.sorted.over: over what? Write at: the instant that decides\n"},
    {"a span that is none", of_requirements, "30d", "a month",
     "house/requirements.yaml:5:102: house.requirements.H-1.evidence.sorted.over: a span of time is wanted here: 15m, 4h, 30d\n"},
    {"two faults at once", of_guide, "roles: {first_line: agent}\nactivities: [listen]\nmetrics: [open_now]", "roles: {first_line: agnt}\nactivities: [listen]\nmetrics: [opn_now]",
     "house/ticket.yaml:2:21: house.ticket.roles.first_line: there is no role agnt (did you mean agent?)\n"
     "house/ticket.yaml:4:11: house.ticket.metrics: ticket has no metric opn_now (did you mean open_now?)\n"},
};
// clang-format on

TEST(WrongFrameworks, AreFoundWithTheirPlace) {
  for (const auto& each : wrong_frameworks) {
    auto framework = house();
    auto& text = framework.files[each.file].text;
    const auto at = text.find(each.piece);
    ASSERT_NE(at, std::string::npos) << each.claim;
    text.replace(at, std::string_view(each.piece).size(), each.instead);
    EXPECT_EQ(test::findings_text(load_beside_desk(std::move(framework))), each.findings)
        << each.claim;
  }
}

// Other types of a practice's own pack may show it; those of another pack do not.
TEST(WrongFrameworks, TakeNoEvidenceFromAnotherPractice) {
  const PackSource shelf{
      "shelf",
      false,
      {{"shelf/pack.yaml", "pack: shelf\nversion: 1.0.0\nneeds: {desk: ^1}\nlanguages: [en]\n"},
       {"shelf/fields.yaml",
        "type: book\nnumber: BOOK-{}\nfields:\n  title: {type: text, required: true, as: title}\n"},
       {"shelf/i18n/en.yaml", "book: {name: Book, plural: Books, fields: {title: Title}}\n"}}};
  auto framework = house();
  auto& text = framework.files[of_requirements].text;
  text.replace(text.find("practice: ticket"), 16, "practice: book");
  text.replace(text.find("category"), 8, "title");
  const std::vector<PackSource> sources = {test::desk(), shelf, std::move(framework)};
  EXPECT_EQ(
      test::findings_text(load(sources)),
      "house/requirements.yaml:5:26: house.requirements.H-1.evidence.sorted.practice: book is "
      "not among the requirement's practices\n");
}

TEST(WrongFrameworks, DoNotTakeAPacksName) {
  auto framework = house();
  framework.name = "desk";
  for (auto& file : framework.files) file.path.replace(0, 5, "desk");
  EXPECT_EQ(test::findings_text(load_beside_desk(std::move(framework))),
            "desk: there are two packs or frameworks of this name\n");
}

TEST(WrongFrameworks, AreNotTheDefaultOfASetting) {
  const std::vector<PackSource> sources = {
      test::desk(), house(),
      test::overlay("settings: {lens: {type: text, of: frameworks, default: hous}}\n"
                    "texts: {en: {settings: {lens: x}}}\n")};
  EXPECT_EQ(test::findings_text(load(sources)),
            "wrong.yaml:1:56: settings.lens.default: there is no framework hous (did you mean "
            "house?)\n");
}

TEST(Framework, ForgetsStatesThatAnOverlayTookAway) {
  auto framework = house();
  auto& text = framework.files[of_guide].text;
  text.replace(text.find("[phase.open]"), 12, "[phase.open, hold]");
  const std::vector<PackSource> sources = {test::desk(), std::move(framework),
                                           test::overlay("type: ticket\n"
                                                         "states: {hold: ~}\n"
                                                         "transitions: {hold: ~, resume: ~}\n")};
  EXPECT_EQ(test::findings_text(load(sources)).find("house/"), std::string::npos)
      << test::findings_text(load(sources));
}

TEST(Framework, ShippedOnesHaveNoFindings) {
  auto sources = read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs");
  auto frameworks = read_sources(std::string(PRAXIS_SOURCE_DIR) + "/frameworks");
  ASSERT_TRUE(sources && frameworks);
  for (auto& framework : *frameworks) sources->push_back(std::move(framework));
  const auto loaded = load(*sources);
  EXPECT_EQ(test::findings_text(loaded), "");
  ASSERT_TRUE(loaded.set);
  EXPECT_GE(loaded.set->frameworks().size(), 1U);
}

}  // namespace
}  // namespace praxis::pack
