// The whole log of a real organization, on both engines, against the file itself. About a minute
// each, so not where PRAXIS_TEST_TIER is "fast"; skipped with a message where the data is not
// there.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "record/list.h"
#include "record/record_store.h"
#include "usecases/compressed_input.h"
#include "usecases/csv_reader.h"
#include "usecases/import_world_for_test.h"

namespace praxis::usecases {
namespace {

std::string real_log_path() {
  const char* folder = std::getenv("PRAXIS_DATA");
  const auto data = folder ? std::filesystem::path(folder)
                           : std::filesystem::path(PRAXIS_SOURCE_DIR) / "../shared/data";
  return data / "uci-incident-event-log/incident_event_log.csv.xz";
}

// What the file itself says, counted without any of the import's code but the reading of CSV.
struct FileCounts {
  std::int64_t rows = 0;
  std::map<std::string, std::int64_t> row_states, priorities,
      groups;  // the latter of each incident's last row
  std::int64_t incidents = 0, reopened = 0, reopenings = 0, reassigned = 0, reassignments = 0,
               visible_reassignments = 0;
};

std::string our_state(const std::string& theirs, const std::string& before) {
  if (theirs == "New") return "new";
  if (theirs == "Active") return "in_progress";
  if (theirs == "Resolved") return "resolved";
  if (theirs == "Closed") return "closed";
  return theirs == "-100" ? before : "on_hold";
}

class FileCounter {
 public:
  void take(const std::vector<std::string_view>& fields);
  FileCounts counts() {
    end_incident();
    return counts_;
  }

 private:
  enum Column { number, state, reassignments = 3, reopenings = 4, priority = 22, group = 23 };
  void end_incident();
  FileCounts counts_;
  std::vector<std::string> last_;
  std::string our_state_ = "new";
};

void FileCounter::end_incident() {
  if (last_.empty()) return;
  ++counts_.incidents;
  ++counts_.priorities[last_[priority].substr(0, 1)];
  ++counts_.groups[last_[group] == "?" ? "" : last_[group]];
  counts_.reassignments += std::stoll(last_[reassignments]);
  counts_.reassigned += last_[reassignments] != "0";
  counts_.reopenings += std::stoll(last_[reopenings]);
  counts_.reopened += last_[reopenings] != "0";
}

void FileCounter::take(const std::vector<std::string_view>& fields) {
  ++counts_.rows;
  std::vector<std::string> row(fields.begin(), fields.end());
  if (last_.empty() || last_[number] != row[number]) {
    end_incident();
    our_state_ = "new";
  } else if (last_[group] != row[group]) {
    ++counts_.visible_reassignments;
  }
  our_state_ = our_state(row[state], our_state_);
  ++counts_.row_states[our_state_];
  last_ = std::move(row);
}

FileCounts counts_of_file() {
  auto file = open_input(real_log_path());
  CsvReader csv(**file);
  FileCounter counter;
  EXPECT_TRUE(*csv.next());
  while (*csv.next()) counter.take(csv.fields());
  return counter.counts();
}

// The same counts, read back from what the database holds: rows and journals.
struct StoredCounts {
  std::map<std::string, std::int64_t> row_states, priorities, groups, hold_reasons;
  std::int64_t incidents = 0, entries = 0, reopened = 0, reopenings = 0, times_reopened = 0,
               reassigned = 0, reassignments = 0, visible_reassignments = 0;
};

Status count_journal(Work& work, const record::Record& record, StoredCounts& counts) {
  std::string state;
  for (const auto& entry : TRY(record::read_entries(work.tx, record.id, {}))) {
    ++counts.entries;
    if (!entry.to_state.empty()) state = entry.to_state;
    if (entry.kind == record::EntryKind::create) continue;
    ++counts.row_states[state];
    for (const auto& change : entry.changes) counts.visible_reassignments += change.name == "group";
  }
  EXPECT_EQ(state, record.state_name());
  return {};
}

Status count_record(Work& work, const record::Record& record, std::map<Id, std::string>& titles,
                    StoredCounts& counts) {
  const auto number = [&](const char* field) {
    return record.value(field).is_null() ? 0 : record.value(field).integer();
  };
  ++counts.incidents;
  ++counts.priorities[std::to_string(number("priority"))];
  const auto group = record.reference(pack::FieldRole::group);
  if (!group.is_nil() && !titles.contains(group)) {
    const auto found =
        TRY(record::titles(work.tx, work.model, *work.model.type("group"), std::span(&group, 1)));
    titles[group] = found.front().title;
  }
  ++counts.groups[titles[group]];
  counts.reassignments += number("imported_hand_offs");
  counts.reassigned += number("imported_hand_offs") > 0;
  counts.reopenings += number("imported_reopenings");
  counts.reopened += number("imported_reopenings") > 0;
  counts.times_reopened += number("reopenings");
  return count_journal(work, record, counts);
}

StoredCounts counts_of_store(ImportWorld& world) {
  StoredCounts counts;
  std::map<Id, std::string> titles;
  record::ListRequest request{.limit = record::list_limit_max};
  do {
    const auto page = world.read([&](Work& work) -> Result<record::ListPage> {
      request.type = work.model.type("incident");
      auto listed = TRY(record::list(work.tx, work.lister(), request));
      for (const auto& record : listed.records) TRY(count_record(work, record, titles, counts));
      return listed;
    });
    if (!page) {
      ADD_FAILURE() << page.error().message;
      break;
    }
    request.cursor = page->next;
  } while (!request.cursor.empty());
  return counts;
}

void expect_same(const FileCounts& file, const StoredCounts& stored, std::int64_t rows) {
  EXPECT_EQ(stored.incidents, file.incidents);
  EXPECT_EQ(stored.entries, rows + file.incidents);  // a row, an entry; and one for each opening
  EXPECT_EQ(stored.row_states, file.row_states);
  EXPECT_EQ(stored.priorities, file.priorities);
  EXPECT_EQ(stored.groups, file.groups);
  EXPECT_EQ(stored.reopenings, file.reopenings);
  EXPECT_EQ(stored.times_reopened, file.reopenings);
  EXPECT_EQ(stored.reopened, file.reopened);
  EXPECT_EQ(stored.reassignments, file.reassignments);
  EXPECT_EQ(stored.reassigned, file.reassigned);
  EXPECT_EQ(stored.visible_reassignments, file.visible_reassignments);
}

// How long it took, and how much of that on the processor: the machine may have other work.
void timed(const char* what, FunctionRef<void()> work) {
  const auto start = std::chrono::steady_clock::now();
  const auto processor = std::clock();
  work();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%s: %.1f s, %.1f s of processor\n", what, took.count(),
              static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC);
}

class RealLogTest : public testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    const char* tier = std::getenv("PRAXIS_TEST_TIER");
    if (tier && std::string_view(tier) == "fast") GTEST_SKIP() << "not in the fast tier";
    if (!std::filesystem::exists(real_log_path()))
      GTEST_SKIP() << "no real log at " << real_log_path();
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, RealLogTest, test::both_engines(), test::engine_name);

