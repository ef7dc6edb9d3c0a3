// Habits that a compiler does not see, as tests: which room may include which, where SQL, JSON
// bodies and the wall clock may stand, how long a file may be, that no practice is named in the
// engine.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct SourceText {
  std::string path;  // below src/: "record/list.cc"
  std::string room;
  std::vector<std::string> lines;
  bool is_test = false;
};

std::vector<SourceText> read_sources() {
  std::vector<SourceText> files;
  const fs::path root = fs::path(PRAXIS_SOURCE_DIR) / "src";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const auto extension = entry.path().extension();
    if (extension != ".cc" && extension != ".h") continue;
    SourceText file;
    file.path = fs::relative(entry.path(), root).generic_string();
    file.room = file.path.substr(0, file.path.find('/'));
    file.is_test = file.path.find("_test.") != std::string::npos;
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);) file.lines.push_back(line);
    files.push_back(std::move(file));
  }
  return files;
}

const std::vector<SourceText>& sources() {
  static const auto all = read_sources();
  return all;
}

// The rooms that a room may include besides itself. Rooms of one level never include each other.
const std::map<std::string, std::set<std::string>>& allowed_includes() {
  static const std::map<std::string, std::set<std::string>> allowed = [] {
    std::map<std::string, std::set<std::string>> a;
    a["base"] = {};
    a["db"] = {"base"};
    a["http"] = {"base"};
    a["expr"] = {"base", "db"};
    a["pack"] = {"base", "db", "expr"};
    a["record"] = {"base", "db", "expr", "pack"};
    for (const auto* room : {"identity", "workflow", "notify", "sla", "cmdb"})
      a[room] = {"base", "db", "expr", "pack", "record"};
    a["usecases"] = {"base",     "db",       "expr",   "pack", "record",
                     "identity", "workflow", "notify", "sla",  "cmdb"};
    a["api"] = a["usecases"];
    a["api"].insert({"usecases", "http"});
    a["jobs"] = a["api"];
    a["main"] = a["api"];
    a["main"].insert({"api", "jobs"});
    return a;
  }();
  return allowed;
}

std::string included_room(const std::string& line) {
  constexpr std::string_view start = "#include \"";
  if (!line.starts_with(start)) return "";
  const auto slash = line.find('/');
  return slash == std::string::npos ? "" : line.substr(start.size(), slash - start.size());
}

TEST(Tidy, RoomsIncludeOnlyRoomsBelowThem) {
  for (const auto& file : sources()) {
    const auto allowed = allowed_includes().find(file.room);
    ASSERT_NE(allowed, allowed_includes().end()) << "src/" << file.room << " is no known room";
    for (const auto& line : file.lines) {
      const auto room = included_room(line);
      if (room.empty() || room == file.room || (file.is_test && room == "support")) continue;
      EXPECT_TRUE(allowed->second.contains(room)) << "src/" << file.path << ": " << line;
    }
  }
}

bool holds_sql(const std::string& line) {
  for (const auto* word : {"SELECT \"", "SELECT {", "INSERT INTO ", "DELETE FROM ", "UPDATE \"",
                           "UPDATE {", "CREATE TABLE "})
    if (line.find(word) != std::string::npos) return true;
  return false;
}

bool may_hold_sql(const SourceText& file) {
  return file.is_test || file.room == "db" || file.path.ends_with("_store.cc") ||
         file.path.starts_with("expr/to_sql") || file.path.starts_with("expr/sql_") ||
         file.path == "record/model.cc" || file.path == "record/read_condition.cc" ||
         file.path.starts_with("record/list") || file.path.starts_with("record/search");
}

TEST(Tidy, SqlStandsOnlyInStores) {
  for (const auto& file : sources()) {
    if (may_hold_sql(file)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      EXPECT_FALSE(holds_sql(file.lines[i]))
          << "src/" << file.path << ":" << i + 1 << ": " << file.lines[i];
  }
}

TEST(Tidy, OnlyOneFileReadsTheWallClock) {
  for (const auto& file : sources())
    for (const auto& line : file.lines) {
      if (line.find("system_clock::now") == std::string::npos) continue;
      EXPECT_EQ(file.path, "base/clock.cc") << line;
    }
}

TEST(Tidy, TheEngineNamesNoPractice) {
  for (const auto& file : sources()) {
    if (file.is_test) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      auto line = file.lines[i];
      if (const auto comment = line.find("//"); comment != std::string::npos) line.resize(comment);
      for (const auto* type :
           {"\"incident\"", "\"service\"", "\"item\"", "\"problem\"", "\"change\"", "\"work\""})
        EXPECT_EQ(line.find(type), std::string::npos)
            << "src/" << file.path << ":" << i + 1 << ": " << line;
    }
  }
}

TEST(Tidy, NobodyUsesStdRegex) {
  for (const auto& file : sources())
    for (const auto& line : file.lines)
      EXPECT_EQ(line.find("#include <regex>"), std::string::npos) << "src/" << file.path;
}

TEST(Tidy, FilesStayShort) {
  constexpr std::size_t lines_max = 600;
  for (const auto& file : sources()) EXPECT_LE(file.lines.size(), lines_max) << "src/" << file.path;
}

// A text that is one thing (an address, a statement, a sentence) may run on; code may not.
TEST(Tidy, LinesStayWithinAHundredColumns) {
  for (const auto& file : sources())
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const auto& line = file.lines[i];
      if (line.find('"') != std::string::npos) continue;
      const auto columns = std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
      });
      EXPECT_LE(columns, 100) << "src/" << file.path << ":" << i + 1;
    }
}

TEST(Tidy, HeadersOpenWithWhatTheyAre) {
  for (const auto& file : sources())
    if (file.path.ends_with(".h")) {
      ASSERT_FALSE(file.lines.empty()) << file.path;
      EXPECT_TRUE(file.lines.front().starts_with("//")) << "src/" << file.path;
    }
}

// The paths of docs/where.md: each row of its tables ends with one, in backticks.
std::vector<std::string> paths_in_where() {
  std::vector<std::string> paths;
  std::ifstream in(fs::path(PRAXIS_SOURCE_DIR) / "docs" / "where.md");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| ") || !line.ends_with("` |")) continue;
    const auto end = line.size() - 3;
    const auto begin = line.rfind('`', end - 1) + 1;
    paths.push_back(line.substr(begin, end - begin));
  }
  return paths;
}

TEST(Tidy, WhereLeadsToFilesThatAreThere) {
  const auto paths = paths_in_where();
  EXPECT_GE(paths.size(), 50u);
  for (const auto& path : paths)
    EXPECT_TRUE(fs::is_regular_file(fs::path(PRAXIS_SOURCE_DIR) / path))
        << "docs/where.md: " << path;
}

}  // namespace
