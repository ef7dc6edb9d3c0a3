// A CSV file gives the same rows, and the same error, in pieces of any size; what was read and is
// written again reads as the same rows. The same bytes go through the reader of JSON lines.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "usecases/csv_reader.h"
#include "usecases/record_lines.h"

namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Reading {
  Rows rows;
  std::string error;
  bool operator==(const Reading&) const = default;
};

Reading read_all(std::string_view text, std::size_t piece) {
  praxis::usecases::TextSource source(text, piece);
  praxis::usecases::CsvReader csv(source);
  Reading reading;
  for (;;) {
    const auto has_row = csv.next();
    if (!has_row) {
      reading.error = has_row.error().message;
      return reading;
    }
    if (!*has_row) return reading;
    reading.rows.emplace_back(csv.fields().begin(), csv.fields().end());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto whole = read_all(text, 0);
  for (const std::size_t piece : {1UL, 2UL, 5UL}) must(read_all(text, piece) == whole);
  std::string written;
  for (const auto& row : whole.rows) written += praxis::usecases::csv_row(row);
  const auto again = read_all(written, 0);
  must(again.error.empty());
  must(again.rows == whole.rows);
  praxis::usecases::TextSource source(text, 3);
  const auto lines =
      praxis::usecases::read_lines(source, praxis::usecases::LinesFormat::jsonl, ',');
  praxis::usecases::RecordLine line;
  for (auto has_line = lines->next(line); has_line && *has_line; has_line = lines->next(line))
    must(line.line > 0);
  return 0;
}