TEST_P(RealLogTest, ImportsAsTheFileCountsAndOnlyOnce) {
  ImportWorld world(GetParam());
  const auto map =
      file_text(std::string(PRAXIS_SOURCE_DIR) + "/docs/maps/servicenow_incident_log.yaml");
  const auto run = [&](ImportMode mode) {
    auto file = open_input(real_log_path());
    return import_events(world.application, world.caller,
                         {**file, map, "servicenow_incident_log.yaml", mode}, world.watching);
  };
  Result<ImportReport> planned, report, again;
  timed("dry run", [&] { planned = run(ImportMode::dry_run); });
  ASSERT_TRUE(planned) << planned.error().message;
  EXPECT_TRUE(planned->problems.empty()) << to_text(to_json(*planned));
  EXPECT_EQ(world.count("work"), 0);
  timed("import", [&] { report = run(ImportMode::apply); });
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->is_applied) << to_text(to_json(*report));
  EXPECT_EQ(report->rows, 141'712);
  EXPECT_EQ(report->created, 24'918);
  EXPECT_EQ(report->counts, planned->counts);
  const auto file = counts_of_file();
  EXPECT_EQ(file.rows, 141'712);
  EXPECT_EQ(file.reassignments, 23'414);
  EXPECT_EQ(file.visible_reassignments, 23'321);
  expect_same(file, counts_of_store(world), file.rows);
  EXPECT_EQ(report->counts.at("state of rows"), file.row_states);
  EXPECT_EQ(report->counters.at(0).column_sum, file.reassignments);
  EXPECT_EQ(report->counters.at(0).derived_sum, file.visible_reassignments);
  EXPECT_EQ(report->counters.at(1).column_records, file.reopened);
  EXPECT_EQ(report->counters.at(1).derived_sum, file.reopenings);
  EXPECT_EQ(world.faults(), std::vector<std::string>());
  const auto entries = world.count("journal");
  timed("again", [&] { again = run(ImportMode::apply); });
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->unchanged, 24'918);
  EXPECT_EQ(again->created + again->changed, 0);
  EXPECT_EQ(world.count("journal"), entries);
  EXPECT_EQ(again->made, (std::map<std::string, std::int64_t>()));
}

}  // namespace
}  // namespace praxis::usecases
