// Records as lines of a file, CSV or JSON lines, one after the other: what export writes and import
// reads. A line is field names and values; names of the engine's own columns stand beside them.
// Belongs to one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "usecases/csv_reader.h"

namespace praxis::usecases {

enum class LinesFormat { csv, jsonl };

// Columns that every record has and no import sets; "external_source" and "external_key" are taken.
bool is_engine_column_name(std::string_view name);

struct RecordLine {
  std::int64_t line = 0;
  JsonObject cells{};            // CSV: texts, "" for empty cells
  std::optional<Error> error{};  // the line cannot be read; the next one can
};

class RecordLines {
 public:
  virtual ~RecordLines() = default;
  // False at the end. An error: the file cannot be read on.
  virtual Result<bool> next(RecordLine& line) = 0;
};

std::unique_ptr<RecordLines> read_lines(ByteSource& source, LinesFormat format, char delimiter);

// One row of CSV with its line end.
std::string csv_row(const std::vector<std::string>& cells);

}  // namespace praxis::usecases
