// Gives records and their history back: CSV or JSON lines that `import records` reads again, and
// JSON lines of journal entries. Streams page by page, oldest first, within the caller's rights: a
// field that may not be read is left empty, an internal comment left out. References are numbers.
#pragma once

#include "usecases/application.h"
#include "usecases/import_report.h"
#include "usecases/record_lines.h"

namespace praxis::usecases {

struct ExportRequest {
  std::string type;
  std::string filter{};  // an expression; "": all
  LinesFormat format = LinesFormat::csv;
  FunctionRef<Status(std::string_view)> write;
};

struct ExportReport {
  std::int64_t records = 0, entries = 0;
};

// InvalidArgument for a filter that is wrong. Each page is one read: what changes meanwhile is seen
// or not.
Result<ExportReport> export_records(Application& application, const Caller& caller,
                                    const ExportRequest& request, ImportWatch watch);
// The journals of the same records: one line an entry. `format` is not asked.
Result<ExportReport> export_events(Application& application, const Caller& caller,
                                   const ExportRequest& request, ImportWatch watch);

}  // namespace praxis::usecases
