#include "usecases/record_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace praxis::usecases {
namespace {

constexpr std::size_t json_line_bytes_max = 4'000'000;
constexpr std::array<std::string_view, 15> engine_column_names{"id",
                                                               "number",
                                                               "type",
                                                               "state",
                                                               "phase",
                                                               "version",
                                                               "created_at",
                                                               "created_by",
                                                               "updated_at",
                                                               "updated_by",
                                                               "journal_seq",
                                                               "next_target_at",
                                                               "next_target_clock",
                                                               "external_source",
                                                               "external_key"};

class CsvLines final : public RecordLines {
 public:
  CsvLines(ByteSource& source, char delimiter) : csv_(source, delimiter) {}

  Result<bool> next(RecordLine& line) override {
    if (header_.empty()) TRY(read_header());
    if (!TRY(csv_.next())) return false;
    line = {.line = csv_.line()};
    const auto& fields = csv_.fields();
    if (fields.size() != header_.size()) {
      line.error =
          Error{Code::invalid_argument, "csv.columns",
                fmt::format("{} columns, the header has {}", fields.size(), header_.size())};
      return true;
    }
    for (std::size_t i = 0; i < fields.size(); ++i) line.cells[header_[i]] = Json(fields[i]);
    return true;
  }

 private:
  Status read_header() {
    if (!TRY(csv_.next())) return fail(Code::invalid_argument, "csv.header", "the file is empty");
    for (const auto name : csv_.fields()) {
      if (std::find(header_.begin(), header_.end(), name) != header_.end())
        return fail(Code::invalid_argument, "csv.header",
                    fmt::format("line 1: there are several columns {}", name));
      header_.emplace_back(name);
    }
    return {};
  }

  CsvReader csv_;
  std::vector<std::string> header_;
};

class JsonLines final : public RecordLines {
 public:
  explicit JsonLines(ByteSource& source) : source_(source) {}

  Result<bool> next(RecordLine& line) override {
    for (;;) {
      if (!TRY(read_text())) return false;
      if (text_.find_first_not_of(" \t\r") != std::string::npos) break;
    }
    line = {.line = line_};
    auto json = json_from_text(text_);
    if (!json)
      line.error = std::move(json.error());
    else if (!json->is_object())
      line.error = Error{Code::invalid_argument, "json.no_object", "a line is one JSON object"};
    else
      line.cells = std::move(json->get_object());
    return true;
  }

 private:
  // The text of the next line, without its end; false if there is none.
  Result<bool> read_text() {
    text_.clear();
    for (;;) {
      if (piece_.empty()) piece_ = TRY(source_.next());
      if (piece_.empty()) break;
      const auto end = piece_.find('\n');
      text_ += piece_.substr(0, end);
      if (text_.size() > json_line_bytes_max)
        return fail(Code::too_large, "json.too_large",
                    fmt::format("line {} has more than {} bytes", line_ + 1, json_line_bytes_max));
      piece_.remove_prefix(end == std::string_view::npos ? piece_.size() : end + 1);
      if (end == std::string_view::npos) continue;
      ++line_;
      return true;
    }
    if (text_.empty()) return false;
    ++line_;
    return true;
  }

  ByteSource& source_;
  std::string_view piece_{};
  std::string text_{};
  std::int64_t line_ = 0;
};

}  // namespace

bool is_engine_column_name(std::string_view name) {
  return std::find(engine_column_names.begin(), engine_column_names.end(), name) !=
         engine_column_names.end();
}

std::unique_ptr<RecordLines> read_lines(ByteSource& source, LinesFormat format, char delimiter) {
  if (format == LinesFormat::csv) return std::make_unique<CsvLines>(source, delimiter);
  return std::make_unique<JsonLines>(source);
}

std::string csv_row(const std::vector<std::string>& cells) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row += ',';
    const auto& cell = cells[i];
    // An only cell that is empty is quoted: the row would be an empty line. A byte order mark
    // that is text is, too: at the beginning of a file it would be none.
    if (cell.find_first_of("\",\r\n") == std::string::npos && !cell.starts_with("\xEF\xBB\xBF") &&
        !(cell.empty() && cells.size() == 1)) {
      row += cell;
      continue;
    }
    row += '"';
    for (const char c : cell) row += c == '"' ? std::string("\"\"") : std::string(1, c);
    row += '"';
  }
  return row + "\r\n";
}

}  // namespace praxis::usecases
