#include "usecases/import_records.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include "usecases/export_records.h"
#include "usecases/import_world_for_test.h"

namespace praxis::usecases {
namespace {

class ImportRecordsTest : public testing::TestWithParam<db::Engine> {
 protected:
  ImportWorld world{GetParam()};

  ImportRecordsTest() {
    const auto report =
        import("organization", "external_key,key,title\nO1,harbor,Harbor\nO2,quay,Quay\n");
    must(report && report->created == 2);
  }

  Result<ImportReport> import(const std::string& type, std::string_view text,
                              ImportMode mode = ImportMode::apply,
                              LinesFormat format = LinesFormat::csv, const std::string& map = "") {
    TextSource source(text);
    return import_records(world.application, world.caller,
                          {.file = source,
                           .format = format,
                           .type = type,
                           .map_text = map,
                           .map_path = "map.yaml",
                           .mode = mode,
                           .lines_per_transaction = lines_per_transaction},
                          world.watching);
  }
  std::string exported(const std::string& type, LinesFormat format,
                       const std::string& filter = "") {
    std::string text;
    const auto append = [&](std::string_view piece) -> Status {
      text += piece;
      return {};
    };
    const auto done = export_records(world.application, world.caller,
                                     {type, filter, format, append}, world.watching);
    return done ? text : done.error().message;
  }
  static std::string summary(const Result<ImportReport>& report) {
    if (!report) return report.error().reason + ": " + report.error().message;
    auto text = fmt::format("{} made, {} changed, {} the same\n", report->created, report->changed,
                            report->unchanged);
    for (const auto& problem : report->problems)
      text += fmt::format("{}: {}\n", problem.line, problem.message);
    return text;
  }
  std::size_t lines_per_transaction = 200;
};
INSTANTIATE_TEST_SUITE_P(Engines, ImportRecordsTest, test::both_engines(), test::engine_name);

const std::string people =
    "external_key,title,email,organization,vip\n"
    "P1,Ines,ines@harbor.example,O1,true\n"
    "P2,\"Mara, the elder\",mara@harbor.example,harbor,\n"
    "P3,Jo,,quay,false\n";

TEST_P(ImportRecordsTest, MakesThenKnowsAgainThenChanges) {
  EXPECT_EQ(summary(import("person", people)), "3 made, 0 changed, 0 the same\n");
  const auto entries = world.count("journal");
  EXPECT_EQ(summary(import("person", people)), "0 made, 0 changed, 3 the same\n");
  EXPECT_EQ(world.count("journal"), entries);
  auto other = people;
  other.replace(other.find("Jo"), 2, "Joanna");
  EXPECT_EQ(summary(import("person", other)), "0 made, 1 changed, 2 the same\n");
  const auto ines = world.find("person", "import", "P1");
  EXPECT_TRUE(ines.value("vip").boolean());
  EXPECT_EQ(ines.reference(pack::FieldRole::organization),
            world.find("organization", "import", "O1").id);
  EXPECT_EQ(world.find("person", "import", "P2").text_of(pack::FieldRole::title),
            "Mara, the elder");
  EXPECT_FALSE(world.find("person", "import", "P2").value("vip").boolean());  // the default
  EXPECT_EQ(world.faults(), std::vector<std::string>());
}

TEST_P(ImportRecordsTest, SaysEveryWrongLineAndKeepsTheOthers) {
  const std::string wrong =
      "external_key,title,email,organization,vip,shoe_size\n"
      "P1,Ines,ines@harbor.example,harbor,,\n"
      "P2,,not an address,harbor,,\n"
      "P3,Jo,jo@harbor.example,nowhere,,\n"
      "P4,Al,al@harbor.example,harbor,perhaps,44\n"
      "P5,Bo,ines@harbor.example,harbor,,\n"
      "P6,Cy\n"
      "P7,Di,di@harbor.example,quay,,\n";
  const std::string problems =
      "3: email: not an email; title: required\n"
      "4: organization: not found\n"
      "5: shoe_size: unknown field\n"
      "6: email: not unique\n"
      "7: 2 columns, the header has 6\n";
  auto planned = problems;
  planned.replace(planned.find("not unique"), 10, "not unique (line: 2)");
  EXPECT_EQ(summary(import("person", wrong, ImportMode::dry_run)),
            "2 made, 0 changed, 0 the same\n" + planned);
  EXPECT_EQ(world.count("person"), 0);
  EXPECT_EQ(summary(import("person", wrong)), "2 made, 0 changed, 0 the same\n" + problems);
  EXPECT_EQ(world.count("person"), 2);
  EXPECT_EQ(world.faults(), std::vector<std::string>());
}

TEST_P(ImportRecordsTest, ADryRunTakesReferencesToEarlierLinesForGranted) {
  lines_per_transaction = 1;
  const std::string tree =
      "external_key,key,title,parent\nR1,root,Root,\nR2,branch,Branch,R1\nR3,leaf,Leaf,R9\n";
  EXPECT_EQ(summary(import("organization", tree, ImportMode::dry_run)),
            "2 made, 0 changed, 0 the same\n4: parent: not found\n");
  EXPECT_EQ(summary(import("organization", tree)),
            "2 made, 0 changed, 0 the same\n4: parent: not found\n");
  EXPECT_EQ(world.find("organization", "import", "R2").value("parent").id(),
            world.find("organization", "import", "R1").id);
}

TEST_P(ImportRecordsTest, ReadsJsonLinesToo) {
  const std::string lines =
      R"({"external_key": "P1", "title": "Ines", "organization": "harbor", "vip": true})"
      "\n\n"
      R"({"external_key": "P2", "title": 7, "organization": "harbor"})"
      "\n"
      R"({"external_key": "P3", )"
      "\n"
      R"([1])"
      "\n"
      R"({"external_key": "P4", "title": "Jo", "organization": "O2"})";
  EXPECT_THAT(
      summary(import("person", lines, ImportMode::apply, LinesFormat::jsonl)),
      testing::AllOf(testing::HasSubstr("2 made"), testing::HasSubstr("3: title: not a text\n"),
                     testing::HasSubstr("\n4: "),
                     testing::HasSubstr("\n5: a line is one JSON object")));
}

TEST_P(ImportRecordsTest, WhatIsExportedIsTheSameWhenReadAgain) {
  import("person", people);
  import(
      "group",
      "external_key,title,organization\nG1,Desk,harbor\nG2,\"Quotes \"\"and\"\", commas\",quay\n");
  import("site", "external_key,title,organization\nS1,Pier,harbor\n");
  import("person",
         "external_key,title,organization,groups,handling\nP9,Lee,quay,G1;G2,\"Line one\r\nline "
         "two, \"\"three\"\"\"\n");
  import("incident",
         "external_key,title,requester,organization,site,started_at,priority_override\nI1,Jam,P1,"
         "harbor,S1,2026-01-02T03:04:05Z,1\n");
  for (const char* type : {"organization", "group", "site", "person", "incident"})
    for (const auto format : {LinesFormat::csv, LinesFormat::jsonl}) {
      const auto text = exported(type, format);
      EXPECT_THAT(summary(import(type, text, ImportMode::apply, format)),
                  testing::StartsWith("0 made, 0 changed,"))
          << text;
      EXPECT_EQ(exported(type, format), text);
    }
  EXPECT_THAT(
      exported("person", LinesFormat::csv),
      testing::AllOf(testing::HasSubstr("\"Mara, the elder\""), testing::HasSubstr("GRP-1")));
  const auto one = exported("person", LinesFormat::jsonl, "email == \"ines@harbor.example\"");
  EXPECT_EQ(std::count(one.begin(), one.end(), '\n'), 1);
  EXPECT_THAT(one, testing::HasSubstr(R"("title":"Ines")"));
  EXPECT_THAT(exported("person", LinesFormat::csv, "emial == 1"), testing::HasSubstr("email"));
}

TEST_P(ImportRecordsTest, WhatHasNoKeyIsKnownByItsIdAndKeepsItElsewhere) {
  import("group", "title,organization\nDesk,harbor\n");
  auto text = exported("group", LinesFormat::csv);
  EXPECT_EQ(summary(import("group", text)), "0 made, 0 changed, 1 the same\n");
  // The same file in a tenant that has no such id.
  const auto id = text.substr(text.find("\r\n") + 2, 36);
  const std::string stranger = "0192f0c1-0000-7000-8000-000000000001";
  text.replace(text.find(id), 36, stranger);
  EXPECT_EQ(summary(import("group", text)), "1 made, 0 changed, 0 the same\n");
  EXPECT_EQ(summary(import("group", text)), "0 made, 0 changed, 1 the same\n");
  EXPECT_EQ(world.count("group"), 2);
}

TEST_P(ImportRecordsTest, AMapTakesOtherNamesAndValues) {
  const std::string map = R"(type: person
source: hr
unknown: ['-']
key: staff_number
fields:
  title: {template: ['{first}', '{last}'], join: ' '}
  organization: {column: site, values: {Hamburg: harbor}, others: keep}
  vip: {column: rank, values: {board: true}, others: empty, otherwise: false}
)";
  const std::string csv =
      "staff_number,first,last,site,rank\n7,Ines,Sol,Hamburg,board\n8,-,Plato,quay,-\n9,A,B,-,-\n";
  const auto report = import("", csv, ImportMode::apply, LinesFormat::csv, map);
  EXPECT_EQ(summary(report), "2 made, 0 changed, 0 the same\n4: organization: required\n");
  EXPECT_EQ(world.find("person", "hr", "7").text_of(pack::FieldRole::title), "Ines Sol");
  EXPECT_TRUE(world.find("person", "hr", "7").value("vip").boolean());
  EXPECT_EQ(world.find("person", "hr", "8").text_of(pack::FieldRole::title), "Plato");
  EXPECT_EQ(summary(import("", csv, ImportMode::apply, LinesFormat::csv, map)).substr(0, 31),
            "0 made, 0 changed, 2 the same\n4");
}

TEST_P(ImportRecordsTest, GivesHistoryBackAsEvents) {
  import("person", people);
  auto other = people;
  other.replace(other.find("Jo"), 2, "Joanna");
  import("person", other);
  std::string text;
  const auto append = [&](std::string_view piece) -> Status {
    text += piece;
    return {};
  };
  const auto report = export_events(world.application, world.caller,
                                    {"person", "", LinesFormat::jsonl, append}, world.watching);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->records, 3);
  EXPECT_EQ(report->entries, 4);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  EXPECT_THAT(text, testing::HasSubstr(R"("changes":{"title":{"from":"Jo","to":"Joanna"}})"));
}

TEST_P(ImportRecordsTest, HasNoMoreRightsThanItsCaller) {
  world.caller.scope = std::make_shared<const record::Scope>();
  EXPECT_THAT(
      summary(import("person", people)),
      testing::AllOf(testing::StartsWith("0 made"), testing::HasSubstr("2: you may not create")));
  EXPECT_EQ(world.count("person"), 0);
  EXPECT_EQ(std::ranges::count(exported("organization", LinesFormat::csv), '\n'), 1);  // the header
}

}  // namespace
}  // namespace praxis::usecases
