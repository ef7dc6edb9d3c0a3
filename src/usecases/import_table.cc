#include "usecases/import_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/hash.h"

namespace praxis::usecases {
namespace {

constexpr std::size_t rows_between_reports = 4'096;

// Which of the file's columns is which of the wanted ones.
std::vector<std::size_t> find_columns(const std::vector<std::string_view>& header,
                                      const std::vector<std::string>& wanted,
                                      ImportProblems& problems) {
  std::vector<std::size_t> positions;
  for (const auto& name : wanted) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end())
      problems.add(
          1, name,
          fmt::format("there is no column {}; the file has: {}", name, fmt::join(header, ", ")));
    else if (std::find(found + 1, header.end(), name) != header.end())
      problems.add(1, name, fmt::format("there are several columns {}", name));
    positions.push_back(static_cast<std::size_t>(found - header.begin()));
  }
  return positions;
}

ImportTable::RowDigest digest_of_row(const std::vector<std::string_view>& fields,
                                     std::string& scratch) {
  scratch.clear();
  for (const auto field : fields) {
    scratch += std::to_string(field.size());  // lengths, so that no two rows give the same text
    scratch += ':';
    scratch += field;
  }
  const auto digest = sha256(scratch);
  ImportTable::RowDigest half;
  std::copy_n(digest.begin(), half.size(), half.begin());
  return half;
}

// A counting sort of the rows by case.
void group_cases(ImportTable& table) {
  const auto cases = table.columns.front().texts.size();
  table.case_starts.assign(cases + 1, 0);
  for (std::size_t row = 0; row < table.rows(); ++row) ++table.case_starts[table.code(row, 0) + 1];
  for (std::size_t i = 0; i < cases; ++i) table.case_starts[i + 1] += table.case_starts[i];
  auto next = table.case_starts;
  table.case_rows.resize(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row)
    table.case_rows[next[table.code(row, 0)]++] = static_cast<std::uint32_t>(row);
}

Error stopped() { return Error{Code::unavailable, "import.stopped", "the import was stopped"}; }

class ImportTableReader {
 public:
  ImportTableReader(ByteSource& source, char delimiter, ImportProblems& problems)
      : source_(source), csv_(source, delimiter), problems_(problems) {}
  Result<ImportTable> read(const std::vector<std::string>& wanted, ImportWatch watch);

 private:
  // The next row; false at the end, and where the file cannot be read on, which is a problem.
  Result<bool> next();
  Status take_row();

  ByteSource& source_;
  CsvReader csv_;
  ImportProblems& problems_;
  ImportTable table_;
  std::vector<std::size_t> positions_;
  std::size_t width_ = 0;
  std::string scratch_;
};

Result<bool> ImportTableReader::next() {
  auto has_row = csv_.next();
  if (has_row || !has_row.error().reason.starts_with("csv.")) return has_row;
  problems_.add(has_row.error().details.at("line").as_int64(), "",
                has_row.error().message + "; nothing behind it was looked at");
  return false;
}

Status ImportTableReader::take_row() {
  const auto& fields = csv_.fields();
  if (fields.size() != width_) {
    problems_.add(csv_.line(), "",
                  fmt::format("{} columns, the header has {}", fields.size(), width_));
    return {};
  }
  if (fields[positions_.front()].empty()) {
    problems_.add(csv_.line(), table_.columns.front().name, "the key is empty");
    return {};
  }
  if (table_.rows() == import_rows_max || csv_.line() > std::numeric_limits<std::uint32_t>::max())
    return fail(Code::too_large, "import.too_many_rows",
                fmt::format("more than {} rows; cut the file", import_rows_max));
  for (std::size_t i = 0; i < positions_.size(); ++i)
    table_.cells.push_back(table_.columns[i].add(fields[positions_[i]], csv_.line()));
  table_.lines.push_back(static_cast<std::uint32_t>(csv_.line()));
  table_.digests.push_back(digest_of_row(fields, scratch_));
  return {};
}

Result<ImportTable> ImportTableReader::read(const std::vector<std::string>& wanted,
                                            ImportWatch watch) {
  must(!wanted.empty());
  for (const auto& name : wanted) table_.columns.push_back({.name = name});
  if (!TRY(next())) {
    if (problems_.is_empty()) problems_.add(1, "", "the file is empty");
    group_cases(table_);
    return std::move(table_);
  }
  width_ = csv_.fields().size();
  positions_ = find_columns(csv_.fields(), wanted, problems_);
  const bool has_all = problems_.is_empty();
  while (has_all && TRY(next())) {
    TRY(take_row());
    if (table_.rows() % rows_between_reports == 0 &&
        !watch({"reading", source_.taken(), source_.total(), "bytes"}))
      return fail(stopped());
  }
  group_cases(table_);
  return std::move(table_);
}

}  // namespace

std::uint32_t ImportColumn::add(std::string_view text, std::int64_t line) {
  const auto known = codes.find(text);
  if (known != codes.end()) {
    ++lines[known->second];
    return known->second;
  }
  const auto code = static_cast<std::uint32_t>(texts.size());
  codes.emplace(texts.emplace_back(text), code);
  first_line.push_back(line);
  lines.push_back(1);
  return code;
}

int ImportTable::column(std::string_view name) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const auto& column) { return column.name == name; });
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

Result<ImportTable> read_import_table(ByteSource& source, char delimiter,
                                      const std::vector<std::string>& wanted,
                                      ImportProblems& problems, ImportWatch watch) {
  return ImportTableReader(source, delimiter, problems).read(wanted, watch);
}

}  // namespace praxis::usecases
