#include "usecases/import_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "usecases/import_time.h"
#include "usecases/import_value.h"
#include "usecases/import_world_for_test.h"

namespace praxis::usecases {
namespace {

const pack::PackSet& shipped_packs() {
  static const auto set = [] {
    const auto sources = pack::read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs");
    return load_packs(sources.value()).value();
  }();
  return *set;
}

const std::string good_map = R"(type: incident
source: other_desk
unknown: ['?']
time: {format: '%d/%m/%Y %H:%M', zone: Europe/Berlin}
case: id
row: {at: changed, by: {column: who, missing: create}}
state:
  column: state
  values: {Open: new, Done: resolved, Odd: keep}
fields:
  organization: {constant: desk, missing: create, create: {key: desk, title: Desk}}
  requester: {column: asks, missing: create}
  title: {template: ['{symptom}', 'in {category}'], join: ' ', otherwise: Something}
  impact: {column: impact, values: {1: high}, others: empty, otherwise: low}
)";

std::string findings_of(const std::string& text) {
  std::string all;
  for (const auto& finding :
       read_import_map(text, "map.yaml", shipped_packs(), ImportKind::events).findings)
    all += pack::to_text(finding) + "\n";
  return all;
}

TEST(ImportMapTest, ReadsWhatItSays) {
  const auto reading = read_import_map(good_map, "map.yaml", shipped_packs(), ImportKind::events);
  ASSERT_TRUE(reading.map) << findings_of(good_map);
  EXPECT_EQ(reading.map->type->name, "incident");
  EXPECT_EQ(reading.map->columns(),
            (std::vector<std::string>{"id", "changed", "state", "who", "asks", "symptom",
                                      "category", "impact"}));
  EXPECT_EQ(reading.map->states.at("Odd"), ImportMap::keep_state);
  EXPECT_EQ(reading.map->fields.at(2).source.parts.size(), 2U);
}

struct MapMistake {
  const char* name;
  std::string from, to;  // replaced in the good map
  std::string finding;   // how the one finding begins, or a part of it
};

const std::vector<MapMistake> map_mistakes{
    {"UnknownType", "type: incident", "type: incidnet",
     "map.yaml:1:7: type: there is no type incidnet (did you mean incident?)"},
    {"AbstractType", "type: incident", "type: work",
     "work has no records of its own (one of: incident"},
    {"MissingSource", "source: other_desk\n", "", "source is missing"},
    {"SourceIsNoName", "source: other_desk", "source: Other desk",
     "map.yaml:2:9: source: a source is a name"},
    {"UnknownKey", "case: id", "case: id\ncases: id",
     "map.yaml:6:1: cases: unknown key (did you mean case?)"},
    {"MissingCase", "case: id\n", "", "case is missing"},
    {"TwiceTheSameKey", "case: id", "case: id\ncase: id", "the key case stands here twice"},
    {"UnknownZone", "Europe/Berlin", "Europe/Atlantis", "there is no time zone 'Europe/Atlantis'"},
    {"UnknownTimeLetter", "%H:%M", "%H:%Q", "has a letter that is not known"},
    {"MissingRowTime", "at: changed, ", "", "row: at is missing"},
    {"UnknownState", "Done: resolved", "Done: resolve",
     "map.yaml:9:29: state.values.Done: \"resolve\" is not known here (did you mean resolved?)"},
    {"UnknownField", "  impact:", "  impcat:",
     "map.yaml:14:3: fields: incident has no field impcat (did you mean impact?)"},
    {"ComputedField", "  impact: {", "  hand_offs: {", "hand_offs is computed and cannot be set"},
    {"UnknownChoice", "{1: high}", "{1: hgh}", "impact has no choice hgh (did you mean high?)"},
    {"UnknownChoiceOtherwise", "otherwise: low", "otherwise: lw",
     "impact has no choice lw (did you mean low?)"},
    {"TwoWays", "{column: impact,", "{column: impact, constant: high,",
     "one of column, constant and template"},
    {"NoWay", "{column: impact, values", "{values", "one of column, constant and template"},
    {"OpenBrace", "'in {category}'", "'in {category'", "braces hold the name of a column"},
    {"RequiredWithoutSource", "  requester: {column: asks, missing: create}\n", "",
     "requester is required and has neither a source nor a default"},
    {"MissingOfAText", "otherwise: Something", "missing: create", "unknown key"},
    {"OthersAreClosed", "others: empty", "others: maybe",
     "\"maybe\" is not known here (one of: refuse, keep, empty)"},
    {"MadeWithUnknownField", "title: Desk}", "name: Desk}", "organization has no field name"},
    {"NotYaml", "type: incident", "type: [incident", "not YAML"},
    {"CounterOfNothing", "fields:", "counters: {n: {column: c}}\nfields:",
     "either changes (of a field) or times (of a transition)"},
    {"CounterOfUnknownTransition", "fields:", "counters: {n: {column: c, times: reopn}}\nfields:",
     "incident has no transition reopn"},
    {"UnknownTransition",
     "fields:", "  transitions: {reopn: {from: [resolved], to: [new]}}\nfields:",
     "there is no transition reopn (did you mean reopen?)"},
    {"TransitionOfUnknownState",
     "fields:", "  transitions: {reopen: {from: [solved], to: [new]}}\nfields:",
     "there is no state solved (did you mean resolved?)"},
};

class MapMistakes : public testing::TestWithParam<MapMistake> {};
TEST_P(MapMistakes, AreSaidWithTheirPlace) {
  auto text = good_map;
  const auto at = text.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, GetParam().from.size(), GetParam().to);
  EXPECT_THAT(findings_of(text), testing::HasSubstr(GetParam().finding));
}
INSTANTIATE_TEST_SUITE_P(Import, MapMistakes, testing::ValuesIn(map_mistakes),
                         [](const auto& shown) { return std::string(shown.param.name); });

