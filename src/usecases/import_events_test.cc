#include "usecases/import_events.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include "usecases/import_world_for_test.h"
#include "usecases/timers.h"
#include "usecases/update_record.h"

namespace praxis::usecases {
namespace {

const std::string events_map = R"(type: incident
source: other_desk
unknown: ['?']
time: {format: '%Y-%m-%d %H:%M', zone: Etc/UTC}
case: id
row: {at: changed, by: {column: who, missing: create}}
opened: {at: opened, by: {column: asks, missing: create}}
state:
  column: state
  values: {Open: new, Work: in_progress, Wait: on_hold, Done: resolved, Shut: closed, Odd: keep}
  transitions: {reopen: {from: [resolved, closed], to: [new, in_progress, on_hold]}}
fields:
  organization: {constant: desk, missing: create, create: {key: desk, title: Desk}}
  requester: {column: asks, missing: create}
  group: {column: team, missing: create}
  title: {template: ['{symptom}', 'in {category}'], join: ' ', otherwise: Something}
  description: {template: ['Category: {category}']}
  impact: {column: impact, values: {1: high, 2: medium, 3: low}}
  urgency: {column: impact, values: {1: high, 2: medium, 3: low}}
  priority: {column: priority}
comment: {column: note, visibility: public}
counters:
  moved: {column: moves, changes: group}
  reopened: {column: reopens, times: reopen}
)";
const std::string events_header =
    "id,state,opened,changed,who,asks,team,symptom,category,impact,priority,note,moves,reopens\n";

const std::string one_case =
    "C1,Open,2016-03-01 08:00,2016-03-01 08:30,Ann,Mara,?,Printer jams,Print,2,3,,0,0\n"
    "C1,Work,2016-03-01 08:00,2016-03-01 09:00,Ann,Mara,Desk,Printer jams,Print,1,1,looking,0,0\n"
    "C1,Odd,2016-03-01 08:00,2016-03-01 09:00,Bob,Mara,Field,Printer jams,Print,1,2,looking,1,0\n"
    "C1,Done,2016-03-01 08:00,2016-03-01 10:00,Bob,Mara,Field,Printer jams,?,1,2,fixed,1,0\n"
    "C1,Wait,2016-03-01 08:00,2016-03-02 10:00,Bob,Mara,Field,Printer jams,?,1,2,,1,1\n"
    "C1,Done,2016-03-01 08:00,2016-03-03 10:00,?,Mara,Field,Printer jams,?,1,2,,1,1\n";

std::string lines_of(const ImportReport& report) {
  std::string lines;
  for (const auto& problem : report.problems)
    lines += fmt::format("{} {} x{}: {}\n", problem.line, problem.column, problem.lines,
                         problem.message);
  return lines;
}

// A journal as text, a line an entry: what must be the same however it came about.
std::string journal_text(const std::vector<record::Entry>& entries,
                         const std::map<std::string, std::string>& names) {
  std::string text;
  for (const auto& entry : entries) {
    text += fmt::format(
        "{} {} {} {}{} {}", entry.seq, to_text(entry.occurred_at), record::name(entry.kind),
        entry.transition.empty() ? "" : entry.transition + ": ", entry.from_state, entry.to_state);
    for (const auto& change : entry.changes)
      text += fmt::format(" {}={}", change.name, to_text(change.to));
    text += fmt::format(" by {}{}\n", to_text(entry.actor),
                        entry.reason.empty() ? "" : " (" + entry.reason + ")");
  }
  for (const auto& [id, name] : names)
    for (std::size_t at = 0; (at = text.find(id, at)) != std::string::npos; at += name.size())
      text.replace(at, id.size(), name);
  return text;
}

class ImportEventsTest : public testing::TestWithParam<db::Engine> {
 protected:
  ImportWorld world{GetParam()};

