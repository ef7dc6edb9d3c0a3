// Imports records from CSV or JSON lines: each line is one record, made or changed by the same
// verbs and under the same rights as by hand. Without a map the names in the header are names of
// fields. A record is known again by its external key, else by its id, so that a second import
// changes nothing. Lines that are refused are reported, all of them, and left out; the others
// stand. Format: docs/import.md.
#pragma once

#include "usecases/application.h"
#include "usecases/byte_source.h"
#include "usecases/import_report.h"
#include "usecases/record_lines.h"

namespace praxis::usecases {

// Mail, rules and timers: as by hand, or none.
enum class ImportNotices { none, as_by_hand };

struct ImportRecordsRequest {
  ByteSource& file;
  LinesFormat format = LinesFormat::csv;
  std::string type;
  std::string map_text{}, map_path{};  // "": no map
  std::string source = "import";  // of external keys, where neither a map nor the line names one
  char delimiter = ',';
  ImportMode mode = ImportMode::dry_run;
  ImportNotices notices = ImportNotices::none;
  std::size_t lines_per_transaction = 200;
};

Result<ImportReport> import_records(Application& application, const Caller& caller,
                                    const ImportRecordsRequest& request, ImportWatch watch);

}  // namespace praxis::usecases