TEST(ImportMapTest, SaysAllMistakesAtOnce) {
  auto text = good_map;
  text.replace(text.find("Done: resolved"), 14, "Done: gone");
  text.replace(text.find("{1: high}"), 9, "{1: top}");
  const auto findings = findings_of(text);
  EXPECT_EQ(std::count(findings.begin(), findings.end(), '\n'), 2) << findings;
}

TEST(ImportMapTest, TheShippedMapFitsTheShippedPacks) {
  EXPECT_EQ(findings_of(file_text(std::string(PRAXIS_SOURCE_DIR) +
                                  "/docs/maps/servicenow_incident_log.yaml")),
            "");
}

struct TimeCase {
  const char* name;
  const char *format, *zone, *text;
  const char* instant;  // "": refused
};
const std::vector<TimeCase> time_cases{
    {"ShortNumbers", "%d/%m/%Y %H:%M", "Etc/UTC", "9/3/2016 1:06", "2016-03-09T01:06:00Z"},
    {"LongNumbers", "%d/%m/%Y %H:%M", "Etc/UTC", "29/02/2016 23:59", "2016-02-29T23:59:00Z"},
    {"ZoneInWinter", "%d/%m/%Y %H:%M", "Europe/Berlin", "29/2/2016 01:16", "2016-02-29T00:16:00Z"},
    {"ZoneInSummer", "%d/%m/%Y %H:%M", "Europe/Berlin", "29/7/2016 01:16", "2016-07-28T23:16:00Z"},
    {"HourThatComesTwiceIsTheFirst", "%d/%m/%Y %H:%M", "Europe/Berlin", "30/10/2016 02:30",
     "2016-10-30T00:30:00Z"},
    {"HourThatNeverComesCountsOn", "%d/%m/%Y %H:%M", "Europe/Berlin", "27/3/2016 02:30",
     "2016-03-27T01:30:00Z"},
    {"TwelveHours", "%m/%d/%Y %I:%M %p", "Etc/UTC", "3/15/2016 12:05 AM", "2016-03-15T00:05:00Z"},
    {"Afternoon", "%m/%d/%Y %I:%M:%S %p", "Etc/UTC", "3/15/2016 01:05:09 PM",
     "2016-03-15T13:05:09Z"},
    {"MonthName", "%d-%b-%y", "Etc/UTC", "15-Mar-16", "2016-03-15T00:00:00Z"},
    {"Rfc3339", "rfc3339", "Europe/Berlin", "2016-03-15T01:00:00+02:00", "2016-03-14T23:00:00Z"},
    {"UnixSeconds", "unix", "Etc/UTC", "1456708560", "2016-02-29T01:16:00Z"},
    {"UnixMilliseconds", "unix_ms", "Etc/UTC", "1456708560500", "2016-02-29T01:16:00.5Z"},
    {"NoSuchDay", "%d/%m/%Y %H:%M", "Etc/UTC", "30/2/2016 01:16", ""},
    {"NoSuchHour", "%d/%m/%Y %H:%M", "Etc/UTC", "1/2/2016 24:00", ""},
    {"SomethingBehind", "%d/%m/%Y %H:%M", "Etc/UTC", "1/2/2016 01:00 ", ""},
    {"SomethingMissing", "%d/%m/%Y %H:%M", "Etc/UTC", "1/2/2016", ""},
    {"Empty", "%d/%m/%Y %H:%M", "Etc/UTC", "", ""},
    {"HugeNumber", "unix", "Etc/UTC", "99999999999999999", ""},
};
class ImportTimes : public testing::TestWithParam<TimeCase> {};
TEST_P(ImportTimes, AreReadByFormatAndZone) {
  const auto reader = TimeReader::make(GetParam().format, GetParam().zone);
  ASSERT_TRUE(reader) << reader.error().message;
  const auto at = reader->read(GetParam().text);
  EXPECT_EQ(at ? to_text(*at) : "", GetParam().instant);
}
INSTANTIATE_TEST_SUITE_P(Import, ImportTimes, testing::ValuesIn(time_cases),
                         [](const auto& shown) { return std::string(shown.param.name); });

TEST(ImportValues, AreShortenedByCharacters) {
  EXPECT_EQ(shortened("äöü", 3), "äöü");
  EXPECT_EQ(shortened("äöüß", 3), "äö…");
  EXPECT_EQ(shortened("abc", 0), "abc");
}

}  // namespace
}  // namespace praxis::usecases
