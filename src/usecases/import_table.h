// A whole CSV file in memory, as small as it can be kept: each column's distinct texts once, rows
// as numbers into them, only for the columns that a map uses; and of every row a digest over all
// its columns. So each distinct text is checked and translated once, and two cells are compared as
// numbers. A plain value after it was read.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "usecases/csv_reader.h"
#include "usecases/import_report.h"

namespace praxis::usecases {

constexpr std::size_t import_rows_max = 20'000'000;

struct ImportColumn {
  std::string name;
  std::deque<std::string> texts{};                  // by code
  std::vector<std::int64_t> first_line{}, lines{};  // where a text stands first, and how often
  std::unordered_map<std::string_view, std::uint32_t> codes{};

  std::uint32_t add(std::string_view text, std::int64_t line);
};

struct ImportTable {
  using RowDigest = std::array<char, 16>;  // the first half of a SHA-256

  std::vector<ImportColumn> columns{};
  std::vector<std::uint32_t> cells{};  // row after row
  std::vector<std::uint32_t> lines{};  // where each row begins
  std::vector<RowDigest> digests{};
  // Rows of each case in the order of the file; cases by their code in column 0.
  std::vector<std::uint32_t> case_rows{};
  std::vector<std::size_t> case_starts{};  // one more than there are cases

  std::size_t rows() const { return lines.size(); }
  std::size_t cases() const { return case_starts.empty() ? 0 : case_starts.size() - 1; }
  std::uint32_t code(std::size_t row, int column) const {
    return cells[row * columns.size() + static_cast<std::size_t>(column)];
  }
  const std::string& text(std::size_t row, int column) const {
    return columns[static_cast<std::size_t>(column)].texts[code(row, column)];
  }
  std::span<const std::uint32_t> rows_of(std::size_t case_index) const {
    return std::span(case_rows).subspan(case_starts[case_index],
                                        case_starts[case_index + 1] - case_starts[case_index]);
  }
  int column(std::string_view name) const;  // -1 if there is none
};

// Reads all of `source`. `wanted`: the columns to keep, the case first. What is wrong with the file
// goes to `problems`; a row that is wrong is left out.
Result<ImportTable> read_import_table(ByteSource& source, char delimiter,
                                      const std::vector<std::string>& wanted,
                                      ImportProblems& problems, ImportWatch watch);

}  // namespace praxis::usecases