  std::map<std::string, std::string> names(const std::string& source) {
    std::map<std::string, std::string> all{{to_text(Id{}), "nobody"}};
    for (const char* person : {"Ann", "Bob", "Mara"})
      all[to_text(world.find("person", source, person).id)] = person;
    for (const char* group : {"Desk", "Field"})
      all[to_text(world.find("group", source, group).id)] = group;
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, ImportEventsTest, test::both_engines(), test::engine_name);

TEST_P(ImportEventsTest, TellsACaseAsItWas) {
  const auto report = world.import(events_header + one_case, events_map);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_TRUE(report->is_applied) << lines_of(*report);
  const auto record = world.find("incident", "other_desk", "C1");
  EXPECT_EQ(record.number, "INC-1");
  EXPECT_EQ(record.state_name(), "resolved");
  EXPECT_EQ(to_text(record.created_at), "2016-03-01T08:00:00Z");
  EXPECT_EQ(to_text(record.updated_at), "2016-03-03T10:00:00Z");
  EXPECT_EQ(record.value("title").text(), "Printer jams");
  EXPECT_TRUE(record.value("description").is_null());
  EXPECT_EQ(record.value("priority").integer(), 2);  // the log's word beats the matrix,
  EXPECT_EQ(record.overrides.size(), 1U);            // as an override
  EXPECT_EQ(record.value("hand_offs").integer(), 1);
  EXPECT_EQ(record.value("reopenings").integer(), 1);
  EXPECT_EQ(record.value("touches").integer(), 8);  // the last row is nobody's
  EXPECT_EQ(to_text(record.value("resolved_at").instant()), "2016-03-03T10:00:00Z");
  EXPECT_EQ(to_text(record.value("first_reply_at").instant()), "2016-03-01T09:00:00Z");
  EXPECT_EQ(record.version, 7);
  EXPECT_EQ(record.journal_seq, 9);
  const auto text = journal_text(world.journal(record.id), names("other_desk"));
  const auto first = text.find('\n') + 1;
  EXPECT_THAT(text.substr(0, first),
              testing::AllOf(testing::HasSubstr("1 2016-03-01T08:00:00Z create create:  new"),
                             testing::HasSubstr("title=\"Printer jams in Print\""),
                             testing::HasSubstr("priority=3"), testing::HasSubstr("by Mara")));
  EXPECT_EQ(text.substr(first),
            "2 2016-03-01T08:30:00Z field   by Ann\n"
            "3 2016-03-01T09:00:00Z transition take: new in_progress impact=\"high\" "
            "urgency=\"high\" priority=1 group=\"Desk\" by Ann\n"
            "4 2016-03-01T09:00:00Z comment   body=\"looking\" by Ann\n"
            "5 2016-03-01T09:00:00Z field   priority=2 group=\"Field\" by Bob (Odd)\n"
            "6 2016-03-01T10:00:00Z transition resolve: in_progress resolved title=\"Printer "
            "jams\" description=null by Bob\n"
            "7 2016-03-01T10:00:00Z comment   body=\"fixed\" by Bob\n"
            "8 2016-03-02T10:00:00Z transition reopen: resolved on_hold by Bob\n"
            "9 2016-03-03T10:00:00Z transition resolve: on_hold resolved by nobody\n");
  EXPECT_EQ(world.faults(), std::vector<std::string>());
  EXPECT_EQ(world.count("outbox"), 0);
  EXPECT_EQ(world.count("timer"), 1);
  EXPECT_EQ(report->counters.at(0).column_sum, 1);
  EXPECT_EQ(report->counters.at(0).derived_sum, 2);  // to the first group, and on
}

// Five days after it was resolved a record is closed; what was resolved long ago gets five days
// from now on, and what is closed waits for nothing.
TEST_P(ImportEventsTest, WhatIsStillOpenIsWaitedForFromItsOwnTimeOrFromNow) {
  const auto line = [](const char* id, const char* state, const char* at) {
    return fmt::format("{},{},{},{},Ann,Mara,?,Printer jams,Print,2,3,,0,0\n", id, state,
                       "2016-03-01 08:00", at);
  };
  const auto due = [&] { return *next_timer(world.application); };
  ASSERT_TRUE(world.import(events_header + line("C1", "Shut", "2016-03-02 10:00"), events_map));
  EXPECT_FALSE(due());
  ASSERT_TRUE(world.import(events_header + line("C2", "Done", "2016-03-02 10:00"), events_map));
  EXPECT_EQ(due(), *instant_from_text("2026-03-07T09:00:00Z"));
  ASSERT_TRUE(world.import(events_header + line("C3", "Done", "2026-03-01 10:00"), events_map));
  EXPECT_EQ(due(), *instant_from_text("2026-03-06T10:00:00Z"));
  ASSERT_TRUE(world.import(events_header + line("C3", "Done", "2026-03-01 10:00") +
                               line("C3", "Shut", "2026-03-01 12:00"),
                           events_map));
  EXPECT_EQ(due(), *instant_from_text("2026-03-07T09:00:00Z"));
  world.time.set(*due());
  EXPECT_EQ(fire_due_timers(world.application, 10).value(), 1);
  EXPECT_EQ(world.find("incident", "other_desk", "C2").state_name(), "closed");
}

TEST_P(ImportEventsTest, ADryRunWritesNothingAndSaysTheSame) {
  const auto planned = world.import(events_header + one_case, events_map, ImportMode::dry_run);
  ASSERT_TRUE(planned) << planned.error().message;
  EXPECT_FALSE(planned->is_applied);
  EXPECT_EQ(world.count("work") + world.count("person") + world.count("organization"), 0);
  const auto report = world.import(events_header + one_case, events_map);
  EXPECT_EQ(planned->counts, report->counts);
  EXPECT_EQ(planned->made, report->made);
  EXPECT_EQ(planned->made.at("person"), 3);
  EXPECT_EQ(planned->created, 1);
}

std::string with_source(std::string map, const std::string& source) {
  return map.replace(map.find("other_desk"), 10, source);
}

TEST_P(ImportEventsTest, RowsThatComeLaterGiveTheSameAsAllAtOnce) {
  ASSERT_TRUE(world.import(events_header + one_case, events_map)->is_applied);
  const auto whole = world.find("incident", "other_desk", "C1");
  const auto whole_text = journal_text(world.journal(whole.id), names("other_desk"));
  for (std::size_t cut = one_case.find('\n') + 1; cut < one_case.size();
       cut = one_case.find('\n', cut) + 1) {
    const auto source = fmt::format("desk_{}", cut);
    ASSERT_TRUE(
        world.import(events_header + one_case.substr(0, cut), with_source(events_map, source))
            ->is_applied);
    const auto report = world.import(events_header + one_case, with_source(events_map, source));
    EXPECT_EQ(report->changed, 1) << lines_of(*report);
    EXPECT_EQ(report->created, 0);
    const auto grown = world.find("incident", source, "C1");
    EXPECT_EQ(journal_text(world.journal(grown.id), names(source)), whole_text);
    EXPECT_EQ(grown.version, whole.version);
    EXPECT_EQ(grown.updated_at, whole.updated_at);
    for (const char* field : {"title", "description", "priority", "hand_offs", "touches",
                              "reopenings", "resolved_at", "first_reply_at"})
      EXPECT_EQ(grown.value(field), whole.value(field)) << field << ", cut at " << cut;
  }
  EXPECT_EQ(world.faults(), std::vector<std::string>());
}

TEST_P(ImportEventsTest, ARecordThatWasEditedSinceGoesOnFromWhereItIs) {
  const auto cut = one_case.find("C1,Done");
  ASSERT_TRUE(world.import(events_header + one_case.substr(0, cut), events_map)->is_applied);
  const auto before = world.find("incident", "other_desk", "C1");
  ASSERT_TRUE(update_record(world.application, world.caller, {"", before.number},
                            {.fields = {{"title", "By hand"}, {"contact", "Room 7"}}}));
  const auto report = world.import(events_header + one_case, events_map);
  EXPECT_EQ(report->changed, 1);
  const auto after = world.find("incident", "other_desk", "C1");
  EXPECT_EQ(after.value("contact").text(), "Room 7");      // no row speaks of it
  EXPECT_EQ(after.value("title").text(), "Printer jams");  // a later row does
  EXPECT_THAT(journal_text(world.journal(after.id), names("other_desk")),
              testing::HasSubstr("contact=\"Room 7\""));
  EXPECT_EQ(world.faults(), std::vector<std::string>());
}

TEST_P(ImportEventsTest, RowsThatWereImportedOtherwiseAreReportedAndLeft) {
  ASSERT_TRUE(world.import(events_header + one_case, events_map)->is_applied);
  auto changed = one_case;
  changed.replace(changed.find("Printer jams"), 12, "Printer jumps");
  const auto entries = world.count("journal");
  const auto report = world.import(events_header + changed, events_map);
  EXPECT_EQ(lines_of(*report),
            "2 id x1: C1 was imported before, and its first 6 rows are others now; it is left as "
            "it is\n");
  EXPECT_EQ(world.import(events_header + one_case.substr(0, one_case.find("C1,Done")), events_map)
                ->problems_total,
            1);
  EXPECT_EQ(world.count("journal"), entries);
}

// 200 cases of three rows, some interleaved: a case's rows need not stand together.
std::string many_cases() {
  std::string open, rest;
  for (int i = 0; i < 200; ++i) {
    open += fmt::format(
        "M{},Open,?,2016-03-01 {:02}:{:02},Ann,Caller {},Team {},Symptom {},?,{},?,?,0,0\n", i,
        i / 60, i % 60, i % 17, i % 5, i % 11, i % 3 + 1);
    rest += fmt::format(
        "M{},Work,?,2016-03-02 {:02}:{:02},Bob,Caller {},Team {},Symptom {},?,{},?,?,1,0\n", i,
        i / 60, i % 60, i % 17, (i + 1) % 5, i % 11, i % 3 + 1);
    rest += fmt::format(
        "M{},Done,?,2016-03-03 {:02}:{:02},Bob,Caller {},Team {},Symptom {},?,{},?,?,1,0\n", i,
        i / 60, i % 60, i % 17, (i + 1) % 5, i % 11, i % 3 + 1);
  }
  return events_header + open + rest;
}

TEST_P(ImportEventsTest, AnInterruptedImportGoesOnAndASecondOneChangesNothing) {
  world.rows_per_transaction = 45;  // 15 cases
  const auto csv = many_cases();
  int transactions = 0;
  world.watching = [&](const ImportProgress& progress) {
    return progress.doing != "writing" || ++transactions < 4;
  };
  const auto stopped = world.import(csv, events_map);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().reason, "import.stopped");
  EXPECT_EQ(world.count("work"), 60);
  EXPECT_EQ(world.count("import_case"), 60);
  EXPECT_EQ(world.faults(), std::vector<std::string>());
  world.watching = [](const ImportProgress&) { return true; };
  const auto resumed = world.import(csv, events_map);
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_EQ(resumed->unchanged, 60);
  EXPECT_EQ(resumed->created, 140);
  EXPECT_EQ(
      resumed->counts.at("state of rows"),
      (std::map<std::string, std::int64_t>{{"new", 200}, {"in_progress", 200}, {"resolved", 200}}));
  EXPECT_EQ(resumed->counts.at("group").at("Team 3"), 40);
  EXPECT_EQ(resumed->counters.at(0).derived_sum, 200);
  const auto entries = world.count("journal"), people = world.count("person");
  const auto again = world.import(csv, events_map);
  EXPECT_EQ(again->unchanged, 200);
  EXPECT_EQ(again->counts, resumed->counts);
  EXPECT_EQ(world.count("journal"), entries);
  EXPECT_EQ(world.count("person"), people);
  EXPECT_EQ(people, 17 + 2);
  EXPECT_EQ(world.count("work"), 200);
  EXPECT_EQ(world.faults(), std::vector<std::string>());
}

TEST_P(ImportEventsTest, StoppedWhilePeopleAreMadeGoesOnToo) {
  const auto csv = many_cases();
  world.watching = [](const ImportProgress& progress) { return progress.doing != "preparing"; };
  ASSERT_FALSE(world.import(csv, events_map));
  EXPECT_EQ(world.count("organization"), 1);
  EXPECT_EQ(world.count("work"), 0);
  world.watching = [](const ImportProgress&) { return true; };
  EXPECT_EQ(world.import(csv, events_map)->created, 200);
  EXPECT_EQ(world.count("organization"), 1);
}

TEST_P(ImportEventsTest, SaysEverythingThatIsWrongWithItsLineAndWritesNothing) {
  const std::string wrong = events_header +
                            "W1,Open,?,2016-03-01 08:30,Ann,Mara,Desk,S,?,2,3,?,0,0\n"
                            "W1,Lost,?,2016-03-01 08:30,Ann,Mara,Desk,S,?,2,3,?,0,0\n"
                            "W1,Open,?,1/3/2016,Ann,Mara,Desk,S,?,9,3,?,0,0\n"
                            "W1,Lost,?,?,Ann,?,Desk,S,?,2,7,?,x,0\n"
                            "W1,Open,2016-03-01 08:30,Ann\n"
                            ",Open,?,2016-03-01 08:30,Ann,Mara,Desk,S,?,2,3,?,0,0\n" +
                            "W2,Open,?,2016-03-01 08:30,Ann,Mara,Desk," + std::string(220, 'x') +
                            ",?,2,3,?,0,0\n";
  const auto structure = world.import(wrong, events_map);
  ASSERT_TRUE(structure) << structure.error().message;
  EXPECT_EQ(lines_of(*structure),
            "6  x1: 4 columns, the header has 14\n7 id x1: the key is empty\n");
  auto sound = wrong;
  sound.erase(sound.find("W1,Open,2016"), sound.find("W2") - sound.find("W1,Open,2016"));
  const auto report = world.import(sound, events_map);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_FALSE(report->is_applied);
  EXPECT_EQ(report->problems_total, 10);
  EXPECT_EQ(lines_of(*report),
            "3 state x2: \"Lost\" is no state in the map; keep leaves the record where it is\n"
            "4 changed x1: \"1/3/2016\" is no time of the form %Y-%m-%d %H:%M\n"
            "4 impact x2: \"9\" is not in the map's values\n"
            "5 asks x1: requester is required; say otherwise: what it is then\n"
            "5 changed x1: each row needs its time\n"
            "5 moves x1: \"x\" is no number\n"
            "5 priority x1: priority: \"7\" is no choice (allowed: 1 2 3 4)\n"
            "6 title x1: title: \"" +
                std::string(80, 'x') + "\"… too long (max: 200)\n");
  EXPECT_EQ(world.count("work") + world.count("person") + world.count("organization"), 0);
}

TEST_P(ImportEventsTest, RefusesWhatItMayNotMakeAndTakesWhatIsThere) {
  auto map = events_map;
  map.replace(map.find("{column: team, missing: create}"), 31, "{column: team, match: title}     ");
  const auto refused = world.import(events_header + one_case, map);
  EXPECT_EQ(lines_of(*refused),
            "3 team x1: there is no group \"Desk\"; missing: create would make it\n"
            "4 team x1: there is no group \"Field\"; missing: create would make it\n");
  // Another source made them: they are found by their titles, whatever the case of letters.
  ASSERT_TRUE(
      world.import(events_header + one_case, with_source(events_map, "elder_desk"))->is_applied);
  auto lower = one_case;
  lower.replace(lower.find("Mara,Field"), 10, "Mara,field");
  lower.replace(lower.find("Mara,Field"), 10, "Mara,field");
  const auto taken = world.import(events_header + lower, map);
  ASSERT_TRUE(taken->is_applied) << lines_of(*taken);
  EXPECT_EQ(world.find("incident", "other_desk", "C1").reference(pack::FieldRole::group),
            world.find("group", "elder_desk", "Field").id);
  EXPECT_EQ(world.count("group"), 2);
}

TEST_P(ImportEventsTest, WrongFilesAreProblemsAndForeignersAreRefused) {
  EXPECT_EQ(lines_of(*world.import("", events_map)), "1  x1: the file is empty\n");
  EXPECT_THAT(
      lines_of(*world.import("id,state\nC1,Open\n", events_map)),
      testing::HasSubstr("1 opened x1: there is no column opened; the file has: id, state"));
  EXPECT_THAT(lines_of(*world.import(events_header + "C1,\"Open", events_map)),
              testing::HasSubstr("2  x1: line 2: the quote that begins here is never closed; "
                                 "nothing behind it was looked at"));
  const auto wrong_map = world.import(events_header, "type: incident\n");
  ASSERT_FALSE(wrong_map);
  EXPECT_EQ(wrong_map.error().reason, "import.map");
  world.caller.scope = std::make_shared<const record::Scope>();
  const auto foreign = world.import(events_header + one_case, events_map);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, Code::forbidden);
}

}  // namespace
}  // namespace praxis::usecases
